//! `cargo xtask bench`: measures the release server as shipped.
//!
//! The measurement itself is not here yet; its parts belong in modules under `bench/`.

use anyhow::{Result, bail};
use clap::Args;

use crate::workspace::Workspace;

/// Options of `cargo xtask bench`.
#[derive(Args)]
pub struct Options {}

/// Seeds, starts, measures, reports.
pub fn bench(_workspace: &Workspace, _options: &Options) -> Result<()> {
    bail!("there is nothing to measure yet")
}
