//! Building the server program.

use anyhow::Result;

use crate::workspace::Workspace;

/// Which of cargo's profiles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Quick to build; embeds no app.
    Debug,
    /// As shipped, with the app of `frontend/dist` inside.
    Release,
}

/// Builds `broadsheet`; cargo does nothing where nothing changed.
pub fn build(workspace: &Workspace, profile: Profile) -> Result<()> {
    let mut command = workspace.command("cargo");
    command.args(["build", "--locked", "--package", "broadsheet"]);
    if profile == Profile::Release {
        command.arg("--release");
    }
    workspace.children.run(&mut command)
}
