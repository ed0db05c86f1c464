//! Live updates: two thousand sockets on one post while people comment, and ten thousand that do nothing.

use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;
use serde_json::Value;

use super::programs::Tools;
use super::setup::Ground;
use super::subject::Subject;
use crate::console;
use crate::workspace::Workspace;

/// How many of everything.
#[derive(Debug, Clone, Copy)]
pub struct Crowd {
    /// Sockets on one post.
    pub readers: u32,
    /// Sockets that do nothing.
    pub idle: u32,
    /// Seconds of each part.
    pub seconds: u32,
}

impl Crowd {
    /// As many as are promised.
    pub const FULL: Self = Self { readers: 2_000, idle: 10_000, seconds: 20 };
    /// A few of everything.
    pub const QUICK: Self = Self { readers: 100, idle: 200, seconds: 2 };
}

/// People who write.
const WRITERS: usize = 16;
/// Descriptors for all of them at both ends, and some to spare.
const DESCRIPTORS: u32 = 24_000;

/// What was measured.
#[derive(Debug, Clone, Deserialize)]
pub struct Figures {
    pub readers: u64,
    pub comments: u64,
    pub expected: u64,
    pub delivered: u64,
    /// Sockets that the server closed meanwhile.
    pub cut: u64,
    pub delivery_p50_ms: f64,
    pub delivery_p95_ms: f64,
    pub delivery_p99_ms: f64,
    /// A list of posts, at a hundred a second, before and meanwhile.
    pub quiet_p99_ms: f64,
    pub busy_p99_ms: f64,
    pub idle: u64,
    /// Memory of the server for each idle socket.
    pub idle_kib: f64,
}

/// Measures a server of its own.
pub fn measure(workspace: &Workspace, tools: &Tools, ground: &Ground, crowd: Crowd) -> Result<Figures> {
    let subject = Subject::start_wide(workspace, ground, DESCRIPTORS)?;
    let list = subject.client.json("/api/v2/posts?limit=1&sort=oldest")?;
    let post = list["items"][0]["id"].as_str().context("a post to talk about")?.to_owned();
    let Crowd { readers, idle, seconds } = crowd;
    let mut command = wide(workspace, &tools.load.display().to_string(), DESCRIPTORS);
    command.args(["channel", "--post", &post, "--port", &subject.port.to_string()]);
    command.args(["--server", &subject.watched().process().to_string(), "--secs", &seconds.to_string()]);
    command.args(["--readers", &readers.to_string(), "--idle", &idle.to_string()]);
    for name in ground.data.people.iter().take(WRITERS) {
        command.args(["--token", &subject.client.sign_in(name, &ground.data.password)?]);
    }
    let mut figures = None;
    let status = workspace.children.read(&mut command, |line| {
        if let Some(json) = line.strip_prefix("RESULT ") {
            figures = serde_json::from_str::<Value>(json).ok();
        }
    })?;
    ensure!(status.success(), "the sockets ended with {status}");
    let figures: Figures = serde_json::from_value(figures.context("the sockets told no figures")?)?;
    console::say(&format!(
        "{} sockets, {} comments: p95 {:.0} ms; others' p99 {:.1} ms, {:.1} ms without; {:.1} KiB for each of {} idle",
        figures.readers,
        figures.comments,
        figures.delivery_p95_ms,
        figures.busy_p99_ms,
        figures.quiet_p99_ms,
        figures.idle_kib,
        figures.idle,
    ));
    Ok(figures)
}

/// A program that may have so many descriptors, or as many as the system lets it. The shell gives way to it, so that it
/// has the process that was started.
pub fn wide(workspace: &Workspace, program: &str, descriptors: u32) -> Command {
    let mut command = workspace.command("sh");
    let script = format!("ulimit -n {descriptors} 2>/dev/null || ulimit -n \"$(ulimit -Hn)\"; exec \"$0\" \"$@\"");
    command.args(["-c", &script, program]);
    command
}
