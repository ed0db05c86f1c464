//! Throw-away servers for tests and measurements: on free ports, in temporary folders, gone when the guard is dropped.

mod nginx;
mod postgres;
mod redis;

use std::hash::{BuildHasher as _, RandomState};
use std::net::TcpListener;
use std::ops::Range;
use std::process;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::process::Running;

pub use nginx::Nginx;
pub use postgres::Postgres;
pub use redis::Redis;

/// How long a server may take until it answers.
const START: Duration = Duration::from_secs(60);

/// Below the ports that systems give to connections which go out (from 32768 on Linux, from 49152 elsewhere): one of those
/// might take the port before the server does.
const PORTS: Range<u16> = 20_000..32_000;

/// A port that nobody listens on now; another one at each call.
pub fn free_port() -> Result<u16> {
    // Another run beside this one begins elsewhere.
    static BEGIN: LazyLock<usize> = LazyLock::new(|| {
        let [first, second, ..] = RandomState::new().hash_one(process::id()).to_le_bytes();
        usize::from(u16::from_le_bytes([first, second])) % PORTS.len()
    });
    static TAKEN: AtomicUsize = AtomicUsize::new(0);
    let mut ports = PORTS.cycle().skip(*BEGIN).skip(TAKEN.load(Ordering::Relaxed)).take(PORTS.len());
    let port = ports.find(|port| {
        TAKEN.fetch_add(1, Ordering::Relaxed);
        TcpListener::bind(("0.0.0.0", *port)).is_ok()
    });
    port.context("no port is free")
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
