//! `broadsheet config check|reference`

use std::path::PathBuf;

use clap::Subcommand;

use super::{Outcome, output::print};
use crate::config::{self, Effective};

#[derive(Debug, Clone, Copy, Subcommand)]
pub(super) enum ConfigVerb {
    /// Print every value that is in effect and where it came from; or every mistake. Secrets are not shown.
    Check,
    /// Print the reference of all variables (Markdown).
    Reference,
}

pub(super) fn run(verb: ConfigVerb, file: Option<PathBuf>) -> Outcome {
    match verb {
        ConfigVerb::Check => {
            let (_, lines) = super::effective(file)?;
            let width = lines.iter().map(|line| line.key.len()).max().unwrap_or_default();
            let line = |line: &Effective| {
                let value = if line.value.is_empty() { "(none)" } else { &line.value };
                format!("{:width$} = {value}    # {}\n", line.key, line.origin)
            };
            print(&lines.iter().map(line).collect::<String>())
        }
        ConfigVerb::Reference => print(&config::reference()),
    }
}
