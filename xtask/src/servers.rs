//! Throw-away servers for tests and measurements: on free ports, in temporary folders, gone when the guard is dropped.

mod nginx;
mod postgres;
mod redis;

use std::net::TcpListener;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::process::Running;

pub use nginx::Nginx;
pub use postgres::Postgres;
pub use redis::Redis;

/// How long a server may take until it answers.
const START: Duration = Duration::from_secs(60);

/// A port of 127.0.0.1 that nobody listens on now.
pub fn free_port() -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("find a free port")?;
    Ok(listener.local_addr()?.port())
}

/// Waits until a server answers, ends, or takes too long.
pub fn until_ready(name: &str, running: &mut Running, mut is_ready: impl FnMut() -> bool) -> Result<()> {
    let deadline = Instant::now() + START;
    while Instant::now() < deadline {
        if is_ready() {
            return Ok(());
        }
        if let Some(status) = running.try_wait()? {
            bail!("{name} ended at its start with {status}");
        }
        thread::sleep(Duration::from_millis(50));
    }
    bail!("{name} did not answer within {} s", START.as_secs())
}
