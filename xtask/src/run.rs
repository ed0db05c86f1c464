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
    /// Port to serve on.
    #[arg(long, default_value_t = server::PORT)]
    port: u16,
}

/// Sets up, builds the app and the server, and becomes the server.
pub fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let start = Instant::now();
    if !workspace.server("release").exists() {
        console::say(
            "a first run builds what is missing of two tools, the app and the server: about 20 minutes on 2 cores",
        );
    }
    build(workspace)?;
    console::say(&format!("everything is built, after {}", console::duration(start.elapsed())));
    if options.build_only {
        return Ok(());
    }
    console::step(&format!("{} (Ctrl-C stops it)", server::address(options.port)));
    // The server takes our place, so that signals reach it and nobody else.
    Err(server::serve(workspace, server::Profile::Release, options.port).exec()).context("start the server")
}

/// The release server with the app inside.
pub fn build(workspace: &Workspace) -> Result<()> {
    console::step("Tools");
    let tools = setup::for_app(workspace)?;
    console::say(&format!("all there; the app's compiler is {}", tools.compiler.version()));
    console::step("The app for the browser");
    spa::build(workspace, &tools, spa::Mode::Release)?;
    console::step("The server");
    if !workspace.server("release").exists() {
        console::say("the first release build takes 8 to 15 minutes on 2 cores; later ones are short");
    }
    server::build(workspace, server::Profile::Release)
}
