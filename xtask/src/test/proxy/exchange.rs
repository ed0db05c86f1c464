//! One request as raw bytes and what comes back: well-behaved clients cannot send what these checks send.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context as _, Result};

/// Ten times what any answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// A status line, header fields and a body.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    /// Names in lower case, in the order sent.
    pub fields: Vec<(String, String)>,
    pub body: String,
}

impl Answer {
    /// All values of a field.
    pub fn values(&self, name: &str) -> Vec<&str> {
        self.fields.iter().filter(|(field, _)| field == name).map(|(_, value)| value.as_str()).collect()
    }

    fn parse(text: &str) -> Result<Self> {
        let (head, body) = text.split_once("\r\n\r\n").context("an answer has no end of header")?;
        let mut lines = head.split("\r\n");
        let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok()).context("no status line")?;
        let fields = lines.filter_map(|line| line.split_once(':'));
        let fields = fields.map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned())).collect();
        Ok(Self { status, fields, body: body.to_owned() })
    }
}

/// `GET` of a path with the site's own name; fields are whole lines.
pub fn get(port: u16, path: &str, fields: &[&str]) -> Result<Answer> {
    let mut request = format!("GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n");
    fields.iter().for_each(|field| request.push_str(&format!("{field}\r\n")));
    send(port, &(request + "\r\n"))
}

/// Sends bytes and reads the first answer: until it is whole, or the other side closes.
pub fn send(port: u16, request: &str) -> Result<Answer> {
    let mut stream = open(port, request)?;
    let mut bytes = Vec::new();
    loop {
        let answer = Answer::parse(&String::from_utf8_lossy(&bytes));
        let length = answer.as_ref().ok().and_then(|answer| answer.values("content-length").first()?.parse().ok());
        if answer.as_ref().is_ok_and(|answer| length.is_some_and(|length: usize| answer.body.len() >= length)) {
            return answer;
        }
        if !more(&mut stream, &mut bytes)? {
            return answer;
        }
    }
}

/// Sends bytes and reads all that comes until the other side closes.
pub fn converse(port: u16, request: &str) -> Result<String> {
    let mut stream = open(port, request)?;
    let mut bytes = Vec::new();
    while more(&mut stream, &mut bytes)? {}
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn open(port: u16, request: &str) -> Result<TcpStream> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(request.as_bytes())?;
    Ok(stream)
}

/// Reads on; false at the end.
fn more(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> Result<bool> {
    let mut part = [0; 1 << 16];
    match stream.read(&mut part) {
        Ok(count) => {
            bytes.extend_from_slice(&part[..count]);
            Ok(count > 0)
        }
        // A side that refuses what it has not read yet resets the connection after its answer.
        Err(error) if error.kind() == ErrorKind::ConnectionReset => Ok(false),
        Err(error) => Err(error.into()),
    }
}
