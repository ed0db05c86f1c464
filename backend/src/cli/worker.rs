//! `broadsheet worker`

use clap::Args;

use super::{Failure, Outcome};
use crate::{app, config::Config, telemetry::Logs};

#[derive(Debug, Args)]
pub(super) struct Worker {
    /// Do what is due, then end: for a timer of the machine in place of a process that stays.
    #[arg(long)]
    once: bool,
}

pub(super) async fn run(verb: Worker, config: Config) -> Outcome {
    let logs =
        Logs::start(&config.logging).map_err(|error| Failure::Failed(format!("the log cannot be written: {error}")))?;
    let worked = if verb.once { app::work_once(config).await } else { app::work(config).await };
    logs.flush();
    worked.map_err(Failure::failed)
}
