//! Steps around the browser: WASM tests, the release build with its size, the journeys.

use std::process::Command;

use anyhow::Result;

use super::Run;
use super::native::{DATABASE_URL, counted, given};
use super::step::Outcome;
use super::tally::Tally;
use crate::servers::Postgres;
use crate::size::Judgement;
use crate::workspace::Workspace;
use crate::{console, run, setup, size};

/// Names the folder of a whole blog that one journey imports.
const SAMPLE_POSTS: &str = "BROADSHEET_SAMPLE_POSTS";

/// `wasm-bindgen-test` in headless Chromium.
pub fn wasm(run: &Run) -> Result<Outcome> {
    let workspace = run.workspace;
    let browser = match setup::browser(workspace) {
        Ok(browser) => browser,
        Err(missing) => return Ok(Outcome::Missing(format!("{missing:#}"))),
    };
    let tools = setup::for_app(workspace)?;
    let mut command = workspace.command("cargo");
    tools.apply(workspace, &mut command);
    if let Some(driver) = &run.linted.app {
        driver.apply(&mut command);
    }
    command.args(["test", "--locked", "--package", "broadsheet-frontend", "--features", "csr", "--no-fail-fast"]);
    command.args(["--target", "wasm32-unknown-unknown", "--lib", "--tests"]);
    command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner");
    command.env("CHROMEDRIVER", &browser.driver);
    Ok(Outcome::Ran(counted(workspace, &mut command)?))
}

/// The app, then the server with the app inside.
pub fn build(workspace: &Workspace) -> Result<Outcome> {
    run::build(workspace)?;
    Ok(Outcome::Ran(Tally::success()))
}

/// Fails above the limit.
pub fn size(workspace: &Workspace) -> Result<Outcome> {
    Ok(match size::size(workspace)? {
        Judgement::Kept => Outcome::Ran(Tally::success()),
        Judgement::NotOptimised => {
            Outcome::Missing("wasm-opt, without which the app is not the one to weigh".to_owned())
        }
    })
}

/// Node drives Chromium through the release server, which each journey starts for itself.
pub fn journeys(workspace: &Workspace) -> Result<Outcome> {
    let folder = workspace.root.join("frontend/e2e");
    if !folder.join("package.json").exists() {
        return Ok(Outcome::Missing("there are no journeys in frontend/e2e".to_owned()));
    }
    let (browser, node) = match setup::browser(workspace).and_then(|browser| Ok((browser, setup::node(workspace)?))) {
        Ok(found) => found,
        Err(missing) => return Ok(Outcome::Missing(format!("{missing:#}"))),
    };
    run::build(workspace)?;
    let mut install = workspace.command("npm");
    install.current_dir(&folder).args(["ci", "--no-audit", "--no-fund"]);
    // playwright-core brings no browser, but a habit of fetching one is cheap to forbid.
    install.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    workspace.children.run(&mut install)?;

    let mut command = workspace.command(node);
    command.current_dir(&folder).args(["--test", "--test-reporter=spec", "--test-concurrency=2"]);
    // The guard ends the server when this function returns, by whichever way.
    let _server = match given(SAMPLE_POSTS) {
        Some(sample) => {
            command.env(SAMPLE_POSTS, std::path::absolute(sample)?);
            give_database(workspace, &mut command)?
        }
        None => None,
    };
    command.env("BROADSHEET_BIN", workspace.server("release"));
    command.env("CHROMIUM_PATH", browser.chromium).env("CHROMEDRIVER", browser.driver);
    Ok(Outcome::Ran(counted(workspace, &mut command)?))
}

/// Tells the journeys of a PostgreSQL, and starts one if the shell names none. Outside of CI they do without.
fn give_database(workspace: &Workspace, command: &mut Command) -> Result<Option<Postgres>> {
    if given(DATABASE_URL).is_some() {
        return Ok(None);
    }
    if let Err(missing) = setup::postgres(workspace)
        && !workspace.is_ci
    {
        console::warn(&format!("the sample is imported into SQLite alone: {missing:#}"));
        return Ok(None);
    }
    let server = Postgres::start(workspace, &[])?;
    command.env(DATABASE_URL, &server.url);
    Ok(Some(server))
}
