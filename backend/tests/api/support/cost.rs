//! What an answer costs, counted and not timed: doors that must not tell one name from another do the same for both
//! (SECURITY H1, H2).

use broadsheet::platform::passwords::PasswordWork;

use super::App;

/// A measured answer is asked for so often: what is remembered for a second may be over in the middle of one.
pub const ROUNDS: usize = 3;

/// What one answer cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cost {
    /// Passwords hashed.
    pub hashes: u64,
    /// Passwords compared.
    pub verifications: u64,
    /// Statements, those that begin and end transactions included.
    pub statements: u64,
}

impl App {
    /// What this costs, at the cheapest of [`ROUNDS`]; it is told which round it is.
    pub async fn cost_of(&self, mut ask: impl AsyncFnMut(usize)) -> Cost {
        let mut cheapest = None::<Cost>;
        for round in 0..ROUNDS {
            let (work, statements) = self.spent();
            ask(round).await;
            let (now, statements_now) = self.spent();
            let cost = Cost {
                hashes: now.hashes - work.hashes,
                verifications: now.verifications - work.verifications,
                statements: statements_now - statements,
            };
            cheapest = Some(cheapest.map_or(cost, |former| former.min(cost)));
        }
        cheapest.expect("at least one round")
    }

    fn spent(&self) -> (PasswordWork, u64) {
        (self.context().passwords.work(), self.context().database.statements())
    }
}
