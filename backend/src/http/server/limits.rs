//! What one connection may take, in time and number.

use std::time::Duration;

use crate::config;

/// The limits of the accept loop.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Connections at once.
    pub connections: usize,
    /// From the first byte of a request to the end of its header fields, and from connecting to that first byte.
    pub header: Duration,
    /// Between requests.
    pub idle: Duration,
    /// For a body, beside the time that its bytes need at [`Self::BYTES_PER_SEC`].
    pub body: Duration,
    /// For the client to take 16 KiB of its answer, or all there is of it.
    pub write: Duration,
    /// For requests under way at a stop.
    pub grace: Duration,
}

/// Descriptors that the rest of the program needs: databases, logs, files.
const RESERVED_DESCRIPTORS: usize = 96;

impl Limits {
    /// A body that comes more slowly than this is not coming.
    pub const BYTES_PER_SEC: u64 = 16 * 1024;

    /// From the configuration, with fewer connections where the system allows fewer descriptors.
    pub fn new(server: &config::Server) -> Self {
        let configured = usize::try_from(server.max_connections).unwrap_or(usize::MAX);
        let connections = match open_files() {
            Some(files) => configured.min(files.saturating_sub(RESERVED_DESCRIPTORS).max(16)),
            None => configured,
        };
        if connections < configured {
            tracing::warn!(
                configured,
                connections,
                "fewer connections than configured: the limit of open files is low"
            );
        }
        Self {
            connections,
            header: Duration::from_secs(server.header_timeout_secs),
            idle: Duration::from_secs(server.idle_timeout_secs),
            body: Duration::from_secs(server.body_timeout_secs),
            write: Duration::from_secs(server.write_timeout_secs),
            grace: Duration::from_secs(server.shutdown_grace_secs),
        }
    }
}

/// The soft limit of open files where the system tells it in a file (Linux); elsewhere nobody knows.
fn open_files() -> Option<usize> {
    let limits = std::fs::read_to_string("/proc/self/limits").ok()?;
    let line = limits.lines().find(|line| line.starts_with("Max open files"))?;
    line.split_whitespace().nth(3)?.parse().ok()
}
