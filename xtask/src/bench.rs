//! `cargo xtask bench`: measures the release server as shipped, on a database of real size, beside bare handlers.
//!
//! For each way to run Broadsheet (`Setup`): a copy of the seeded database, the server in its production profile, the
//! bare handlers beside it, and every case in turns with its bare twin, so that both meet the same machine. What comes
//! out is written into `backend/docs/PERFORMANCE.md` by this verb alone.

mod bare;
mod cases;
mod channel;
mod client;
mod conditions;
mod data;
mod figures;
mod load;
mod programs;
mod report;
mod setup;
mod subject;
mod usage;

use anyhow::Result;
use clap::Args;

use self::cases::Measured;
use self::channel::Crowd;
use self::data::Size;
use self::setup::Setup;
use crate::workspace::Workspace;
use crate::{console, run};

/// Options of `cargo xtask bench`.
#[derive(Args)]
pub struct Options {
    /// A small database and one short run of everything, to see that it works. Writes no figures.
    #[arg(long)]
    quick: bool,
    /// Measure these ways to run Broadsheet alone. Writes no figures.
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Setup>,
    /// Runs of each case; the median counts.
    #[arg(long, default_value_t = 5)]
    runs: usize,
    /// Seconds of each run.
    #[arg(long, default_value_t = 3)]
    seconds: u32,
    /// Fill the databases anew.
    #[arg(long)]
    seed: bool,
    /// Do not build the app and the server: measure the release server that is there.
    #[arg(long)]
    no_build: bool,
}

/// How each case is measured.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Runs of each case.
    pub runs: usize,
    /// Seconds of each run.
    pub seconds: u32,
}

/// Everything about one way to run Broadsheet.
pub struct Outcome {
    setup: Setup,
    measured: Measured,
    channel: channel::Figures,
}

/// Seeds, starts, measures, reports.
pub fn bench(workspace: &Workspace, options: &Options) -> Result<()> {
    if !options.no_build {
        run::build(workspace)?;
    }
    console::step("What measures");
    let tools = programs::ensure(workspace)?;
    let (size, pace, crowd) = if options.quick {
        (Size::QUICK, Pace { runs: 1, seconds: 1 }, Crowd::QUICK)
    } else {
        (Size::FULL, Pace { runs: options.runs.max(1), seconds: options.seconds.max(1) }, Crowd::FULL)
    };
    let mut outcomes = Vec::new();
    for setup in Setup::ALL {
        if options.only.is_empty() || options.only.contains(&setup) {
            console::step(setup.title());
            let ground = setup::prepare(workspace, &tools, setup, size, options.seed)?;
            let measured = cases::measure(workspace, &tools, &ground, pace)?;
            let channel = channel::measure(workspace, &tools, &ground, crowd)?;
            outcomes.push(Outcome { setup, measured, channel });
        }
    }
    let conditions = conditions::gather(workspace, size, pace);
    let text = report::render(&conditions, &outcomes);
    println!("\n{text}");
    if !options.quick && options.only.is_empty() {
        report::write(workspace, &text)?;
    }
    Ok(())
}
