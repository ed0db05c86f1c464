//! The limiter's own time: milliseconds that no change of the machine's clock moves (SECURITY X12), set once to the wall
//! clock and then by Redis, so that all processes speak of the same windows. A test's clock is taken at its word.

use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::Instant,
};

use crate::platform::clock::Clock;

/// Where the limiter's time comes from.
pub enum Ticker {
    /// A stopwatch, and what its zero was.
    Steady { began: Instant, zero: AtomicI64 },
    /// A clock that a test holds.
    Told(Clock),
}

impl Ticker {
    pub fn new(clock: &Clock) -> Self {
        match clock {
            Clock::System => Self::Steady { began: Instant::now(), zero: AtomicI64::new(clock.now().as_millis()) },
            Clock::Fixed(_) => Self::Told(clock.clone()),
        }
    }

    /// Now.
    pub fn now(&self) -> i64 {
        match self {
            Self::Steady { began, zero } => zero.load(Ordering::Relaxed) + elapsed(began),
            Self::Told(clock) => clock.now().as_millis(),
        }
    }

    /// What to tell Redis of the time: nothing, for it has a clock, which all processes share.
    pub fn for_redis(&self) -> Option<i64> {
        match self {
            Self::Steady { .. } => None,
            Self::Told(clock) => Some(clock.now().as_millis()),
        }
    }

    /// Redis says what time it is.
    pub fn set(&self, now: i64) {
        if let Self::Steady { began, zero } = self {
            zero.store(now - elapsed(began), Ordering::Relaxed);
        }
    }
}

fn elapsed(began: &Instant) -> i64 {
    i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX)
}
