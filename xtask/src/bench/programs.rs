//! What measures: wrk, which makes the load, and the bench target `load` of the server's crate.

use std::path::PathBuf;

use anyhow::{Context as _, Result};

use crate::workspace::Workspace;
use crate::{console, setup};

/// Where they are.
pub struct Tools {
    /// The load generator.
    pub wrk: PathBuf,
    /// Fills databases, and answers barely.
    pub load: PathBuf,
}

/// Finds, installs or builds them.
pub fn ensure(workspace: &Workspace) -> Result<Tools> {
    let wrk = setup::wrk(workspace)?;
    console::say("the server's crate once more, with what fills databases (minutes the first time)");
    Ok(Tools { wrk, load: load(workspace)? })
}

/// Builds the target and asks cargo where it put it.
fn load(workspace: &Workspace) -> Result<PathBuf> {
    let mut command = workspace.command("cargo");
    command.args(["build", "--locked", "--release", "--package", "broadsheet", "--bench", "load"]);
    command.arg("--message-format=json-render-diagnostics");
    let mut found = None;
    let status = workspace.children.read(&mut command, |line| {
        let message: serde_json::Value = serde_json::from_str(line).unwrap_or_default();
        if message["target"]["name"] == "load" && message["target"]["kind"][0] == "bench" {
            found = message["executable"].as_str().map(PathBuf::from).or(found.take());
        }
    })?;
    anyhow::ensure!(status.success(), "the bench target `load` does not build");
    found.context("cargo told no executable of the bench target `load`")
}
