//! Frames of the WebSocket protocol as no library would send them, byte by byte (RFC 6455, 5.2).

use std::{net::SocketAddr, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    time::timeout,
};

/// Ten times what anything here promises.
const LONG: Duration = Duration::from_secs(20);
/// A key that is as good as any.
const MASK: [u8; 4] = [0x12, 0x34, 0x56, 0x78];
/// What nobody else asks, and how the answer begins.
const QUESTION: &[u8] = br#"{"frame":"subscribe","topic":"are you there"}"#;
const ANSWER: &[u8] = br#"{"frame":"refused","topic":"are you there""#;

/// Opcodes.
pub const CONTINUATION: u8 = 0;
/// A message of text.
pub const TEXT: u8 = 1;
/// A message of bytes.
pub const BINARY: u8 = 2;
/// The end.
pub const CLOSE: u8 = 8;
/// A question whether somebody is there.
pub const PING_FRAME: u8 = 9;
/// The answer to it.
pub const PONG_FRAME: u8 = 10;

/// A frame to be.
#[derive(Debug, Clone)]
pub struct Raw {
    /// Whether it is the last of its message.
    pub is_last: bool,
    /// The three reserved bits.
    pub reserved: u8,
    /// Four bits.
    pub opcode: u8,
    /// Whether its bytes are masked, as a client's must be.
    pub is_masked: bool,
    /// How its length is written.
    pub length: Length,
    /// Its bytes.
    pub payload: Vec<u8>,
}

/// How a length is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// In as few bytes as it needs.
    Short,
    /// In two bytes more, whether or not it needs them.
    Sixteen,
    /// In eight bytes more.
    SixtyFour,
    /// As this number, whatever the bytes are.
    Claimed(u64),
}

impl Raw {
    /// A whole frame as every client sends it.
    pub fn new(opcode: u8, payload: impl Into<Vec<u8>>) -> Self {
        let payload = payload.into();
        Self { is_last: true, reserved: 0, opcode, is_masked: true, length: Length::Short, payload }
    }

    /// The same, with more of its message to come.
    pub fn unfinished(self) -> Self {
        Self { is_last: false, ..self }
    }

    /// Its bytes on the line.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = vec![u8::from(self.is_last) << 7 | (self.reserved & 7) << 4 | (self.opcode & 15)];
        let mask = u8::from(self.is_masked) << 7;
        let count = self.payload.len() as u64;
        match self.length {
            Length::Claimed(count) => sixty_four(&mut bytes, mask, count),
            Length::SixtyFour => sixty_four(&mut bytes, mask, count),
            Length::Short if count < 126 => bytes.push(mask | count as u8),
            Length::Short | Length::Sixteen if count <= 0xFFFF => {
                bytes.push(mask | 126);
                bytes.extend((count as u16).to_be_bytes());
            }
            Length::Short | Length::Sixteen => sixty_four(&mut bytes, mask, count),
        }
        if self.is_masked {
            bytes.extend(MASK);
            bytes.extend(self.payload.iter().enumerate().map(|(at, byte)| byte ^ MASK[at % 4]));
        } else {
            bytes.extend(&self.payload);
        }
        bytes
    }
}

fn sixty_four(bytes: &mut Vec<u8>, mask: u8, count: u64) {
    bytes.push(mask | 127);
    bytes.extend(count.to_be_bytes());
}

/// A closing frame's bytes.
pub fn closing(code: u16, reason: &[u8]) -> Vec<u8> {
    [&code.to_be_bytes()[..], reason].concat()
}

/// A connection after the handshake.
pub struct RawSocket(TcpStream);

impl RawSocket {
    /// After the handshake, before the first frame.
    ///
    /// # Panics
    /// When the server refuses.
    pub async fn open(server: SocketAddr) -> Self {
        Self::shake(TcpStream::connect(server).await.expect("a server that listens"), server).await
    }

    /// The same with a buffer that holds next to nothing.
    ///
    /// # Panics
    /// When the server refuses.
    pub async fn open_narrow(server: SocketAddr) -> Self {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.set_recv_buffer_size(4_096).expect("a small buffer");
        Self::shake(socket.connect(server).await.expect("a server that listens"), server).await
    }

    async fn shake(mut stream: TcpStream, server: SocketAddr) -> Self {
        stream.set_nodelay(true).expect("a socket");
        let request = format!(
            "GET /api/v2/ws HTTP/1.1\r\nhost: {server}\r\norigin: http://{server}\r\nupgrade: websocket\r\nconnection: upgrade\r\n\
             sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await.expect("a line");
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let byte = timeout(LONG, stream.read_u8()).await.expect("an answer").expect("a head");
            head.push(byte);
        }
        assert!(head.starts_with(b"HTTP/1.1 101"), "{}", String::from_utf8_lossy(&head));
        Self(stream)
    }

    /// Says hello as a stranger, and is welcomed.
    pub async fn hello(&mut self) {
        self.send(&Raw::new(TEXT, *br#"{"frame":"hello","version":1}"#).bytes()).await;
        let (opcode, payload) = self.next().await.expect("a welcome");
        assert!(
            opcode == TEXT && payload.starts_with(br#"{"frame":"welcome""#),
            "{}",
            String::from_utf8_lossy(&payload)
        );
    }

    /// Sends bytes. Those that do not get through have been answered by an end.
    pub async fn send(&mut self, bytes: &[u8]) {
        let _ = self.0.write_all(bytes).await;
    }

    /// The next frame's opcode and bytes; `None` at the end of the line.
    pub async fn next(&mut self) -> Option<(u8, Vec<u8>)> {
        timeout(LONG, self.read()).await.expect("a frame, or the end")
    }

    async fn read(&mut self) -> Option<(u8, Vec<u8>)> {
        let (first, second) = (self.0.read_u8().await.ok()?, self.0.read_u8().await.ok()?);
        assert_eq!((first & 0xF0, second & 0x80), (0x80, 0), "the server sends whole frames without a mask");
        let count = match second & 0x7F {
            126 => usize::from(self.0.read_u16().await.ok()?),
            127 => usize::try_from(self.0.read_u64().await.ok()?).expect("a length"),
            count => usize::from(count),
        };
        let mut payload = vec![0; count];
        self.0.read_exact(&mut payload).await.ok()?;
        Some((first & 0x0F, payload))
    }

    /// What became of the connection, once a question was put behind all that was sent.
    pub async fn verdict(&mut self) -> Verdict {
        self.send(&Raw::new(TEXT, QUESTION).bytes()).await;
        loop {
            match self.next().await {
                Some((CLOSE, payload)) if payload.is_empty() => return Verdict::Closed(None),
                Some((CLOSE, payload)) => {
                    let code = payload.first_chunk().copied().map(u16::from_be_bytes);
                    return Verdict::Closed(Some(code.expect("a code")));
                }
                Some((TEXT, payload)) if payload.starts_with(ANSWER) => return Verdict::Lives,
                Some(_) => {}
                None => return Verdict::Cut,
            }
        }
    }
}

/// What became of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The server goes on.
    Lives,
    /// It said goodbye, with this code if any.
    Closed(Option<u16>),
    /// It is gone without a word.
    Cut,
}
