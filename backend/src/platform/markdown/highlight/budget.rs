//! What colouring the code of one document may cost.
//!
//! The prices are about nanoseconds of the machine of `docs/PERFORMANCE.md`, fitted to what all languages took there for honest
//! code and for lines that are typed to hurt. Nothing is timed: a text costs the same on every machine.

/// What one document may spend.
pub(in super::super) const MAX_STEPS: u64 = 32_000_000;

/// A run of blanks up to this length is an indent.
const INDENT: usize = 16;

/// Syntaxes whose patterns take several times as long for the same text, and how many times.
const DEAR: [(&str, u64); 4] = [("sql", 2), ("yaml", 4), ("makefile", 8), ("lisp", 20)];

/// The syntax with a pattern that tries all ways to part the rest of a line in three, and the price of eight of those.
const PARTING: (&str, u64) = ("makefile", 1);

/// What is left, in steps.
#[derive(Debug)]
pub(in super::super) struct Budget {
    left: u64,
    weight: u64,
    parting: u64,
}

impl Budget {
    /// For one document.
    pub fn new(steps: u64) -> Self {
        Self { left: steps, weight: 1, parting: 0 }
    }

    /// Nothing can be coloured any more.
    pub fn is_spent(&self) -> bool {
        self.left == 0
    }

    /// What follows is of this syntax.
    pub fn turn_to(&mut self, syntax: &str) {
        self.weight = DEAR.iter().find(|(token, _)| *token == syntax).map_or(1, |(_, weight)| *weight);
        self.parting = if syntax == PARTING.0 { PARTING.1 } else { 0 };
    }

    /// A look at what is known of a pattern already.
    pub fn pay_look(&mut self) -> Option<()> {
        self.pay(35)
    }

    /// A search in the rest of a line. From each place in it a pattern may look at all that follows, and some look at
    /// a run of blanks from each of its places.
    pub fn pay_search(&mut self, bytes: usize, blanks: usize) -> Option<()> {
        let (bytes, blanks) = (bytes as u64, blanks.min(bytes).saturating_sub(INDENT) as u64);
        self.pay(130 + 4 * bytes + bytes * bytes * 2 / 5 + bytes.pow(3) / 8 * self.parting + 8 * blanks * blanks)
    }

    /// A pattern that is made while the text is read, of what another one has found.
    pub fn pay_pattern(&mut self) -> Option<()> {
        self.pay(20_000)
    }

    /// The rest of the code goes without.
    pub fn give_up(&mut self) {
        self.left = 0;
    }

    fn pay(&mut self, steps: u64) -> Option<()> {
        self.left = self.left.saturating_sub(steps.saturating_mul(self.weight));
        (self.left > 0).then_some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c8_what_is_spent_stays_spent() {
        let mut budget = Budget::new(1_000);
        assert!(budget.pay_search(10, 0).is_some());
        assert!(budget.pay_search(1_000, 0).is_none());
        assert!(budget.is_spent());
        assert!(budget.pay_look().is_none());
    }

    #[test]
    fn c8_dear_syntaxes_and_runs_of_blanks_cost_more() {
        let price = |syntax: &str, blanks: usize| {
            let mut budget = Budget::new(MAX_STEPS);
            budget.turn_to(syntax);
            budget.pay_search(200, blanks).unwrap();
            MAX_STEPS - budget.left
        };

        assert_eq!(price("yaml", 0), 4 * price("rs", 0));
        assert_eq!(price("rs", INDENT), price("rs", 0));
        assert!(price("rs", 200) > 10 * price("rs", 0));
    }
}
