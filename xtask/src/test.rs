//! `cargo xtask test`: everything that must hold before a change lands, in the order of what fails quickest.
//!
//! A step is a function that returns what it counted. A failed step does not stop the others; the last line has the sum.

mod browser;
mod counts;
mod lint;
mod native;
mod proxy;
mod step;
mod tally;

use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use clap::Args;

use self::counts::Counts;
use self::lint::Linted;
use self::step::{Outcome, Step};
use self::tally::Tally;
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

/// What the steps of one run share.
pub struct Run<'a> {
    /// The checkout.
    pub workspace: &'a Workspace,
    /// Narrows native tests down.
    pub name: Option<&'a str>,
    /// All steps of this run.
    pub steps: Vec<Step>,
    /// What the step `lint` has built.
    pub linted: Linted,
    /// Tests that need servers, which the step `native` has left to the step `engines`.
    pub left_to_engines: u64,
}

struct Report {
    step: Step,
    time: Duration,
    tally: Tally,
    remark: String,
}

/// Runs the steps and ends with one line of numbers.
pub fn test(workspace: &Workspace, options: &Options) -> Result<()> {
    let is_wanted =
        |step: &Step| (options.only.is_empty() || options.only.contains(step)) && !options.skip.contains(step);
    let steps: Vec<Step> = Step::ALL.into_iter().filter(is_wanted).collect();
    let mut run = Run {
        workspace,
        name: options.name.as_deref(),
        steps: steps.clone(),
        linted: Linted::default(),
        left_to_engines: 0,
    };
    let mut reports = Vec::new();
    for step in steps {
        if workspace.children.is_interrupted() {
            bail!("interrupted");
        }
        console::step(step.title());
        let start = Instant::now();
        let outcome = step.run(&mut run);
        let mut report = report(workspace, step, start.elapsed(), outcome);
        if step == Step::Engines && !report.remark.is_empty() {
            report.tally.counts.skipped += run.left_to_engines;
        }
        reports.push(report);
    }
    summarise(&reports)
}

fn report(workspace: &Workspace, step: Step, time: Duration, outcome: Result<Outcome>) -> Report {
    let (tally, remark) = match outcome {
        Ok(Outcome::Ran(tally)) => (tally, String::new()),
        Ok(Outcome::Missing(what)) => (Tally::missing(workspace, &what), format!("missing: {what}")),
        Err(error) => {
            console::error(&error);
            (Tally::failure(format!("{error:#}")), String::new())
        }
    };
    Report { step, time, tally, remark }
}

/// The steps with their times, then what failed, then the line of numbers, which must be the last.
fn summarise(reports: &[Report]) -> Result<()> {
    console::step("Summary");
    for Report { step, time, tally, remark } in reports {
        let counts = tally.counts.to_string();
        println!("{:<10}{:>14}   {counts} {remark}", step.name(), console::duration(*time));
    }
    println!("{:<10}{:>14}", "all", console::duration(reports.iter().map(|report| report.time).sum()));
    let sum: Counts = reports.iter().map(|report| report.tally.counts).sum();
    if sum.failed > 0 {
        console::step("Failed");
        for report in reports {
            report.tally.failed.iter().for_each(|name| println!("{:<10} {name}", report.step.name()));
        }
    }
    println!("{sum}");
    if sum.failed > 0 {
        // The line above says all there is to say.
        std::process::exit(1);
    }
    Ok(())
}
