//! What is wrong with a configuration, told all at once.

use std::fmt;

/// One mistake: where, what, and how it would be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The variable, and the place it was set.
    pub place: String,
    /// What the value must be.
    pub problem: String,
    /// A line that would be right.
    pub example: String,
}

/// All mistakes of a configuration.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mistakes(pub Vec<Mistake>);

impl std::error::Error for Mistakes {}

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.0.len();
        writeln!(f, "The configuration has {count} mistake{}:", if count == 1 { "" } else { "s" })?;
        for mistake in &self.0 {
            let end = if mistake.problem.ends_with('?') { "" } else { "." };
            writeln!(f, "  {} {}{end}", mistake.place, mistake.problem)?;
            if !mistake.example.is_empty() {
                writeln!(f, "      for example: {}", mistake.example)?;
            }
        }
        write!(f, "`broadsheet config reference` lists all variables.")
    }
}
