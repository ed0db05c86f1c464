//! Steps that need no browser: formatting, tests on both engines.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};
use serde::Deserialize;

use super::Run;
use super::step::Outcome;
use super::tally::Tally;
use crate::console;
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

/// All tests of the workspace.
pub fn tests(run: &Run) -> Result<Outcome> {
    // Tests of the cache start a Redis of their own. Without its program they pass unseen, and fail where CI is set.
    if let Err(missing) = setup::redis(run.workspace) {
        console::say(&format!("{missing:#}"));
    }
    let mut command = cargo_test(run);
    command.arg("--no-fail-fast").args(run.name);
    // This step is about SQLite and in-process services, whatever the shell has set.
    command.env_remove(DATABASE_URL).env_remove(REDIS_URL);
    counted(run.workspace, &mut command)
}

/// The same test programs, told where PostgreSQL and Redis are.
pub fn engines(run: &Run) -> Result<Outcome> {
    let workspace = run.workspace;
    let programs = test_programs(run)?;
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
            if let Err(missing) = setup::redis(workspace) {
                return Ok(Outcome::Missing(format!("{missing:#}")));
            }
            redis = Redis::start(workspace)?;
            redis.url.clone()
        }
    };
    let mut tally = Tally::default();
    for program in programs {
        let mut command = workspace.command(&program.executable);
        command.current_dir(&program.folder).args(run.name);
        command.env("CARGO_MANIFEST_DIR", &program.folder);
        command.env(DATABASE_URL, &database).env(REDIS_URL, &cache);
        if let Outcome::Ran(more) = counted(workspace, &mut command)? {
            tally += more;
        }
    }
    Ok(Outcome::Ran(tally))
}

/// What the shell has set a variable to, if it is anything.
pub fn given(variable: &str) -> Option<String> {
    std::env::var(variable).ok().filter(|value| !value.is_empty())
}

/// Runs a test command and counts; one that fails without a failed test (it did not compile, say) is a failure itself.
pub fn counted(workspace: &Workspace, command: &mut Command) -> Result<Outcome> {
    let mut tally = Tally::default();
    let status = workspace.children.stream(command, |line| tally.read(line))?;
    if !status.success() && tally.counts.failed == 0 {
        tally += Tally::failure(format!("`{}` ended with {status}", line(command)));
    }
    Ok(Outcome::Ran(tally))
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
