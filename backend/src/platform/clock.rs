//! What time it is, as an argument instead of a global.
//!
//! Services ask the clock they are given, so a test decides what "now" is. Durations inside the process (limits,
//! cache lifetimes) use `Instant` instead, which no clock change moves.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

use broadsheet_shared::time::Timestamp;

/// The machine's clock, or one that a test holds in its hand.
#[derive(Debug, Clone, Default)]
pub enum Clock {
    /// The machine's wall clock.
    #[default]
    System,
    /// Stands still until it is moved; clones share the same hands.
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at `at`.
    pub fn fixed(at: Timestamp) -> Self {
        Self::Fixed(Arc::new(AtomicI64::new(at.as_millis())))
    }

    /// The instant this clock shows.
    pub fn now(&self) -> Timestamp {
        Timestamp::from_millis(match self {
            Self::System => system_millis(),
            Self::Fixed(millis) => millis.load(Ordering::SeqCst),
        })
    }

    /// Moves a fixed clock by `secs`, backwards if negative. The machine's clock is not ours to move: nothing happens.
    pub fn advance_secs(&self, secs: i64) {
        if let Self::Fixed(millis) = self {
            millis.fetch_add(secs.saturating_mul(1000), Ordering::SeqCst);
        }
    }
}

/// Epoch milliseconds; a clock set before 1970 counts backwards.
fn system_millis() -> i64 {
    let signed = |millis: u128| i64::try_from(millis).unwrap_or(i64::MAX);
    match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(since) => signed(since.as_millis()),
        Err(before) => -signed(before.duration().as_millis()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fixed_clock_moves_only_when_told_and_is_shared_by_clones() {
        let clock = Clock::fixed(Timestamp::from_millis(1_000));
        let other = clock.clone();

        clock.advance_secs(2);

        assert_eq!(other.now().as_millis(), 3_000);
        assert_eq!(clock.now(), other.now());
    }
}
