//! The bare handlers: axum with nothing around it, as programs of their own.

use std::fs;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use super::client::{Answer, Client};
use super::programs::Tools;
use super::usage::Watched;
use crate::process::Running;
use crate::servers::free_port;
use crate::workspace::Workspace;

const START: Duration = Duration::from_secs(20);

/// A bare handler that runs.
pub struct Bare {
    /// `http://127.0.0.1:PORT`.
    pub base: String,
    running: Running,
    _file: Option<tempfile::NamedTempFile>,
}

impl Bare {
    /// Gives these answers again, byte for byte and field for field.
    pub fn answers(workspace: &Workspace, tools: &Tools, answers: &[Answer]) -> Result<Self> {
        let file = tempfile::NamedTempFile::new()?;
        fs::write(file.path(), serde_json::to_vec(answers)?)?;
        let name = file.path().display().to_string();
        let probe = answers.first().map_or("/", |answer| answer.path.as_str());
        let bare = Self::start(workspace, tools, &["answers", "--file", &name], probe)?;
        Ok(Self { _file: Some(file), ..bare })
    }

    /// Makes lists and posts with one query each.
    pub fn query(workspace: &Workspace, tools: &Tools, url: &str) -> Result<Self> {
        Self::start(workspace, tools, &["query", "--database", url], "/list")
    }

    /// Its process.
    pub fn watched(&self) -> Watched {
        Watched::alone(self.running.id())
    }

    fn start(workspace: &Workspace, tools: &Tools, arguments: &[&str], probe: &str) -> Result<Self> {
        let port = free_port()?.to_string();
        let base = format!("http://127.0.0.1:{port}");
        let mut command = workspace.command(&tools.load);
        command.args(arguments).args(["--port", &port]).stdout(Stdio::null());
        let mut running = workspace.children.spawn(&mut command)?;
        let client = Client::new(&base);
        let begun = Instant::now();
        while client.status(probe) != Some(200) {
            if running.try_wait()?.is_some() || begun.elapsed() > START {
                bail!("the bare handler `{}` does not answer", arguments.join(" "));
            }
            thread::sleep(Duration::from_millis(10));
        }
        Ok(Self { base, running, _file: None })
    }
}
