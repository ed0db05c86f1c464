//! Lints by clippy, warnings denied: native code, then browser code with the compiler that builds it.
//!
//! Clippy is a compiler. Where the tests are to be run as well it builds them in rustc's place, so that one pass over the
//! code serves both and what was linted is what is run. Lints alone take the shorter `cargo clippy`.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use super::Run;
use super::step::{Outcome, Step};
use super::tally::Tally;
use crate::{console, setup};

/// As `cargo clippy -- -D warnings` hands its arguments on.
const DENY_WARNINGS: &str = "-D__CLIPPY_HACKERY__warnings__CLIPPY_HACKERY__";

/// Builds that clippy did, for later steps to go on with.
#[derive(Debug, Default)]
pub struct Linted {
    /// The tests of the workspace.
    pub native: Option<Driver>,
    /// The tests of browser code.
    pub app: Option<Driver>,
}

/// Clippy in the compiler's place.
#[derive(Debug, Clone)]
pub struct Driver(PathBuf);

impl Driver {
    /// Makes a cargo command compile our own crates with it.
    pub fn apply(&self, command: &mut Command) {
        command.env("RUSTC_WORKSPACE_WRAPPER", &self.0).env("CLIPPY_ARGS", DENY_WARNINGS);
    }
}

/// Both parts, the second also where the first failed.
pub fn lint(run: &mut Run) -> Result<Outcome> {
    let mut tally = native(run);
    tally += app(run)?;
    Ok(Outcome::Ran(tally))
}

fn native(run: &mut Run) -> Tally {
    let mut command = run.workspace.command("cargo");
    let driver = driver(run, Step::Native).or_else(|| driver(run, Step::Engines));
    compile(&mut command, driver.as_ref(), &["--workspace", "--all-targets"]);
    let tally = tried(run, &mut command);
    run.linted.native = driver.filter(|_| tally.counts.failed == 0);
    tally
}

fn app(run: &mut Run) -> Result<Tally> {
    let tools = setup::for_app(run.workspace)?;
    let mut command = run.workspace.command("cargo");
    tools.apply(run.workspace, &mut command);
    let package = ["--package", "broadsheet-frontend", "--features", "csr", "--target", "wasm32-unknown-unknown"];
    if !tools.compiler.has_clippy {
        // A check still finds what does not compile.
        console::warn("the compiler for wasm32 has no clippy: browser code is only checked");
        command.args(["check", "--locked", "--all-targets"]).args(package);
        let mut tally = tried(run, &mut command);
        tally += Tally::missing(run.workspace, "clippy for the wasm32 compiler");
        return Ok(tally);
    }
    let driver = driver(run, Step::Wasm);
    compile(&mut command, driver.as_ref(), &[&package[..], &["--all-targets"]].concat());
    let tally = tried(run, &mut command);
    run.linted.app = driver.filter(|_| tally.counts.failed == 0);
    Ok(tally)
}

/// Clippy as a compiler, if the step that would run the result is wanted.
fn driver(run: &Run, step: Step) -> Option<Driver> {
    let program = run.workspace.which("clippy-driver")?;
    run.steps.contains(&step).then_some(Driver(program))
}

fn compile(command: &mut Command, driver: Option<&Driver>, what: &[&str]) {
    match driver {
        Some(driver) => {
            driver.apply(command);
            command.args(["test", "--no-run", "--locked"]).args(what);
        }
        None => {
            command.args(["clippy", "--locked"]).args(what).args(["--", "-D", "warnings"]);
        }
    }
}

fn tried(run: &Run, command: &mut Command) -> Tally {
    match run.workspace.children.run(command) {
        Ok(()) => Tally::success(),
        Err(error) => {
            console::error(&error);
            Tally::failure(format!("{error:#}"))
        }
    }
}
