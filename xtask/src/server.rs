//! Building and starting the server program.

use std::process::Command;

use anyhow::Result;

use crate::workspace::Workspace;

/// Where the site is served unless somebody says otherwise.
pub const PORT: u16 = 8080;

/// Which of cargo's profiles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Quick to build; embeds no app.
    Debug,
    /// As shipped, with the app of `frontend/dist` inside.
    Release,
}

impl Profile {
    fn folder(self) -> &'static str {
        match self {
            Self::Debug => "debug",
            Self::Release => "release",
        }
    }
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

/// `broadsheet serve` on a port of this machine, in the development profile unless the shell names another.
pub fn serve(workspace: &Workspace, profile: Profile, port: u16) -> Command {
    let mut command = workspace.command(workspace.server(profile.folder()));
    command.arg("serve");
    let mut default = |variable: &str, value: String| {
        if std::env::var_os(variable).is_none() {
            command.env(variable, value);
        }
    };
    default("BROADSHEET_PROFILE", "development".to_owned());
    if port != PORT {
        default("BROADSHEET_SERVER__PORT", port.to_string());
    }
    command
}

/// What to type into the browser.
pub fn address(port: u16) -> String {
    format!("http://localhost:{port}")
}
