//! Building the app for the browser with Trunk, and only when something it is made of has changed.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context as _, Result};

use crate::setup::AppTools;
use crate::workspace::Workspace;
use crate::{console, setup};

/// Everything the app is made of, files and folders.
const INPUTS: &[&str] = &[".cargo/config.toml", "Cargo.lock", "Cargo.toml", "Trunk.toml", "frontend", "shared"];
/// Folders among them that hold results or other programs.
const NOT_INPUTS: &[&str] = &["frontend/dist", "frontend/e2e", "frontend/tests"];
/// Written beside Trunk's output; says what the output was made of.
const STAMP: &str = ".made-of";

/// How the app is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Small and slow to build.
    Release,
    /// Quick to build, large.
    Development,
}

impl Mode {
    /// Where the result stands. Each kind has a folder of its own, so that neither undoes the other's.
    pub fn folder(self, workspace: &Workspace) -> PathBuf {
        match self {
            Self::Release => workspace.dist(),
            Self::Development => workspace.target.join("dev-app"),
        }
    }
}

/// Fills the folder of this kind, unless it holds this very build already.
pub fn build(workspace: &Workspace, tools: &AppTools, mode: Mode) -> Result<()> {
    let folder = mode.folder(workspace);
    let stamp = folder.join(STAMP);
    let made_of = format!("{mode:?} {:016x} {}\n", fingerprint(workspace)?, tools.fingerprint());
    if fs::read_to_string(&stamp).is_ok_and(|before| before == made_of) {
        console::say("the app is up to date");
        return Ok(());
    }
    if !workspace.wasm_target().join("wasm32-unknown-unknown").exists() {
        console::say("the first build takes 4 to 6 minutes on 2 cores; later ones are short");
    }
    let start = Instant::now();
    fetch(workspace, tools)?;
    let mut command = workspace.command("trunk");
    // Offline: Trunk must take the tools that were found, not fetch its own.
    command.args(["build", "--offline", "--locked", "--dist"]).arg(&folder);
    tools.apply(workspace, &mut command);
    if mode == Mode::Release {
        command.arg("--release");
    }
    if mode == Mode::Development || !tools.has_optimiser {
        let idle = setup::idle_optimiser(workspace)?;
        command.env("PATH", workspace.search_path(&[&idle]));
    }
    workspace.children.run(&mut command)?;
    fs::write(&stamp, made_of).with_context(|| format!("write {}", stamp.display()))?;
    console::say(&format!("built the app in {}", console::duration(start.elapsed())));
    Ok(())
}

/// Trunk's `--offline` binds cargo too, so what the app is made of must be on this machine already.
fn fetch(workspace: &Workspace, tools: &AppTools) -> Result<()> {
    let mut command = workspace.command("cargo");
    tools.apply(workspace, &mut command);
    let host = std::env::consts::ARCH.to_owned() + "-unknown-linux-gnu";
    command.args(["fetch", "--locked", "--target", "wasm32-unknown-unknown", "--target", &host]);
    workspace.children.run(&mut command)
}

/// Changes when any input does: names and contents, never times, so that a fresh checkout counts as the same.
pub fn fingerprint(workspace: &Workspace) -> Result<u64> {
    let mut files = Vec::new();
    for input in INPUTS {
        collect(&workspace.root, Path::new(input), &mut files)?;
    }
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        file.hash(&mut hasher);
        fs::read(workspace.root.join(&file))?.hash(&mut hasher);
    }
    Ok(hasher.finish())
}

/// Files below a path relative to the root, in no order.
pub fn collect(root: &Path, path: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    let full = root.join(path);
    if NOT_INPUTS.iter().any(|folder| path == Path::new(folder)) || !full.exists() {
        return Ok(());
    }
    if full.is_file() {
        files.push(path.to_owned());
        return Ok(());
    }
    for entry in fs::read_dir(&full).with_context(|| format!("read {}", full.display()))? {
        collect(root, &path.join(entry?.file_name()), files)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_compiler_is_told_is_part_of_the_app() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let mut files = Vec::new();

        for input in INPUTS {
            collect(root, Path::new(input), &mut files).unwrap();
        }

        for file in [".cargo/config.toml", "Cargo.lock", "Trunk.toml", "frontend/Cargo.toml", "shared/src/lib.rs"] {
            assert!(files.iter().any(|found| found == Path::new(file)), "{file}");
        }
    }
}
