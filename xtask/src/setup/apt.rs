//! Debian's package manager, for root on Debian and its relatives.

use std::fs;
use std::time::{Duration, SystemTime};

use anyhow::{Context as _, Result, bail};

use crate::console;
use crate::workspace::Workspace;

/// Where the package lists lie; a look for new ones leaves its time on one of these.
const LISTS: &[&str] = &["/var/lib/apt/lists", "/var/lib/apt/lists/partial"];
/// Older lists name packages that are gone, or another version than is wanted.
const FRESH: Duration = Duration::from_secs(60 * 60);

/// Whether packages can be installed without asking anybody.
pub fn is_usable(workspace: &Workspace) -> bool {
    workspace.which("apt-get").is_some() && workspace.is_root()
}

/// Installs packages, or says which to install by hand.
pub fn install(workspace: &Workspace, packages: &[&str], purpose: &str) -> Result<()> {
    let list = packages.join(" ");
    if !is_usable(workspace) {
        bail!("{purpose} is missing. On Debian or Ubuntu: sudo apt-get install {list}");
    }
    console::say(&format!("installing {list}: {purpose} (under a minute)"));
    if !are_lists_fresh() {
        // A list that cannot be fetched may be of another shop: what matters is whether the packages come.
        let _ = workspace.children.run(workspace.command("apt-get").args(["update", "--quiet", "--quiet"]));
    }
    let mut command = workspace.command("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command.args(["install", "--yes", "--quiet", "--quiet", "--no-install-recommends"]).args(packages);
    workspace.children.run(&mut command).with_context(|| format!("install {list}"))
}

fn are_lists_fresh() -> bool {
    // Images for containers throw the lists away to be smaller.
    let has_lists = fs::read_dir(LISTS[0]).is_ok_and(|mut entries| {
        entries.any(|entry| entry.is_ok_and(|entry| entry.file_name().to_string_lossy().contains("_Packages")))
    });
    let looked = LISTS.iter().filter_map(|folder| fs::metadata(folder).ok()?.modified().ok()).max();
    has_lists && looked.and_then(|moment| SystemTime::now().duration_since(moment).ok()).is_some_and(|age| age < FRESH)
}
