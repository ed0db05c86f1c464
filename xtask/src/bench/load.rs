//! One run of wrk against one address, with the processor time of the server beside it.

use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};

use super::programs::Tools;
use super::usage::Watched;
use crate::workspace::Workspace;

/// As in all our comparisons, but where one person reads alone.
pub const CONNECTIONS: u32 = 16;
pub const THREADS: u32 = 2;

/// Prints what wrk knows as one line of numbers.
const REPORT: &str = r#"
function done(summary, latency, requests)
  local failed = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  io.write(string.format("RESULT %d %d %d %d %d %d %d\n", summary.requests, summary.duration, failed,
    summary.errors.status, latency:percentile(50), latency:percentile(95), latency:percentile(99)))
end
"#;

/// What requests look like.
#[derive(Debug, Clone)]
pub enum Requests {
    /// The same GET again and again.
    One(String),
    /// These GETs in turn.
    Turns(Vec<String>),
    /// The same GET again and again by one reader, who sends the next when the answer is there; signed in with the token.
    Alone { path: String, token: Option<String> },
    /// POSTs by these people in turn; `{n}` in a body is a number that no other request has.
    Posts { paths: Vec<String>, body: String, tokens: Vec<String> },
}

/// One run.
#[derive(Debug, Clone, Copy)]
pub struct Run {
    pub requests_per_second: f64,
    /// Microseconds of the server's processor time for one request.
    pub processor_us: f64,
    /// The same of the database server's, where there is one.
    pub database_us: Option<f64>,
    pub median_ms: f64,
    pub p95_ms: f64,
    pub p99_ms: f64,
}

/// Whose time is counted.
#[derive(Debug, Clone, Copy)]
pub struct Costs {
    pub server: Watched,
    pub database: Option<Watched>,
}

/// Sends as many requests as the server takes. A single wrong answer fails the run: it would be quicker than a right one.
pub fn run(
    workspace: &Workspace,
    tools: &Tools,
    base: &str,
    requests: &Requests,
    costs: Costs,
    seconds: u32,
) -> Result<Run> {
    let script = tempfile::Builder::new().suffix(".lua").tempfile()?;
    fs::write(script.path(), requests.script())?;
    let before = times(costs)?;
    let line = wrk(workspace, tools, base, script.path(), requests.crowd(), seconds)?;
    let after = times(costs)?;
    let numbers: Vec<f64> = line.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    let [count, micros, failed, refused, median, p95, p99] = numbers[..] else {
        anyhow::bail!("wrk said what we do not understand: {line}");
    };
    ensure!(failed == 0.0 && refused == 0.0, "{failed} requests failed and {refused} were refused, of {count}");
    ensure!(count > 0.0, "no request was answered");
    let per_request = |time: Duration| time.as_secs_f64() * 1e6 / count;
    Ok(Run {
        requests_per_second: count / (micros / 1e6),
        processor_us: per_request(after.0 - before.0),
        database_us: after.1.zip(before.1).map(|(after, before)| per_request(after - before)),
        median_ms: median / 1e3,
        p95_ms: p95 / 1e3,
        p99_ms: p99 / 1e3,
    })
}

fn times(costs: Costs) -> Result<(Duration, Option<Duration>)> {
    Ok((costs.server.processor_time()?, costs.database.map(Watched::processor_time).transpose()?))
}

fn wrk(
    workspace: &Workspace,
    tools: &Tools,
    base: &str,
    script: &Path,
    (connections, threads): (u32, u32),
    seconds: u32,
) -> Result<String> {
    let mut command = workspace.command(&tools.wrk);
    command.args(["--threads", &threads.to_string(), "--connections", &connections.to_string()]);
    command.args(["--duration", &format!("{seconds}s"), "--latency", "--script"]).arg(script).arg(base);
    let (mut result, mut said) = (None, String::new());
    let status = workspace.children.read(&mut command, |line| {
        said.push_str(line);
        said.push('\n');
        if let Some(numbers) = line.strip_prefix("RESULT ") {
            result = Some(numbers.to_owned());
        }
    })?;
    ensure!(status.success(), "wrk ended with {status}: {said}");
    result.context("wrk told no result")
}

impl Requests {
    /// Connections and threads of the load.
    fn crowd(&self) -> (u32, u32) {
        match self {
            Self::Alone { .. } => (1, 1),
            Self::One(_) | Self::Turns(_) | Self::Posts { .. } => (CONNECTIONS, THREADS),
        }
    }

    fn script(&self) -> String {
        let list = |texts: &[String]| texts.iter().map(|text| format!("{text:?}")).collect::<Vec<_>>().join(", ");
        let requests = match self {
            Self::One(path) | Self::Alone { path, token: None } => format!("wrk.path = {path:?}"),
            Self::Alone { path, token: Some(token) } => {
                format!("wrk.path = {path:?}\nwrk.headers[\"Authorization\"] = {:?}", format!("Bearer {token}"))
            }
            Self::Turns(paths) => format!(
                "local paths, turn = {{ {} }}, 0\nfunction init()\n  for place, path in ipairs(paths) do \
                 paths[place] = wrk.format(\"GET\", path) end\nend\n\
                 function request()\n  turn = turn % #paths + 1\n  return paths[turn]\nend",
                list(paths)
            ),
            Self::Posts { paths, body, tokens } => POSTS
                .replace("PATHS", &list(paths))
                .replace("TOKENS", &list(tokens))
                .replace("BODY", &format!("{body:?}")),
        };
        format!("{requests}\n{REPORT}")
    }
}

const POSTS: &str = r#"
local paths, tokens, body = { PATHS }, { TOKENS }, BODY
local threads = 0
function setup(thread)
  threads = threads + 1
  thread:set("number", threads)
end
local turn = 0
function request()
  turn = turn + 1
  local headers = {
    ["Content-Type"] = "application/json",
    ["Authorization"] = "Bearer " .. tokens[(turn + number * 7) % #tokens + 1],
  }
  local text = body:gsub("{n}", os.time() .. "-" .. number .. "-" .. turn)
  return wrk.format("POST", paths[(turn * 31 + number) % #paths + 1], headers, text)
end
"#;
