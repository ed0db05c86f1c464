//! What only tests and measurements need: database and cache servers, a proxy, a browser with its driver, Node, wrk.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::apt;
use crate::workspace::Workspace;

/// A browser that programs can drive.
pub struct Browser {
    /// The browser.
    pub chromium: PathBuf,
    /// Speaks WebDriver to it.
    pub driver: PathBuf,
}

/// The folder of PostgreSQL's programs (`initdb`, `postgres`).
pub fn postgres(workspace: &Workspace) -> Result<PathBuf> {
    if let Some(found) = find_postgres(workspace) {
        return Ok(found);
    }
    apt::install(workspace, &["postgresql"], "PostgreSQL")?;
    find_postgres(workspace).context("the package postgresql brought no initdb")
}

/// On the search path, or in Debian's folder for the newest version, which is on nobody's path.
fn find_postgres(workspace: &Workspace) -> Option<PathBuf> {
    let mut versions: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .map(|entries| entries.flatten().map(|entry| entry.path().join("bin")).collect())
        .unwrap_or_default();
    versions.retain(|folder| folder.join("initdb").exists() && folder.join("postgres").exists());
    versions.sort_by_key(|folder| version_number(folder));
    let on_path = || workspace.which("initdb").and_then(|program| program.parent().map(Path::to_path_buf));
    versions.pop().or_else(on_path)
}

fn version_number(folder: &Path) -> Option<u32> {
    folder.parent()?.file_name()?.to_str()?.parse().ok()
}

/// The Redis server program.
pub fn redis(workspace: &Workspace) -> Result<PathBuf> {
    program(workspace, &["redis-server", "valkey-server"], &["redis-server"], "Redis")
}

/// The nginx program.
pub fn nginx(workspace: &Workspace) -> Result<PathBuf> {
    program(workspace, &["nginx"], &["nginx"], "nginx")
}

/// Chromium and its driver.
pub fn browser(workspace: &Workspace) -> Result<Browser> {
    let packages = &["chromium", "chromium-driver"];
    let driver = match std::env::var_os("CHROMEDRIVER") {
        Some(path) => path.into(),
        None => program(workspace, &["chromedriver"], packages, "the browser's driver")?,
    };
    let chromium = match std::env::var_os("CHROMIUM_PATH") {
        Some(path) => path.into(),
        None => program(workspace, &["chromium", "chromium-browser", "google-chrome"], packages, "a browser")?,
    };
    Ok(Browser { chromium, driver })
}

/// The load generator.
pub fn wrk(workspace: &Workspace) -> Result<PathBuf> {
    program(workspace, &["wrk"], &["wrk"], "wrk, the load generator")
}

/// Node; npm comes with it.
pub fn node(workspace: &Workspace) -> Result<PathBuf> {
    program(workspace, &["npm"], &["nodejs", "npm"], "npm")?;
    program(workspace, &["node"], &["nodejs", "npm"], "Node")
}

fn program(workspace: &Workspace, names: &[&str], packages: &[&str], purpose: &str) -> Result<PathBuf> {
    let find = || names.iter().find_map(|name| workspace.which(name));
    if let Some(found) = find() {
        return Ok(found);
    }
    apt::install(workspace, packages, purpose)?;
    find().with_context(|| format!("the packages {} brought no {}", packages.join(", "), names[0]))
}
