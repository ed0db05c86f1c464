//! `cargo xtask test`: everything that must hold before a change lands, in the order of what fails quickest.
//!
//! A step is a function that returns what it counted. A failed step does not stop the others; the last line has the sum.

mod browser;
mod counts;
mod native;
mod step;

use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use clap::Args;

use self::counts::Counts;
use self::step::{Outcome, Step};
use crate::console;
use crate::workspace::Workspace;

/// Options of `cargo xtask test`.
#[derive(Args)]
pub struct Options {
    /// Run these steps alone.
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Step>,
    /// Leave these steps out.
    #[arg(long, value_enum, value_delimiter = ',')]
    skip: Vec<Step>,
    /// Run only tests whose name contains this, in the steps `native` and `engines`.
    #[arg(long)]
    name: Option<String>,
}

struct Report {
    step: Step,
    time: Duration,
    counts: Counts,
    remark: String,
}

/// Runs the steps and ends with one line of numbers.
pub fn test(workspace: &Workspace, options: &Options) -> Result<()> {
    let mut reports = Vec::new();
    for step in Step::ALL {
        let is_wanted = options.only.is_empty() || options.only.contains(&step);
        if !is_wanted || options.skip.contains(&step) {
            continue;
        }
        if workspace.children.is_interrupted() {
            bail!("interrupted");
        }
        console::step(step.title());
        let start = Instant::now();
        let outcome = step.run(workspace, options.name.as_deref());
        reports.push(report(workspace, step, start.elapsed(), outcome));
    }
    summarise(&reports)
}

fn report(workspace: &Workspace, step: Step, time: Duration, outcome: Result<Outcome>) -> Report {
    let (counts, remark) = match outcome {
        Ok(Outcome::Counted(counts)) => (counts, String::new()),
        Ok(Outcome::Missing(what)) if workspace.is_ci => (Counts::failure(), format!("missing: {what}")),
        Ok(Outcome::Missing(what)) => (Counts::skip(), format!("skipped: {what}")),
        Err(error) => {
            console::error(&error);
            (Counts::failure(), format!("{error:#}"))
        }
    };
    Report { step, time, counts, remark }
}

fn summarise(reports: &[Report]) -> Result<()> {
    console::step("Summary");
    for report in reports {
        let Report { step, time, counts, remark } = report;
        let time = console::duration(*time);
        println!("{:<10} {time:>14}   {counts} {remark}", step.name());
    }
    let sum: Counts = reports.iter().map(|report| report.counts).sum();
    println!("{sum}");
    if sum.failed > 0 {
        // The line above says all there is to say, and must be the last.
        std::process::exit(1);
    }
    Ok(())
}
