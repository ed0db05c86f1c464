//! Programs that cargo installs: Trunk and wasm-bindgen's command line.

use anyhow::{Context as _, Result};

use crate::console;
use crate::workspace::Workspace;

/// 0.22 asks for a newer compiler than ours.
const TRUNK: &str = "0.21.14";

/// Trunk in the version that our configuration is written for.
pub fn trunk(workspace: &Workspace) -> Result<()> {
    if version(workspace, "trunk").as_deref() == Some(TRUNK) {
        return Ok(());
    }
    console::say(&format!("installing trunk {TRUNK} (about 4 minutes on 2 cores)"));
    // It runs others and moves files; none of its own code is worth waiting for.
    install(workspace, "trunk", TRUNK, true, "0").context("install trunk")
}

/// wasm-bindgen's command line: it must be of the very version that the app links.
pub fn wasm_bindgen(workspace: &Workspace) -> Result<()> {
    let wanted = workspace.locked_version("wasm-bindgen")?;
    let is_there = ["wasm-bindgen", "wasm-bindgen-test-runner"]
        .iter()
        .all(|program| version(workspace, program).is_some_and(|found| found == wanted));
    if is_there {
        return Ok(());
    }
    console::say(&format!("installing wasm-bindgen {wanted} (about 2 minutes on 2 cores)"));
    // The lock file it ships may name a crate that has been withdrawn since.
    install(workspace, "wasm-bindgen-cli", &wanted, true, "1")
        .or_else(|_| install(workspace, "wasm-bindgen-cli", &wanted, false, "1"))
        .context("install wasm-bindgen-cli")
}

/// The second word of `--version`.
fn version(workspace: &Workspace, program: &str) -> Option<String> {
    let text = workspace.output(program, &["--version"])?;
    text.split_whitespace().nth(1).map(str::to_owned)
}

/// `cargo install` with a profile that favours building the tool over the tool's own speed.
fn install(workspace: &Workspace, package: &str, version: &str, is_locked: bool, opt_level: &str) -> Result<()> {
    let mut command = workspace.command("cargo");
    command.args(["install", package, "--version", version, "--force"]);
    if is_locked {
        command.arg("--locked");
    }
    command.env("CARGO_TARGET_DIR", workspace.tools().join("build"));
    for (setting, value) in [("OPT_LEVEL", opt_level), ("LTO", "off"), ("CODEGEN_UNITS", "16"), ("DEBUG", "false")] {
        command.env(format!("CARGO_PROFILE_RELEASE_{setting}"), value);
    }
    workspace.children.run(&mut command)
}
