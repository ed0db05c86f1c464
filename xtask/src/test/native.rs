//! Steps that need no browser: formatting, tests on both engines.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};
use serde::Deserialize;

use super::Run;
use super::step::{Outcome, Step};
use super::tally::Tally;
use crate::process::line;
use crate::servers::{Postgres, Redis};
use crate::setup;
use crate::workspace::Workspace;

/// Names a PostgreSQL server for tests.
pub const DATABASE_URL: &str = "TEST_DATABASE_URL";
/// Names a Redis server for tests.
const REDIS_URL: &str = "TEST_REDIS_URL";
/// The crates whose tests look at both.
const WITH_ENGINES: &[&str] = &["backend", "migration"];
/// Among them, tests that have nothing to do with engines.
const WITHOUT_ENGINES: &[&str] = &["house_rules", "threats"];
/// What holds tests. Examples are linted, and there are no tests in the docs: rustdoc would read every crate to find that out.
const TARGETS: &[&str] = &["--lib", "--bins", "--tests"];

/// `cargo fmt --check`.
pub fn format(workspace: &Workspace) -> Result<Outcome> {
    workspace.children.run(workspace.command("cargo").args(["fmt", "--all", "--check"]))?;
    Ok(Outcome::Ran(Tally::success()))
}

/// All tests of the workspace but those that need a server: they are marked `#[ignore = "needs ..."]`, and the next step
/// runs them. Where it is part of this run, they are its to count.
pub fn tests(run: &mut Run) -> Result<Outcome> {
    let mut command = cargo_test(run);
    command.arg("--no-fail-fast").args(run.name);
    // This step is about SQLite and in-process services, whatever the shell has set.
    command.env_remove(DATABASE_URL).env_remove(REDIS_URL);
    let mut tally = counted(run.workspace, &mut command)?;
    if run.steps.contains(&Step::Engines) {
        run.left_to_engines = std::mem::take(&mut tally.counts.skipped);
    }
    Ok(Outcome::Ran(tally))
}

/// The same test programs, told where PostgreSQL and Redis are, with the tests that need them.
pub fn engines(run: &Run) -> Result<Outcome> {
    let workspace = run.workspace;
    let programs = test_programs(run)?;
    // Some tests start a Redis of their own, so its program is wanted even where a server is given.
    if let Err(missing) = setup::redis(workspace) {
        return Ok(Outcome::Missing(format!("{missing:#}")));
    }
    // The guards end the servers when this function returns, by whichever way.
    let (postgres, redis);
    let database = match given(DATABASE_URL) {
        Some(url) => url,
        None => {
            if let Err(missing) = setup::postgres(workspace) {
                return Ok(Outcome::Missing(format!("{missing:#}")));
            }
            postgres = Postgres::start(workspace, &[])?;
            postgres.url.clone()
        }
    };
    let cache = match given(REDIS_URL) {
        Some(url) => url,
        None => {
            redis = Redis::start(workspace)?;
            redis.url.clone()
        }
    };
    let mut tally = Tally::default();
    for program in programs {
        let mut command = workspace.command(&program.executable);
        command.current_dir(&program.folder).arg("--include-ignored").args(run.name);
        command.env("CARGO_MANIFEST_DIR", &program.folder);
        command.env(DATABASE_URL, &database).env(REDIS_URL, &cache);
        tally += counted(workspace, &mut command)?;
    }
    Ok(Outcome::Ran(tally))
}

/// What the shell has set a variable to, if it is anything.
pub fn given(variable: &str) -> Option<String> {
    std::env::var(variable).ok().filter(|value| !value.is_empty())
}

/// Runs a test command and counts; one that fails without a failed test (it did not compile, say) is a failure itself.
pub fn counted(workspace: &Workspace, command: &mut Command) -> Result<Tally> {
    let mut tally = Tally::default();
    let status = workspace.children.stream(command, |line| tally.read(line))?;
    if !status.success() && tally.counts.failed == 0 {
        tally += Tally::failure(format!("`{}` ended with {status}", line(command)));
    }
    Ok(tally)
}

/// `cargo test` over the workspace, on what clippy has built if it has.
fn cargo_test(run: &Run) -> Command {
    let mut command = run.workspace.command("cargo");
    command.args(["test", "--locked", "--workspace"]).args(TARGETS);
    if let Some(driver) = &run.linted.native {
        driver.apply(&mut command);
    }
    command
}

struct TestProgram {
    executable: PathBuf,
    folder: PathBuf,
}

#[derive(Deserialize)]
struct Message {
    executable: Option<PathBuf>,
    manifest_path: Option<PathBuf>,
    profile: Option<Profile>,
    target: Option<Target>,
}

#[derive(Deserialize)]
struct Profile {
    test: bool,
}

#[derive(Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}

/// The programs that `cargo test` built, so that some can be run again without building with other features.
fn test_programs(run: &Run) -> Result<Vec<TestProgram>> {
    let workspace = run.workspace;
    let mut command = cargo_test(run);
    command.args(["--no-run", "--message-format=json-render-diagnostics"]);
    let mut programs = Vec::new();
    let status = workspace.children.read(&mut command, |line| {
        let message = serde_json::from_str::<Message>(line).ok();
        programs.extend(message.and_then(|message| with_engines(workspace, message)));
    })?;
    if !status.success() {
        bail!("the tests do not compile");
    }
    Ok(programs)
}

fn with_engines(workspace: &Workspace, message: Message) -> Option<TestProgram> {
    let (executable, target) = (message.executable?, message.target?);
    let folder = message.manifest_path?.parent()?.to_owned();
    let is_ours = WITH_ENGINES.iter().any(|name| folder == workspace.root.join(name));
    let is_test = message.profile?.test && target.kind.iter().any(|kind| kind == "lib" || kind == "test");
    (is_ours && is_test && !WITHOUT_ENGINES.contains(&target.name.as_str()))
        .then_some(TestProgram { executable, folder })
}
