//! How long the statement on one connection may still run; SQLite asks while it works.
//!
//! PostgreSQL keeps the time of a statement itself. SQLite runs inside this process and stops for nobody, unless its
//! progress handler says so: that handler holds a clone of its connection's watch.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

/// No statement runs, or it may take for ever.
const UNWATCHED: u64 = u64::MAX;

/// The watch over one connection. Clones are the same watch.
#[derive(Clone, Debug)]
pub(super) struct Watch {
    epoch: Instant,
    /// Milliseconds after the epoch at which the statement is over.
    deadline: Arc<AtomicU64>,
}

impl Default for Watch {
    fn default() -> Self {
        Self { epoch: Instant::now(), deadline: Arc::new(AtomicU64::new(UNWATCHED)) }
    }
}

impl Watch {
    /// A statement begins, and may take this long.
    pub fn arm(&self, patience: Duration) {
        let end = self.epoch.elapsed().saturating_add(patience).as_millis();
        self.deadline.store(u64::try_from(end).unwrap_or(UNWATCHED), Ordering::Relaxed);
    }

    /// Nobody waits for the statement any more: it is over as soon as the engine asks.
    pub fn call_off(&self) {
        self.deadline.store(0, Ordering::Relaxed);
    }

    /// The statement has ended.
    pub fn disarm(&self) {
        self.deadline.store(UNWATCHED, Ordering::Relaxed);
    }

    /// Whether the statement must end now.
    pub fn is_over(&self) -> bool {
        let deadline = self.deadline.load(Ordering::Relaxed);
        deadline != UNWATCHED && self.epoch.elapsed().as_millis() >= u128::from(deadline)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_watch_is_over_at_its_time_and_not_before() {
        let watch = Watch::default();
        assert!(!watch.is_over());

        watch.arm(Duration::from_secs(3_600));
        assert!(!watch.is_over());
        watch.arm(Duration::ZERO);
        assert!(watch.is_over());
        watch.disarm();
        assert!(!watch.is_over());
        watch.clone().call_off();
        assert!(watch.is_over());
    }
}
