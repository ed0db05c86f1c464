//! The circuit breaker: remembers whether Redis is worth asking, and says so once.

use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::{Notify, watch};

/// What is known about Redis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    /// Not met yet.
    Unknown,
    /// Answers.
    Up,
    /// One command failed. Nobody asks until the heartbeat has looked; nothing is logged yet.
    Suspect,
    /// Away.
    Down,
}

/// Shared by everyone who talks to one server. Commands accuse, the heartbeat decides.
pub(super) struct Breaker {
    health: watch::Sender<Health>,
    outages: AtomicU64,
    accused: Notify,
}

impl Default for Breaker {
    fn default() -> Self {
        Self { health: watch::Sender::new(Health::Unknown), outages: AtomicU64::new(0), accused: Notify::new() }
    }
}

impl Breaker {
    pub fn health(&self) -> Health {
        *self.health.borrow()
    }

    pub fn outages(&self) -> u64 {
        self.outages.load(Ordering::SeqCst)
    }

    pub fn watch(&self) -> watch::Receiver<Health> {
        self.health.subscribe()
    }

    /// Waits until a command has failed.
    pub async fn accused(&self) {
        self.accused.notified().await;
    }

    /// A command failed: nobody else shall wait for the same.
    pub fn suspect(&self, reason: &str) {
        let was = self.turn(Health::Suspect, |was| was == Health::Up);
        if was.is_some() {
            tracing::debug!(reason, "a Redis command failed");
            self.accused.notify_one();
        }
    }

    /// The heartbeat got no answer either.
    pub fn lost(&self, reason: &str) {
        let was = self.turn(Health::Down, |was| {
            let is_news = was != Health::Down;
            // Counted before anyone can see it up again: who compares counts never misses an outage.
            self.outages.fetch_add(u64::from(is_news), Ordering::SeqCst);
            is_news
        });
        if was.is_some() {
            tracing::warn!(reason, "Redis is not reachable; going on without it");
        }
    }

    /// The heartbeat got its answer.
    pub fn found(&self) {
        match self.turn(Health::Up, |was| was != Health::Up) {
            Some(Health::Down) => tracing::info!("Redis is back in use"),
            Some(Health::Unknown) => tracing::info!("Redis is in use"),
            _ => {}
        }
    }

    /// Changes to `next` if `allowed` says so, and returns what was before.
    fn turn(&self, next: Health, allowed: impl FnOnce(Health) -> bool) -> Option<Health> {
        let mut was = None;
        self.health.send_if_modified(|health| {
            let is_allowed = allowed(*health);
            if is_allowed {
                was = Some(std::mem::replace(health, next));
            }
            is_allowed
        });
        was
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accusation_is_no_outage_until_the_heartbeat_agrees() {
        let breaker = Breaker::default();
        breaker.found();

        breaker.suspect("test");
        assert_eq!((breaker.health(), breaker.outages()), (Health::Suspect, 0));
        breaker.found();
        assert_eq!((breaker.health(), breaker.outages()), (Health::Up, 0));

        breaker.suspect("test");
        breaker.lost("test");
        breaker.lost("test");
        assert_eq!((breaker.health(), breaker.outages()), (Health::Down, 1));
        breaker.suspect("late failure of an old command");
        assert_eq!(breaker.health(), Health::Down);
    }
}
