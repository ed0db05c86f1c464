//! Reading how many tests passed out of what test programs print.

use std::fmt;
use std::iter::Sum;
use std::ops::AddAssign;

/// Numbers of tests.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub passed: u64,
    pub failed: u64,
    pub skipped: u64,
}

impl Counts {
    /// Adds what a line of a test program says, colours and edges taken off: libtest, wasm-bindgen's runner, or Node's.
    pub fn read(&mut self, line: &str) {
        if let Some(rest) = line.strip_prefix("test result:") {
            self.read_libtest(rest);
        } else if let Some(rest) = line.strip_prefix('ℹ').or_else(|| line.strip_prefix('#')) {
            self.read_node(rest.trim());
        }
    }

    /// `ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s`
    fn read_libtest(&mut self, text: &str) {
        let text = text.rsplit_once(". ").map_or(text, |(_, numbers)| numbers);
        for part in text.split(';') {
            let mut words = part.split_whitespace();
            let Some(number) = words.next().and_then(|word| word.parse::<u64>().ok()) else { continue };
            match words.next() {
                Some("passed") => self.passed += number,
                Some("failed") => self.failed += number,
                Some("ignored") => self.skipped += number,
                _ => {}
            }
        }
    }

    /// `pass 3`, `fail 0`, `skipped 1`, `todo 0`
    fn read_node(&mut self, text: &str) {
        let Some((word, Ok(number))) = text.split_once(' ').map(|(word, number)| (word, number.trim().parse::<u64>()))
        else {
            return;
        };
        match word {
            "pass" => self.passed += number,
            "fail" | "cancelled" => self.failed += number,
            "skipped" | "todo" => self.skipped += number,
            _ => {}
        }
    }
}

/// A line without terminal colours.
pub fn plain(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        if character == '\u{1b}' {
            characters.by_ref().find(char::is_ascii_alphabetic);
        } else {
            text.push(character);
        }
    }
    text
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl Sum for Counts {
    fn sum<I: Iterator<Item = Self>>(counts: I) -> Self {
        counts.fold(Self::default(), |mut sum, next| {
            sum += next;
            sum
        })
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(lines: &[&str]) -> String {
        let mut counts = Counts::default();
        lines.iter().for_each(|line| counts.read(&plain(line)));
        counts.to_string()
    }

    #[test]
    fn libtest_lines_are_added_up() {
        let text = counted(&[
            "running 4 tests",
            "test result: \u{1b}[32mok\u{1b}[m. 3 passed; 0 failed; 1 ignored; 0 measured; 7 filtered out; finished in 0.01s",
            "test result: FAILED. 2 passed; 5 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.20s",
        ]);

        assert_eq!(text, "5 passed, 5 failed, 1 skipped");
    }

    #[test]
    fn node_reporters_are_understood() {
        assert_eq!(
            counted(&["ℹ tests 9", "ℹ pass 6", "ℹ fail 1", "ℹ cancelled 1", "ℹ skipped 1", "ℹ duration_ms 12.5"]),
            "6 passed, 2 failed, 1 skipped"
        );
        assert_eq!(counted(&["# pass 2", "# fail 0", "# todo 1"]), "2 passed, 0 failed, 1 skipped");
    }
}
