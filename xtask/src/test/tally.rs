//! What a step came to: how many tests, and which of them failed.

use std::ops::AddAssign;

use super::counts::{Counts, plain};
use crate::workspace::Workspace;

/// Numbers and names.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many.
    pub counts: Counts,
    /// What failed, each once, in the order it was seen.
    pub failed: Vec<String>,
}

impl Tally {
    /// A step that is one test, passed.
    pub fn success() -> Self {
        Self { counts: Counts { passed: 1, ..Counts::default() }, failed: Vec::new() }
    }

    /// A step that is one test, failed.
    pub fn failure(why: impl Into<String>) -> Self {
        Self { counts: Counts { failed: 1, ..Counts::default() }, failed: vec![why.into()] }
    }

    /// A step that was left out.
    pub fn skip() -> Self {
        Self { counts: Counts { skipped: 1, ..Counts::default() }, failed: Vec::new() }
    }

    /// A part that could not be done for want of something: a failure in CI, else left out.
    pub fn missing(workspace: &Workspace, what: &str) -> Self {
        if workspace.is_ci { Self::failure(format!("missing: {what}")) } else { Self::skip() }
    }

    /// Takes in what a line of a test program says.
    pub fn read(&mut self, line: &str) {
        let line = plain(line);
        let line = line.trim();
        self.counts.read(line);
        if let Some(name) = failed_name(line)
            && !self.failed.iter().any(|known| known == name)
        {
            self.failed.push(name.to_owned());
        }
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.counts += other.counts;
        self.failed.extend(other.failed);
    }
}

/// The name in `test NAME ... FAILED` (libtest), `test NAME ... FAIL` (wasm-bindgen) or `✖ NAME (3.2ms)` (Node).
fn failed_name(line: &str) -> Option<&str> {
    if let Some(rest) = line.strip_prefix("test ") {
        let (name, result) = rest.split_once(" ... ")?;
        return result.starts_with("FAIL").then_some(name);
    }
    let name = line.strip_prefix('✖')?.trim();
    if name == "failing tests:" {
        return None;
    }
    Some(name.rsplit_once(" (").map_or(name, |(name, _)| name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(lines: &[&str]) -> Vec<String> {
        let mut tally = Tally::default();
        lines.iter().for_each(|line| tally.read(line));
        tally.failed
    }

    #[test]
    fn failed_tests_of_rust_are_named() {
        let names = failed(&[
            "test posts::draft_is_hidden ... ok",
            "test posts::a_price ... \u{1b}[31mFAILED\u{1b}[m",
            "test drafts::comes_back ... FAIL",
            "test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.20s",
        ]);

        assert_eq!(names, ["posts::a_price", "drafts::comes_back"]);
    }

    #[test]
    fn failed_journeys_are_named_once() {
        let names = failed(&[
            "✔ reads as a stranger (812.1ms)",
            "✖ writes (and is answered) (1204.5ms)",
            "✖ failing tests:",
            "✖ writes (and is answered) (1204.5ms)",
        ]);

        assert_eq!(names, ["writes (and is answered)"]);
    }
}
