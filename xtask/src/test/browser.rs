//! Steps around the browser: WASM tests, the release build with its size, the journeys.

use anyhow::Result;

use super::Run;
use super::native::counted;
use super::step::Outcome;
use super::tally::Tally;
use crate::size::Judgement;
use crate::workspace::Workspace;
use crate::{run, setup, size};

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
    counted(workspace, &mut command)
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
    command.current_dir(&folder).args(["--test", "--test-reporter=spec"]);
    command.env("BROADSHEET_BIN", workspace.server("release"));
    command.env("CHROMIUM_PATH", browser.chromium).env("CHROMEDRIVER", browser.driver);
    counted(workspace, &mut command)
}
