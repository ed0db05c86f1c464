//! Debian's package manager, for root on Debian and its relatives.

use anyhow::{Context as _, Result, bail};

use crate::console;
use crate::workspace::Workspace;

/// Whether packages can be installed without asking anybody.
pub fn is_usable(workspace: &Workspace) -> bool {
    workspace.which("apt-get").is_some() && workspace.output("id", &["-u"]).as_deref() == Some("0")
}

/// Installs packages, or says which to install by hand.
pub fn install(workspace: &Workspace, packages: &[&str], purpose: &str) -> Result<()> {
    let list = packages.join(" ");
    if !is_usable(workspace) {
        bail!("{purpose} is missing. On Debian or Ubuntu: sudo apt-get install {list}");
    }
    console::say(&format!("installing {list} for {purpose} (under a minute)"));
    if get(workspace, packages).is_err() {
        // The package lists may be missing or old: the usual state of a fresh container.
        workspace.children.run(workspace.command("apt-get").args(["update", "-q"]))?;
        get(workspace, packages).with_context(|| format!("install {list}"))?;
    }
    Ok(())
}

fn get(workspace: &Workspace, packages: &[&str]) -> Result<()> {
    let mut command = workspace.command("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command.args(["install", "--yes", "--quiet", "--quiet", "--no-install-recommends"]).args(packages);
    workspace.children.run(&mut command)
}
