//! As much of HTTP/1.1 as a measurement needs: a request, its status, its body to the end.

use std::io;

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// One request. The proxy that it names is believed, so that each caller has an address of their own, and limits of it.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    pub method: &'a str,
    pub path: &'a str,
    pub from: u32,
    pub token: &'a str,
    pub body: Option<&'a Value>,
}

impl<'a> Question<'a> {
    pub fn get(path: &'a str, from: u32) -> Self {
        Self { method: "GET", path, from, token: "", body: None }
    }

    pub fn post(path: &'a str, from: u32, body: &'a Value) -> Self {
        Self { method: "POST", path, from, token: "", body: Some(body) }
    }

    /// The head, with its last empty line.
    pub fn head(&self, content_length: usize) -> String {
        let address = std::net::Ipv4Addr::from_bits(0x0A00_0000 + self.from);
        let mut head =
            format!("{} {} HTTP/1.1\r\nhost: localhost\r\nx-forwarded-for: {address}\r\n", self.method, self.path);
        if !self.token.is_empty() {
            head.push_str(&format!("authorization: Bearer {}\r\n", self.token));
        }
        if content_length > 0 {
            head.push_str(&format!("content-type: application/json\r\ncontent-length: {content_length}\r\n"));
        }
        head + "\r\n"
    }
}

/// A connection that is kept alive.
pub struct Line {
    stream: TcpStream,
    held: Vec<u8>,
}

impl Line {
    pub async fn open(port: u16) -> io::Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, held: Vec::new() })
    }

    /// Sends it; the status, and the body as JSON, null if it is none.
    pub async fn ask(&mut self, question: Question<'_>) -> io::Result<(u16, Value)> {
        let body = question.body.map(Value::to_string).unwrap_or_default();
        self.stream.write_all((question.head(body.len()) + &body).as_bytes()).await?;
        let end = loop {
            if let Some(place) = self.held.windows(4).position(|four| four == b"\r\n\r\n") {
                break place + 4;
            }
            self.read().await?;
        };
        let head = String::from_utf8_lossy(&self.held[..end]).to_ascii_lowercase();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or(io::ErrorKind::InvalidData)?;
        let length = head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
        let whole = end + length.unwrap_or(0);
        while self.held.len() < whole {
            self.read().await?;
        }
        let body = serde_json::from_slice(&self.held[end..whole]).unwrap_or_default();
        self.held.drain(..whole);
        Ok((status, body))
    }

    async fn read(&mut self) -> io::Result<()> {
        if self.stream.read_buf(&mut self.held).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(())
    }
}
