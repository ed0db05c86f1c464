//! `cargo xtask specs`: writes the committed documents of the API anew from the code.

use std::fs;

use anyhow::{Context as _, Result, bail};

use crate::workspace::Workspace;
use crate::{console, server};

/// Builds the server and writes `backend/openapi/v1.json`, `v2.json` and `frames.json`. What is frozen of version 1 lies beside
/// them and is written by no command.
pub fn specs(workspace: &Workspace) -> Result<()> {
    server::build(workspace, server::Profile::Debug)?;
    let folder = workspace.root.join("backend/openapi");
    fs::create_dir_all(&folder)?;
    for version in ["v1", "v2", "frames"] {
        let program = workspace.server("debug");
        let output = workspace.command(&program).args(["openapi", version]).output().context("start broadsheet")?;
        if !output.status.success() {
            bail!("`broadsheet openapi {version}` failed: {}", String::from_utf8_lossy(&output.stderr).trim());
        }
        let path = folder.join(format!("{version}.json"));
        let is_new = fs::read(&path).map_or(true, |before| before != output.stdout);
        fs::write(&path, &output.stdout)?;
        console::say(&format!("backend/openapi/{version}.json {}", if is_new { "changed" } else { "is the same" }));
    }
    Ok(())
}
