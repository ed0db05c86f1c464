//! Stands in for a server and keeps what the proxy says to it.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::thread::{self, JoinHandle};

use anyhow::{Context as _, Result, anyhow};

use super::exchange;
use crate::servers::Nginx;
use crate::workspace::Workspace;

/// Lower-case lines of the request that a server behind the proxy gets when a client sends these fields.
pub fn forwarded(workspace: &Workspace, fields: &[&str]) -> Result<Vec<String>> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let server = listener.local_addr()?.port();
    let nginx = Nginx::start(workspace, Nginx::choose_port()?, &[server])?;
    let recorder: JoinHandle<Result<Vec<String>>> = thread::spawn(move || {
        let (mut stream, _) = listener.accept()?;
        let mut lines = Vec::new();
        for line in BufReader::new(stream.try_clone()?).lines() {
            let line = line?;
            if line.is_empty() {
                break;
            }
            lines.push(line.to_ascii_lowercase());
        }
        stream.write_all(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")?;
        Ok(lines)
    });
    exchange::get(nginx.port, "/", fields).context("ask through the proxy")?;
    recorder.join().map_err(|_| anyhow!("the recorder panicked"))?
}
