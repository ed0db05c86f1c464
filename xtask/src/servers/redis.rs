//! A Redis that keeps nothing.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::Stdio;
use std::time::Duration;

use anyhow::Result;

use super::{free_port, until_ready};
use crate::process::Running;
use crate::setup;
use crate::workspace::Workspace;

/// A running server; dropping it ends the server.
pub struct Redis {
    /// `redis://127.0.0.1:PORT/`.
    pub url: String,
    _running: Running,
    _folder: tempfile::TempDir,
}

impl Redis {
    /// Starts a server and waits until it answers.
    pub fn start(workspace: &Workspace) -> Result<Self> {
        let program = setup::redis(workspace)?;
        let folder = tempfile::tempdir()?;
        let port = free_port()?;
        let mut command = workspace.command(program);
        command.current_dir(folder.path()).args(["--port", &port.to_string(), "--bind", "127.0.0.1"]);
        command.args(["--save", "", "--appendonly", "no"]).stdout(Stdio::null());
        let mut running = workspace.children.spawn(&mut command)?;
        until_ready("Redis", &mut running, || answers(port).is_ok())?;
        Ok(Self { url: format!("redis://127.0.0.1:{port}/"), _running: running, _folder: folder })
    }
}

fn answers(port: u16) -> Result<()> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(1)))?;
    stream.write_all(b"PING\r\n")?;
    let mut answer = [0; 5];
    stream.read_exact(&mut answer)?;
    anyhow::ensure!(&answer == b"+PONG", "no Redis there");
    Ok(())
}
