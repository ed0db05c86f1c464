//! `cargo xtask setup`: finds the tools that builds and tests need, and installs missing ones where that is possible.
//!
//! Each tool has one function that returns when the tool is there or says exactly what a person has to do. Nothing is
//! installed that is there already, and each installation says how long it takes.

mod apt;
mod for_tests;
mod optimiser;
mod programs;
mod wasm_target;

use std::process::Command;

use anyhow::Result;

use crate::console;
use crate::workspace::Workspace;

pub use for_tests::{browser, nginx, node, postgres, redis, wrk};
pub use optimiser::idle as idle_optimiser;
pub use wasm_target::WasmCompiler;

/// What a build for the browser needs.
pub struct AppTools {
    /// The compiler with a standard library for wasm32.
    pub compiler: WasmCompiler,
    /// Whether wasm-opt is there.
    pub has_optimiser: bool,
}

impl AppTools {
    /// Makes a command (trunk, or cargo for wasm32) use these tools.
    pub fn apply(&self, workspace: &Workspace, command: &mut Command) {
        command.env("CARGO_TARGET_DIR", workspace.wasm_target()).envs(self.compiler.environment());
        // Trunk reads this as an option and refuses the customary value 1.
        command.env_remove("NO_COLOR");
    }

    /// Changes when the tools would make another result.
    pub fn fingerprint(&self) -> String {
        format!("{} optimised={}", self.compiler.version(), self.has_optimiser)
    }
}

/// Finds or installs what a build for the browser needs.
pub fn for_app(workspace: &Workspace) -> Result<AppTools> {
    let compiler = wasm_target::ensure(workspace)?;
    programs::trunk(workspace)?;
    programs::wasm_bindgen(workspace)?;
    let has_optimiser = optimiser::ensure(workspace)?;
    Ok(AppTools { compiler, has_optimiser })
}

/// All that `run` and `test` need; what only tests need may be missing.
pub fn everything(workspace: &Workspace) -> Result<()> {
    console::step("Tools that builds need");
    let tools = for_app(workspace)?;
    console::say(&format!("compiler for wasm32: {}", tools.compiler.version()));
    console::step("Tools that only tests need");
    report("PostgreSQL", postgres(workspace).map(|found| found.display().to_string()));
    report("Redis", redis(workspace).map(|found| found.display().to_string()));
    report("nginx", nginx(workspace).map(|found| found.display().to_string()));
    report("Browser", browser(workspace).map(|found| found.chromium.display().to_string()));
    report("Node", node(workspace).map(|found| found.display().to_string()));
    Ok(())
}

fn report(name: &str, found: Result<String>) {
    match found {
        Ok(place) => console::say(&format!("{name}: {place}")),
        Err(missing) => console::warn(&format!("{name}: {missing:#}")),
    }
}
