//! Steps that need no browser: formatting, lints, tests on both engines.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};
use serde::Deserialize;

use super::counts::Counts;
use super::step::Outcome;
use crate::servers::{Postgres, Redis};
use crate::workspace::Workspace;
use crate::{console, setup};

/// The crates whose tests look at `TEST_DATABASE_URL` and `TEST_REDIS_URL`.
const WITH_ENGINES: &[&str] = &["backend", "migration"];
/// Among them, tests that have nothing to do with engines.
const WITHOUT_ENGINES: &[&str] = &["house_rules"];

/// `cargo fmt --check`.
pub fn format(workspace: &Workspace) -> Result<Outcome> {
    workspace.children.run(workspace.command("cargo").args(["fmt", "--all", "--check"]))?;
    Ok(Outcome::Counted(Counts::success()))
}

/// Clippy over everything natively, then over the browser's part with the compiler that builds it.
pub fn lint(workspace: &Workspace) -> Result<Outcome> {
    let mut native = workspace.command("cargo");
    native.args(["clippy", "--locked", "--workspace", "--all-targets", "--", "-D", "warnings"]);
    workspace.children.run(&mut native)?;
    let mut counts = Counts::success();

    let tools = setup::for_app(workspace)?;
    let mut app = workspace.command("cargo");
    tools.apply(workspace, &mut app);
    // Without clippy a check still finds what does not compile; it is less, so it is said.
    let verb = if tools.compiler.has_clippy { "clippy" } else { "check" };
    app.args([verb, "--locked", "--package", "broadsheet-frontend", "--features", "csr"]);
    app.args(["--target", "wasm32-unknown-unknown", "--all-targets"]);
    if tools.compiler.has_clippy {
        app.args(["--", "-D", "warnings"]);
    } else {
        console::warn("the compiler for wasm32 has no clippy: browser code is only checked");
        counts += Counts::skip();
    }
    workspace.children.run(&mut app)?;
    counts += Counts::success();
    Ok(Outcome::Counted(counts))
}

/// All tests of the workspace.
pub fn tests(workspace: &Workspace, name: Option<&str>) -> Result<Outcome> {
    let mut command = workspace.command("cargo");
    command.args(["test", "--locked", "--workspace", "--no-fail-fast"]).args(name);
    // This step is about SQLite and in-process services, whatever the shell has set.
    command.env_remove("TEST_DATABASE_URL").env_remove("TEST_REDIS_URL");
    counted(workspace, &mut command)
}

/// The same test programs, told where PostgreSQL and Redis are.
pub fn engines(workspace: &Workspace, name: Option<&str>) -> Result<Outcome> {
    let programs = test_programs(workspace)?;
    let given = |variable: &str| std::env::var(variable).ok().filter(|url| !url.is_empty());
    // The guards end the servers when this function returns, by whichever way.
    let (postgres, redis);
    let database = match given("TEST_DATABASE_URL") {
        Some(url) => url,
        None => {
            if let Err(missing) = setup::postgres(workspace) {
                return Ok(Outcome::Missing(format!("{missing:#}")));
            }
            postgres = Postgres::start(workspace, &[])?;
            postgres.url.clone()
        }
    };
    let cache = match given("TEST_REDIS_URL") {
        Some(url) => url,
        None => {
            if let Err(missing) = setup::redis(workspace) {
                return Ok(Outcome::Missing(format!("{missing:#}")));
            }
            redis = Redis::start(workspace)?;
            redis.url.clone()
        }
    };
    let mut counts = Counts::default();
    for program in programs {
        let mut command = workspace.command(&program.executable);
        command.current_dir(&program.folder).args(name);
        command.env("CARGO_MANIFEST_DIR", &program.folder);
        command.env("TEST_DATABASE_URL", &database).env("TEST_REDIS_URL", &cache);
        if let Outcome::Counted(more) = counted(workspace, &mut command)? {
            counts += more;
        }
    }
    Ok(Outcome::Counted(counts))
}

/// Runs a test command and counts; a command that fails without a failed test (it did not compile, say) is one failure.
pub fn counted(workspace: &Workspace, command: &mut Command) -> Result<Outcome> {
    let mut counts = Counts::default();
    let status = workspace.children.stream(command, |line| counts.read(line))?;
    if !status.success() && counts.failed == 0 {
        counts += Counts::failure();
    }
    Ok(Outcome::Counted(counts))
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
fn test_programs(workspace: &Workspace) -> Result<Vec<TestProgram>> {
    let mut command = workspace.command("cargo");
    command.args(["test", "--locked", "--workspace", "--no-run", "--message-format=json-render-diagnostics"]);
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
