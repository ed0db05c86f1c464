//! `cargo xtask run`: from a fresh clone to the site in the browser.

use std::os::unix::process::CommandExt as _;
use std::time::Instant;

use anyhow::{Context as _, Result};
use clap::Args;

use crate::workspace::Workspace;
use crate::{console, server, setup, spa};

/// Options of `cargo xtask run`.
#[derive(Args)]
pub struct Options {
    /// Build everything, but do not start the server.
    #[arg(long)]
    build_only: bool,
    /// Passed on to `broadsheet serve`.
    #[arg(last = true)]
    serve: Vec<String>,
}

/// Sets up, builds the app and the server, and becomes the server.
pub fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let start = Instant::now();
    build(workspace)?;
    console::say(&format!("ready after {}", console::duration(start.elapsed())));
    if options.build_only {
        return Ok(());
    }
    console::step("http://localhost:8080 (development profile; Ctrl-C stops it)");
    let mut command = workspace.command(workspace.server("release"));
    command.arg("serve").args(&options.serve);
    if std::env::var_os("BROADSHEET_PROFILE").is_none() {
        command.env("BROADSHEET_PROFILE", "development");
    }
    // The server takes our place, so that signals reach it and nobody else.
    Err(command.exec()).context("start the server")
}

/// The release server with the app inside.
pub fn build(workspace: &Workspace) -> Result<()> {
    let tools = setup::for_app(workspace)?;
    console::step("The app for the browser");
    spa::build(workspace, &tools, spa::Mode::Release)?;
    console::step("The server");
    if !workspace.server("release").exists() {
        console::say("the first release build takes 5 to 12 minutes on 2 cores; later ones are short");
    }
    server::build(workspace, server::Profile::Release)
}
