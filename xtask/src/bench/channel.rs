//! Live updates: two thousand sockets on one post while people comment, some that never read among a thousand, readers at
//! another server than the one that is written to, and ten thousand that do nothing.

use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::programs::Tools;
use super::setup::Ground;
use super::subject::Subject;
use crate::console;
use crate::servers::Nginx;
use crate::workspace::Workspace;

/// How many of everything.
#[derive(Debug, Clone, Copy)]
pub struct Crowd {
    /// Sockets on one post.
    pub readers: u32,
    /// Sockets on one post that never read, and those beside them that do.
    pub deaf: u32,
    pub beside_deaf: u32,
    /// Sockets on one post at the other server.
    pub apart: u32,
    /// Sockets that do nothing.
    pub idle: u32,
    /// Seconds of each part.
    pub seconds: u32,
    /// The same where some never read: so long the server has to notice it.
    pub deaf_seconds: u32,
}

impl Crowd {
    /// As many as are promised.
    pub const FULL: Self =
        Self { readers: 2_000, deaf: 100, beside_deaf: 900, apart: 500, idle: 10_000, seconds: 20, deaf_seconds: 30 };
    /// A few of everything.
    pub const QUICK: Self =
        Self { readers: 100, deaf: 5, beside_deaf: 45, apart: 50, idle: 200, seconds: 2, deaf_seconds: 2 };
}

/// People who write.
const WRITERS: usize = 16;
/// Descriptors for all of them at both ends, and some to spare.
const DESCRIPTORS: u32 = 24_000;

/// What was measured.
#[derive(Debug, Clone)]
pub struct Figures {
    /// All at one server.
    pub near: Delivery,
    /// With some among them that never read.
    pub beside_deaf: Delivery,
    /// Written at one server, heard at another behind nginx; where there can be two.
    pub apart: Option<Delivery>,
    pub idle: Idle,
}

/// How comments reached the readers of a post.
#[derive(Debug, Clone, Deserialize)]
pub struct Delivery {
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
    /// Sockets that never read, and those of them that were closed in the end.
    pub deaf: u64,
    pub deaf_cut: u64,
    /// Memory of the server at its most, above what it had when all were there.
    pub grown_mib: f64,
}

/// What sockets cost that do nothing.
#[derive(Debug, Clone, Deserialize)]
pub struct Idle {
    pub sockets: u64,
    /// Memory of the server for each.
    pub kib: f64,
    /// Sockets that the server closed meanwhile.
    pub lost: u64,
    /// A list of posts, at a hundred a second, before and beside them.
    pub quiet_p99_ms: f64,
    pub beside_p99_ms: f64,
    /// Until all of them were gone when the server was told to stop.
    pub gone_secs: f64,
}

/// Measures servers of its own, one part after the other.
pub fn measure(workspace: &Workspace, tools: &Tools, ground: &Ground, crowd: Crowd) -> Result<Figures> {
    let idle = idle(workspace, tools, ground, crowd)?;
    let alone = |readers: u32, deaf: u32, seconds: u32| {
        let subject = Subject::start_wide(workspace, ground, DESCRIPTORS)?;
        let mut command = talk(workspace, tools, ground, &subject, readers, seconds)?;
        command.args(["--server", &subject.watched().process().to_string(), "--deaf", &deaf.to_string()]);
        delivery(workspace, &mut command)
    };
    let near = alone(crowd.readers, 0, crowd.seconds)?;
    let beside_deaf = alone(crowd.beside_deaf, crowd.deaf, crowd.deaf_seconds)?;
    // Processes share PostgreSQL; a file of SQLite belongs to one alone.
    let apart = match ground.postgres {
        Some(_) => Some(apart(workspace, tools, ground, crowd)?),
        None => None,
    };
    Ok(Figures { near, beside_deaf, apart, idle })
}

fn idle(workspace: &Workspace, tools: &Tools, ground: &Ground, crowd: Crowd) -> Result<Idle> {
    let subject = Subject::start_wide(workspace, ground, DESCRIPTORS)?;
    let mut command = wide(workspace, &tools.load.display().to_string(), DESCRIPTORS);
    command.args(["idle", "--port", &subject.port.to_string(), "--sockets", &crowd.idle.to_string()]);
    command.args(["--server", &subject.watched().process().to_string(), "--secs", &crowd.seconds.to_string()]);
    let figures: Idle = told(workspace, &mut command)?;
    console::say(&format!(
        "{} idle sockets: {:.1} KiB each, {} lost, all gone {:.1} s after the word to stop; others' p99 {:.1} ms, {:.1} ms \
         without",
        figures.sockets, figures.kib, figures.lost, figures.gone_secs, figures.beside_p99_ms, figures.quiet_p99_ms,
    ));
    Ok(figures)
}

/// Two servers: what is written at one is heard at the other, through nginx, as readers of a site with several are.
fn apart(workspace: &Workspace, tools: &Tools, ground: &Ground, crowd: Crowd) -> Result<Delivery> {
    let door = Nginx::choose_port()?;
    let written = Subject::start_behind(workspace, ground, DESCRIPTORS, door)?;
    let heard = Subject::start_behind(workspace, ground, DESCRIPTORS, door)?;
    // In front of one of them alone, so that nobody is at the other by chance.
    let nginx = Nginx::start(workspace, door, &[heard.port])?;
    let mut command = talk(workspace, tools, ground, &written, crowd.apart, crowd.seconds)?;
    command.args(["--server", &heard.watched().process().to_string(), "--door", &nginx.port.to_string()]);
    delivery(workspace, &mut command)
}

/// The command that has people comment at a server, without the sockets' own side of it.
fn talk(
    workspace: &Workspace,
    tools: &Tools,
    ground: &Ground,
    subject: &Subject,
    readers: u32,
    seconds: u32,
) -> Result<Command> {
    let list = subject.client.json("/api/v2/posts?limit=1&sort=oldest")?;
    let post = list["items"][0]["id"].as_str().context("a post to talk about")?.to_owned();
    let mut command = wide(workspace, &tools.load.display().to_string(), DESCRIPTORS);
    command.args(["channel", "--post", &post, "--port", &subject.port.to_string()]);
    command.args(["--readers", &readers.to_string(), "--secs", &seconds.to_string()]);
    for name in ground.data.people.iter().take(WRITERS) {
        command.args(["--token", &subject.client.sign_in(name, &ground.data.password)?]);
    }
    Ok(command)
}

fn delivery(workspace: &Workspace, command: &mut Command) -> Result<Delivery> {
    let figures: Delivery = told(workspace, command)?;
    console::say(&format!(
        "{} sockets and {} that never read, {} comments: p95 {:.0} ms, p99 {:.0} ms; others' p99 {:.1} ms, {:.1} ms without",
        figures.readers,
        figures.deaf,
        figures.comments,
        figures.delivery_p95_ms,
        figures.delivery_p99_ms,
        figures.busy_p99_ms,
        figures.quiet_p99_ms,
    ));
    Ok(figures)
}

/// Runs the sockets to their end; the figures that they tell.
fn told<T: DeserializeOwned>(workspace: &Workspace, command: &mut Command) -> Result<T> {
    let mut figures = None;
    let status = workspace.children.read(command, |line| {
        if let Some(json) = line.strip_prefix("RESULT ") {
            figures = Some(json.to_owned());
        }
    })?;
    ensure!(status.success(), "the sockets ended with {status}");
    Ok(serde_json::from_str(&figures.context("the sockets told no figures")?)?)
}

/// A program that may have so many descriptors, or as many as the system lets it. The shell gives way to it, so that it
/// has the process that was started.
pub fn wide(workspace: &Workspace, program: &str, descriptors: u32) -> Command {
    let mut command = workspace.command("sh");
    let script = format!("ulimit -n {descriptors} 2>/dev/null || ulimit -n \"$(ulimit -Hn)\"; exec \"$0\" \"$@\"");
    command.args(["-c", &script, program]);
    command
}
