//! `cargo xtask threats`: names in `backend/docs/THREATS.md` the tests of each row, as the sources have them.

use anyhow::Result;

use crate::workspace::Workspace;

/// The test that holds the document against the sources can also write it.
pub fn threats(workspace: &Workspace) -> Result<()> {
    let mut command = workspace.command("cargo");
    command.args(["test", "--locked", "--package", "broadsheet", "--test", "threats"]);
    workspace.children.run(command.env("BROADSHEET_UPDATE", "1"))
}
