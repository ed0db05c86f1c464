//! The steps of a test run, their order and names.

use anyhow::Result;
use clap::ValueEnum;

use super::tally::Tally;
use super::{Run, browser, lint, native, proxy};

/// What a step came to, where it did not fail outright.
pub enum Outcome {
    /// It ran.
    Ran(Tally),
    /// It could not run because something is not installed or not written yet.
    Missing(String),
}

/// One step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Step {
    /// Formatting.
    Format,
    /// Clippy with warnings denied, native code and browser code.
    Lint,
    /// Unit and API tests on SQLite and in-process services.
    Native,
    /// The API suite again on PostgreSQL and Redis.
    Engines,
    /// Tests of browser code in a headless browser.
    Wasm,
    /// The release build: the app, the server with the app inside.
    Build,
    /// Download size of the app.
    Size,
    /// The shipped proxy in front of two release servers.
    Proxy,
    /// Journeys through the release server in a headless browser.
    Journeys,
}

impl Step {
    /// In the order they run.
    pub const ALL: [Self; 9] = [
        Self::Format,
        Self::Lint,
        Self::Native,
        Self::Engines,
        Self::Wasm,
        Self::Build,
        Self::Size,
        Self::Proxy,
        Self::Journeys,
    ];

    /// As `--only` takes it.
    pub fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    /// Heading in the output.
    pub fn title(self) -> &'static str {
        match self {
            Self::Format => "Formatting",
            Self::Lint => "Lints, building the tests",
            Self::Native => "Tests on SQLite and in-process services",
            Self::Engines => "API tests on PostgreSQL and Redis",
            Self::Wasm => "Tests of browser code",
            Self::Build => "Release build",
            Self::Size => "Size of the app",
            Self::Proxy => "Proxy in front of two servers",
            Self::Journeys => "Browser journeys",
        }
    }

    /// Does the work.
    pub fn run(self, run: &mut Run) -> Result<Outcome> {
        match self {
            Self::Format => native::format(run.workspace),
            Self::Lint => lint::lint(run),
            Self::Native => native::tests(run),
            Self::Engines => native::engines(run),
            Self::Wasm => browser::wasm(run),
            Self::Build => browser::build(run.workspace),
            Self::Size => browser::size(run.workspace),
            Self::Proxy => proxy::proxy(run.workspace),
            Self::Journeys => browser::journeys(run.workspace),
        }
    }
}
