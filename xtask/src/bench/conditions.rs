//! Under which conditions: the machine, the versions, the commit, the day.

use std::fs;

use super::Pace;
use super::data::Size;
use super::load::{CONNECTIONS, THREADS};
use crate::setup;
use crate::workspace::Workspace;

/// Pairs of a name and what it is.
pub type Conditions = Vec<(&'static str, String)>;

/// Asks the machine; what it does not tell is "unknown".
pub fn gather(workspace: &Workspace, size: Size, pace: Pace) -> Conditions {
    let output = |program: &str, arguments: &[&str]| workspace.output(program, arguments).unwrap_or_default();
    let postgres = setup::postgres(workspace)
        .ok()
        .and_then(|folder| workspace.output(&folder.join("postgres").display().to_string(), &["--version"]));
    let redis = setup::redis(workspace).ok().map(|program| output(&program.display().to_string(), &["--version"]));
    let redis = redis.as_deref().and_then(|text| text.split_whitespace().find_map(|word| word.strip_prefix("v=")));
    let Size { people, posts, comments } = size;
    let Pace { runs, seconds } = pace;
    let mut conditions = vec![
        ("Day", output("date", &["-u", "+%Y-%m-%d"])),
        ("Commit", commit(workspace)),
        ("Machine", machine()),
        ("System", format!("{}, Linux {}", system(), output("uname", &["-r"]))),
        ("Compiler", format!("{}, Cargo's release profile of this workspace", output("rustc", &["--version"]))),
        ("Databases", format!("SQLite as bundled by sqlx; {}", postgres.unwrap_or_default())),
        ("Redis", redis.unwrap_or_default().to_owned()),
        ("Content", format!("{people} people, {posts} posts, {comments} comments")),
        ("Server", "production profile, app embedded, all header fields, access log to a file".to_owned()),
        ("Load", format!("wrk, {CONNECTIONS} connections, {THREADS} threads, on the same machine")),
        ("Figures", format!("median of {runs} runs of {seconds} s, after a second that does not count")),
    ];
    for (_, text) in &mut conditions {
        if text.is_empty() {
            "unknown".clone_into(text);
        }
    }
    conditions
}

fn commit(workspace: &Workspace) -> String {
    let hash = workspace.output("git", &["rev-parse", "--short=12", "HEAD"]).unwrap_or_default();
    let changed = workspace.output("git", &["status", "--porcelain", "--untracked-files=no"]).unwrap_or_default();
    if changed.is_empty() { hash } else { format!("{hash}, with changes that are not committed") }
}

fn machine() -> String {
    let processors = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = processors.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'));
    let model = model.map_or("unknown processor", |(_, name)| name.trim());
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let memory = memory.lines().find_map(|line| line.strip_prefix("MemTotal:")?.trim().strip_suffix(" kB"));
    let memory = memory.and_then(|number| number.parse::<f64>().ok()).map_or(0.0, |kib| kib * 1024.0 / 1e9);
    format!("{cores} cores of {model}, {memory:.0} GB")
}

fn system() -> String {
    let text = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let name = text.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="));
    name.unwrap_or("unknown").trim_matches('"').to_owned()
}
