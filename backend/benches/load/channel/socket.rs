//! As much of a WebSocket as a reader needs: a handshake, frames to hear, pings to answer. It keeps next to nothing, for
//! there are ten thousand of them in one program.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};

use socket2::{Domain, Type};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    time::timeout,
};

/// Strangers of one address that a server lets in, and some to spare.
const AN_ADDRESS: usize = 40;
const TEXT: u8 = 1;
const CLOSE: u8 = 8;
const PING: u8 = 9;
const PONG: u8 = 10;
/// A key that is as good as any: nothing here is secret.
const MASK: [u8; 4] = [1, 2, 3, 4];
/// As much as an Ethernet carries in a packet. Loopback's own is so large that kernels hold megabytes in between.
const SEGMENT: u32 = 1_400;
const NARROW_BYTES: usize = 4_096;
/// After this nothing more comes on a line that holds.
const SILENCE: Duration = Duration::from_secs(1);

/// A stranger at one server.
pub struct Socket {
    stream: TcpStream,
    held: Vec<u8>,
}

impl Socket {
    /// From the address on the loopback that the stranger of this number has, welcomed.
    pub async fn open(port: u16, number: usize) -> io::Result<Self> {
        Self::greet(TcpSocket::new_v4()?, port, number).await
    }

    /// The same with room for next to nothing on the way: who does not read stops the server's writing soon.
    pub async fn open_narrow(port: u16, number: usize) -> io::Result<Self> {
        let socket = socket2::Socket::new(Domain::IPV4, Type::STREAM, None)?;
        socket.set_nonblocking(true)?;
        socket.set_recv_buffer_size(NARROW_BYTES)?;
        #[cfg(unix)]
        socket.set_tcp_mss(SEGMENT)?;
        Self::greet(TcpSocket::from_std_stream(socket.into()), port, number).await
    }

    async fn greet(socket: TcpSocket, port: u16, number: usize) -> io::Result<Self> {
        let address = 0x7F00_0100 + u32::try_from(number / AN_ADDRESS).map_err(io::Error::other)?;
        socket.bind(SocketAddr::from((Ipv4Addr::from_bits(address), 0)))?;
        let mut stream = socket.connect(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await?;
        stream.set_nodelay(true)?;
        let request = format!(
            "GET /api/v2/ws HTTP/1.1\r\nhost: localhost:{port}\r\norigin: http://localhost:{port}\r\nconnection: upgrade\r\n\
             upgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await?;
        let mut socket = Self { stream, held: Vec::new() };
        let end = loop {
            if let Some(place) = socket.held.windows(4).position(|four| four == b"\r\n\r\n") {
                break place + 4;
            }
            socket.read().await?;
        };
        if !socket.held.starts_with(b"HTTP/1.1 101") {
            return Err(io::Error::other(String::from_utf8_lossy(&socket.held).into_owned()));
        }
        socket.held.drain(..end);
        socket.say(TEXT, br#"{"frame":"hello","version":1}"#).await?;
        socket.until(br#"{"frame":"welcome""#).await?;
        Ok(socket)
    }

    /// Follows a topic from now on.
    pub async fn subscribe(&mut self, topic: &str) -> io::Result<()> {
        self.say(TEXT, format!(r#"{{"frame":"subscribe","topic":"{topic}"}}"#).as_bytes()).await?;
        self.until(br#"{"frame":"subscribed""#).await
    }

    /// True if the server has ended it: what lies here is read until the end, or until nothing more comes.
    pub async fn was_cut(&mut self) -> bool {
        loop {
            match timeout(SILENCE, self.hear(|_| ())).await {
                Ok(Ok(())) => {}
                Ok(Err(_over)) => return true,
                Err(_silence) => return false,
            }
        }
    }

    async fn until(&mut self, beginning: &[u8]) -> io::Result<()> {
        while !self.hear(|text| text.starts_with(beginning)).await? {}
        Ok(())
    }

    /// The next text, as `look` sees it. Pings are answered on the way.
    pub async fn hear<T>(&mut self, look: impl FnOnce(&[u8]) -> T) -> io::Result<T> {
        loop {
            let (opcode, start, end) = loop {
                if let Some(frame) = frame(&self.held) {
                    break frame;
                }
                self.read().await?;
            };
            match opcode {
                TEXT => {
                    let seen = look(&self.held[start..end]);
                    self.held.drain(..end);
                    return Ok(seen);
                }
                CLOSE => return Err(io::ErrorKind::ConnectionAborted.into()),
                PING => {
                    let payload = self.held[start..end].to_vec();
                    self.held.drain(..end);
                    self.say(PONG, &payload).await?;
                }
                _ => drop(self.held.drain(..end)),
            }
            if self.held.is_empty() {
                // Who waits keeps no buffer.
                self.held = Vec::new();
            }
        }
    }

    async fn read(&mut self) -> io::Result<()> {
        if self.held.capacity() == 0 {
            self.stream.readable().await?;
        }
        if self.stream.read_buf(&mut self.held).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(())
    }

    async fn say(&mut self, opcode: u8, payload: &[u8]) -> io::Result<()> {
        let length = u8::try_from(payload.len()).ok().filter(|length| *length < 126);
        let length = length.ok_or_else(|| io::Error::other("a long frame"))?;
        let mut frame = vec![0x80 | opcode, 0x80 | length];
        frame.extend(MASK);
        frame.extend(payload.iter().zip(MASK.iter().cycle()).map(|(byte, key)| byte ^ key));
        self.stream.write_all(&frame).await
    }
}

/// The first whole frame: its opcode, and from where to where its payload stands.
fn frame(held: &[u8]) -> Option<(u8, usize, usize)> {
    let (first, second) = (*held.first()?, *held.get(1)?);
    let (start, length) = match second & 0x7F {
        126 => (4_usize, usize::from(u16::from_be_bytes(held.get(2..4)?.try_into().ok()?))),
        127 => (10, usize::try_from(u64::from_be_bytes(held.get(2..10)?.try_into().ok()?)).ok()?),
        length => (2, usize::from(length)),
    };
    let end = start.checked_add(length)?;
    (held.len() >= end).then_some((first & 0x0F, start, end))
}
