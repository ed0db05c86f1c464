//! `broadsheet migrate up|down|status`

use broadsheet_migration as migration;
use clap::Subcommand;

use super::{Failure, Outcome, output::print, say};
use crate::config::Config;

#[derive(Debug, Subcommand)]
pub(super) enum Migrate {
    /// Apply the steps that are missing. `serve` does the same by itself unless database.migrate is false.
    Up {
        /// Apply at most so many.
        #[arg(long, value_name = "N")]
        steps: Option<u32>,
    },
    /// Undo steps, newest first. What they hold is lost: take a backup before.
    Down {
        /// Undo so many.
        #[arg(long, value_name = "N", default_value_t = 1)]
        steps: u32,
        /// Undo all of them, to an empty database.
        #[arg(long, conflicts_with = "steps")]
        all: bool,
    },
    /// Show which steps the database has. Ends with code 1 unless it has exactly those of this version.
    Status,
}

pub(super) async fn run(verb: Migrate, config: Config) -> Outcome {
    let url = config.database.url.expose();
    match verb {
        Migrate::Up { steps } => report("applied", migration::up(url, steps).await.map_err(Failure::failed)?),
        Migrate::Down { steps, all } => {
            let limit = (!all).then_some(steps);
            report("undone", migration::down(url, limit).await.map_err(Failure::failed)?);
        }
        Migrate::Status => {
            let status = migration::status(url).await.map_err(Failure::failed)?;
            let groups = [("applied", &status.applied), ("pending", &status.pending), ("unknown", &status.unknown)];
            let lines =
                groups.iter().flat_map(|(word, steps)| steps.iter().map(move |step| format!("{word:8} {step}\n")));
            print(&lines.collect::<String>())?;
            status.ensure_known().map_err(Failure::failed)?;
            if !status.is_current() {
                let (pending, all) = (status.pending.len(), status.pending.len() + status.applied.len());
                return Err(Failure::Failed(format!("{pending} of {all} steps are pending")));
            }
        }
    }
    Ok(())
}

fn report(word: &str, report: migration::Report) {
    report.steps.iter().for_each(|step| say(&format!("{word} {step}")));
    if report.steps.is_empty() {
        say("nothing to do");
    }
}
