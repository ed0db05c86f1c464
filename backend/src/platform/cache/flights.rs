//! Single flight: concurrent misses of one key share one load.
//!
//! The load runs in a task of its own, so that the one who asked first may leave without taking the answer away from
//! the rest. Nobody joins a load that began before the latest drop: they asked after the change and must see it.

use std::{
    any::Any,
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::sync::watch;

use super::{
    entry::Ready,
    in_process::Moment,
    key::{BuildKeyHasher, Key},
};

/// How a load ended. Errors keep their own type behind `Any`; all callers of one key have the same.
pub(super) type Landing = Result<Ready, Arc<dyn Any + Send + Sync>>;

/// A load older than this is thought stuck: later callers start another instead of waiting for it.
const MAX_AGE_TO_JOIN: Duration = Duration::from_secs(3);

/// The loads under way.
#[derive(Default)]
pub(super) struct Flights {
    flying: Mutex<HashMap<Key, Flying, BuildKeyHasher>>,
    next_number: AtomicU64,
}

struct Flying {
    number: u64,
    landing: watch::Receiver<Option<Landing>>,
    began: Moment,
    since: Instant,
}

/// What a caller who missed has to do.
pub(super) enum Part {
    /// Load, and land the flight.
    Lead(Flight),
    /// Wait for another's load.
    Follow(Follower),
}

impl Flights {
    /// Joins the load of `key`, or begins one. `now` is the moment on the drop clock.
    pub fn board(self: &Arc<Self>, key: Key, now: Moment) -> Part {
        let mut flying = self.lock();
        if let Some(other) = flying.get(&key)
            && other.began == now
            && other.since.elapsed() < MAX_AGE_TO_JOIN
            && other.landing.has_changed().is_ok()
        {
            return Part::Follow(Follower(other.landing.clone()));
        }
        let (sender, landing) = watch::channel(None);
        let number = self.next_number.fetch_add(1, Ordering::Relaxed);
        flying.insert(key, Flying { number, landing, began: now, since: Instant::now() });
        Part::Lead(Flight { flights: self.clone(), number, key, began: now, sender })
    }

    /// Loads under way.
    #[cfg(test)]
    pub fn count(&self) -> usize {
        self.lock().len()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Key, Flying, BuildKeyHasher>> {
        self.flying.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A load under way, in the hands of who loads. Dropping it without landing sends the followers back to the start.
pub(super) struct Flight {
    flights: Arc<Flights>,
    number: u64,
    key: Key,
    began: Moment,
    sender: watch::Sender<Option<Landing>>,
}

impl Flight {
    /// When it began, on the drop clock.
    pub fn began(&self) -> Moment {
        self.began
    }

    /// Hands the result to everyone who waits.
    pub fn land(self, landing: Landing) {
        self.sender.send_replace(Some(landing));
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        let mut flying = self.flights.lock();
        // Another may have taken the place of one that was overtaken or stuck.
        if flying.get(&self.key).is_some_and(|other| other.number == self.number) {
            flying.remove(&self.key);
        }
    }
}

/// A caller waiting for another's load.
pub(super) struct Follower(watch::Receiver<Option<Landing>>);

impl Follower {
    /// The result, or `None` if the load broke off without one.
    pub async fn wait(mut self) -> Option<Landing> {
        let landing = self.0.wait_for(Option::is_some).await.ok()?;
        landing.clone()
    }
}
