//! The command line: one verb a file. Each reads the configuration, does one thing, and ends with a code a script can use.

use std::{
    io,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Parser, Subcommand};

use crate::config::{self, Config, Effective, Mistakes, Profile, Sources};

mod config_verb;
mod doctor;
mod import;
mod migrate;
mod openapi;
mod output;
mod serve;
mod user;
mod worker;

pub(crate) use output::say;

/// A community blog in one program.
#[derive(Debug, Parser)]
#[command(name = "broadsheet", version, about, long_about = LONG_ABOUT, after_help = EXAMPLES, max_term_width = 110)]
struct Cli {
    /// The configuration file. Without it, ./broadsheet.toml is read if it is there.
    #[arg(long, global = true, env = "BROADSHEET_CONFIG", hide_env_values = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    verb: Verb,
}

const LONG_ABOUT: &str = "\
A community blog in one program: server, browser app, API and tools.

Configuration comes from a TOML file and from BROADSHEET_ variables; `broadsheet config check` shows what is in effect and \
where it came from. Without any, `serve` takes the production profile, which guesses nothing: it wants at least a secret.";

const EXAMPLES: &str = "\
Examples:
  try it on http://localhost:8080, with nothing to set up
      BROADSHEET_PROFILE=development broadsheet serve
  is this machine ready to serve?
      broadsheet doctor
  what would an import do?
      broadsheet import markdown ./posts --dry-run
  give a person a role
      broadsheet user promote ada --role admin
  the API's description
      broadsheet openapi v2 > openapi.json

Exit codes: 0 done, 1 it failed, 2 wrong arguments or configuration, 3 done but for files that were refused (import).";

#[derive(Debug, Subcommand)]
enum Verb {
    /// Serve the site until SIGTERM or Ctrl-C.
    ///
    /// Brings the database's schema up to date, unless database.migrate is false. On an empty database the development
    /// profile makes a demo, or goes on with one that was interrupted, and prints whom to sign in as at every start;
    /// production prints a one-use link that makes the first admin.
    /// A stop takes at most 15 seconds: no new requests, then the rest of those under way.
    Serve,
    /// Do background jobs and nothing else until SIGTERM or Ctrl-C. `serve` does them too, unless told not to.
    Worker(worker::Worker),
    /// Change or show the database's schema.
    #[command(subcommand)]
    Migrate(migrate::Migrate),
    /// Bring posts in from elsewhere.
    #[command(subcommand)]
    Import(import::Import),
    /// Make accounts and change them.
    #[command(subcommand)]
    User(user::User),
    /// Print the OpenAPI document of a version.
    #[command(subcommand)]
    Openapi(openapi::Openapi),
    /// Show and explain the configuration.
    #[command(subcommand)]
    Config(config_verb::ConfigVerb),
    /// Check everything that serving needs, and say how to mend what is wrong.
    Doctor,
}

/// Why a verb failed.
#[derive(Debug)]
enum Failure {
    /// Wrong arguments or configuration: code 2.
    Usage(String),
    /// It was tried and did not work: code 1.
    Failed(String),
    /// It was done, but for parts that were named and passed over: code 3.
    Partly(String),
}

impl Failure {
    fn failed(error: impl std::fmt::Display) -> Self {
        Self::Failed(error.to_string())
    }
}

type Outcome = Result<(), Failure>;

/// Reads the arguments and does what they say.
pub fn run() -> ExitCode {
    let (message, code) = match dispatch(Cli::parse()) {
        Ok(()) => return ExitCode::SUCCESS,
        Err(Failure::Failed(message)) => (message, 1),
        Err(Failure::Usage(message)) => (message, 2),
        Err(Failure::Partly(message)) => (message, 3),
    };
    // Where nobody hears it, the code tells still.
    let _ = output::write(&mut io::stderr(), &format!("broadsheet: {message}\n"));
    ExitCode::from(code)
}

fn dispatch(cli: Cli) -> Outcome {
    let file = cli.config;
    match cli.verb {
        Verb::Serve => block_on(serve::run(load(file)?)),
        Verb::Worker(verb) => block_on(worker::run(verb, load(file)?)),
        Verb::Migrate(verb) => block_on(migrate::run(verb, load(file)?)),
        Verb::Import(verb) => {
            let config = if verb.only_looks() { look(file)? } else { load(file)? };
            block_on(import::run(verb, config))
        }
        Verb::User(verb) => block_on(user::run(verb, load(file)?)),
        Verb::Openapi(version) => openapi::run(version),
        Verb::Config(verb) => config_verb::run(verb, file),
        Verb::Doctor => block_on(doctor::run(file)),
    }
}

fn load(file: Option<PathBuf>) -> Result<Config, Failure> {
    effective(file).map(|(config, _)| config)
}

/// For a verb that changes nothing: not even the secret of a developer's machine is made.
fn look(file: Option<PathBuf>) -> Result<Config, Failure> {
    read(file, config::look).map(|(config, _)| config)
}

fn effective(file: Option<PathBuf>) -> Result<Settings, Failure> {
    read(file, config::load)
}

/// The settings, and where each of them comes from.
type Settings = (Config, Vec<Effective>);

fn read(file: Option<PathBuf>, by: fn(&Sources) -> Result<Settings, Mistakes>) -> Result<Settings, Failure> {
    let sources = Sources::of_process(file, Profile::Production);
    by(&sources).map_err(|mistakes| Failure::Usage(format!("{mistakes}{}", hint(&sources))))
}

/// Whoever has set nothing at all wants to look around first.
fn hint(sources: &Sources) -> &'static str {
    let has_file = sources.file.is_some() || Path::new("broadsheet.toml").exists();
    if has_file || sources.variables.iter().any(|(name, _)| name.starts_with("BROADSHEET_")) {
        return "";
    }
    "\nTo look around on this machine, with nothing to set up: BROADSHEET_PROFILE=development broadsheet serve"
}

fn block_on(work: impl Future<Output = Outcome>) -> Outcome {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Failure::failed)?.block_on(work)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn arguments_fit_together() {
        Cli::command().debug_assert();
    }
}
