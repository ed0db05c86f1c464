//! wasm-opt, which makes the app about a fifth smaller. Builds work without it.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use anyhow::Result;

use crate::console;
use crate::workspace::Workspace;

/// The npm package that carries the program, and its version.
const PACKAGE: &str = "binaryen@132";
/// Older ones refuse what the compiler emits.
const OLDEST: u32 = 116;

/// Stands in where Trunk insists on an optimiser: hands its input on unchanged.
const IDLE: &str = r#"#!/bin/sh
# Trunk calls: wasm-opt --output=FILE -Oz [options] INPUT
[ "$1" = "--version" ] && { echo "wasm-opt version 132"; exit 0; }
for argument; do
  case "$argument" in
    --output=*) output="${argument#--output=}" ;;
    -*) ;;
    *) input="$argument" ;;
  esac
done
exec cp "$input" "$output"
"#;

/// Finds or installs wasm-opt; says so where there is none.
pub fn ensure(workspace: &Workspace) -> Result<bool> {
    if is_recent(workspace) {
        return Ok(true);
    }
    if workspace.which("npm").is_some() {
        console::say("installing wasm-opt from npm (some seconds)");
        let mut command = workspace.command("npm");
        command.args(["install", "--no-save", "--no-audit", "--no-fund", "--prefix"]).arg(workspace.tools());
        command.arg(PACKAGE);
        if workspace.children.run(&mut command).is_ok() && is_recent(workspace) {
            return Ok(true);
        }
    }
    console::warn(
        "no wasm-opt: the app is built without it and gets about a fifth larger. \
         With Node and npm it is installed by itself next time",
    );
    Ok(false)
}

/// A folder with a wasm-opt that does nothing, for builds without one and builds whose size nobody cares about.
pub fn idle(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.tools().join("idle");
    let program = folder.join("wasm-opt");
    fs::create_dir_all(&folder)?;
    fs::write(&program, IDLE)?;
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755))?;
    Ok(folder)
}

fn is_recent(workspace: &Workspace) -> bool {
    let version = workspace.output("wasm-opt", &["--version"]).unwrap_or_default();
    let number = version.split_whitespace().find_map(|word| word.parse::<u32>().ok());
    number.is_some_and(|number| number >= OLDEST)
}
