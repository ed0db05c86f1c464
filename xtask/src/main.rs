//! `cargo xtask`: what people and CI run to set up, start, test and measure Broadsheet.
//!
//! One verb a file. Verbs are scripts that happen to be Rust: they say what they do, call the real tools, and keep no
//! knowledge of the application beyond its command line.

mod bench;
mod console;
mod dev;
mod process;
mod run;
mod server;
mod servers;
mod setup;
mod size;
mod spa;
mod specs;
mod test;
mod threats;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::workspace::Workspace;

/// Set up, start, test and measure Broadsheet.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Find the tools a build needs and install the missing ones.
    Setup,
    /// Build everything in release and start it on http://localhost:8080 in the development profile.
    Run(run::Options),
    /// Start for development: rebuild and reload server and app when a file changes.
    Dev(dev::Options),
    /// Formatting, lints, unit and API tests on both engines, WASM tests, size, browser journeys.
    Test(test::Options),
    /// Print what the browser downloads; fails when a program is above its limit.
    Size,
    /// Measure the release server.
    Bench(bench::Options),
    /// Write the committed OpenAPI documents anew.
    Specs,
    /// Write the tests of each threat into backend/docs/THREATS.md.
    Threats,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let result = Workspace::find().and_then(|workspace| match arguments.verb {
        Verb::Setup => setup::everything(&workspace).map(|_| ()),
        Verb::Run(options) => run::run(&workspace, &options),
        Verb::Dev(options) => dev::dev(&workspace, &options),
        Verb::Test(options) => test::test(&workspace, &options),
        Verb::Size => size::size(&workspace).map(|_| ()),
        Verb::Bench(options) => bench::bench(&workspace, &options),
        Verb::Specs => specs::specs(&workspace),
        Verb::Threats => threats::threats(&workspace),
    });
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            console::error(&error);
            ExitCode::FAILURE
        }
    }
}
