//! The event bus: tells everyone in this process, and through a line everyone in the others.
//!
//! Delivery is best effort and never blocks the sender. Whoever listens is told when something may have been missed
//! ([`Delivery::Gap`]) and then reads afresh instead of guessing. Three drivers: in-process alone, or with a line to the
//! other processes: Redis's publish/subscribe, or PostgreSQL's notices where there is no Redis. Pattern: observer, with
//! loss made visible.

mod line;
mod redis_line;
mod relay;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tokio::{
    sync::{broadcast, mpsc},
    task::JoinHandle,
};

pub use line::{Ear, Line};
use redis_line::RedisLine;

use super::redis::{Redis, RedisError};
use crate::domain::event::Event;

/// What travels on the bus.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Signal {
    /// Something happened on the site.
    Event {
        /// What.
        event: Event,
    },
    /// Cached answers made from these tags are no longer true. `None` means all of them.
    CacheDropped {
        /// The tags in their text form.
        tags: Option<Vec<String>>,
        /// Whether Redis holds none of them any more. If not, its answers are not to be trusted for now.
        is_dropped_in_redis: bool,
    },
}

/// What a listener gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// Sent from within this process.
    Local(Arc<Signal>),
    /// Sent by another process.
    Remote(Arc<Signal>),
    /// Some signals may have been missed: whatever was derived from them must be read afresh.
    Gap,
}

/// Signals that may wait for a slow listener before it is told of a gap.
const LISTENER_CAPACITY: usize = 1_024;
/// Signals that may wait for the line to the others before new ones are left out.
const RELAY_CAPACITY: usize = 1_024;

/// The bus. Clones are the same bus.
#[derive(Clone)]
pub struct Events(Arc<Inner>);

struct Inner {
    local: broadcast::Sender<Delivery>,
    relay: Option<Relay>,
}

struct Relay {
    outbox: mpsc::Sender<Arc<Signal>>,
    state: Arc<relay::State>,
    tasks: Vec<JoinHandle<()>>,
}

impl Events {
    /// A bus within this process alone.
    pub fn in_process() -> Self {
        Self(Arc::new(Inner { local: broadcast::Sender::new(LISTENER_CAPACITY), relay: None }))
    }

    /// A bus that also reaches the other processes on the same Redis, whenever it is there.
    pub fn through_redis(redis: &Redis) -> Result<Self, RedisError> {
        let line: Arc<dyn Line> = Arc::new(RedisLine::new(redis)?);
        Ok(Self::through_line(&line))
    }

    /// A bus that also reaches the other processes on the same line, whenever it stands.
    pub fn through_line(line: &Arc<dyn Line>) -> Self {
        let local = broadcast::Sender::new(LISTENER_CAPACITY);
        let (outbox, waiting) = mpsc::channel(RELAY_CAPACITY);
        let state = Arc::default();
        let tasks = relay::start(line, local.clone(), waiting, &state);
        Self(Arc::new(Inner { local, relay: Some(Relay { outbox, state, tasks }) }))
    }

    /// Tells everyone. Returns at once. What cannot be sent to the other processes is lost to them; they are told that
    /// there was something as soon as they can be reached.
    pub fn publish(&self, signal: Signal) {
        let signal = Arc::new(signal);
        if let Some(relay) = &self.0.relay
            && relay.outbox.try_send(signal.clone()).is_err()
        {
            relay.state.lose();
        }
        // An error means that nobody listens in this process, which is fine.
        let _ = self.0.local.send(Delivery::Local(signal));
    }

    /// Shorthand for publishing a domain event.
    pub fn publish_event(&self, event: Event) {
        self.publish(Signal::Event { event });
    }

    /// Whether this process hears the others at the moment; `None` for a bus without others.
    pub fn is_linked(&self) -> Option<bool> {
        self.0.relay.as_ref().map(|relay| relay.state.is_subscribed())
    }

    /// Hears everything from now on.
    pub fn listen(&self) -> Listener {
        Listener(self.0.local.subscribe())
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

/// One listener's end of the bus.
pub struct Listener(broadcast::Receiver<Delivery>);

impl Listener {
    /// The next delivery; `None` when the bus is gone. A listener too slow to keep up gets a [`Delivery::Gap`].
    pub async fn next(&mut self) -> Option<Delivery> {
        match self.0.recv().await {
            Ok(delivery) => Some(delivery),
            Err(broadcast::error::RecvError::Lagged(_)) => Some(Delivery::Gap),
            Err(broadcast::error::RecvError::Closed) => None,
        }
    }
}
