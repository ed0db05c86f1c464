//! When to ask whether the other end is there, and until when it may leave that unanswered.

use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// The heartbeat of one socket: a ping every so often, and whoever has given no sign by the next one is gone.
#[derive(Debug)]
pub(super) struct Heart {
    every: Duration,
    next: Instant,
    is_asked: bool,
}

impl Heart {
    pub fn new(every: Duration) -> Self {
        Self { every, next: Instant::now() + every, is_asked: false }
    }

    /// Waits for the next beat. Nothing is lost if the wait is given up.
    pub async fn beat(&self) {
        sleep_until(self.next).await;
    }

    /// The other end has given a sign.
    pub fn hear(&mut self) {
        self.is_asked = false;
    }

    /// It is time for a ping; false if the last one was not answered.
    pub fn ask(&mut self) -> bool {
        let was_asked = std::mem::replace(&mut self.is_asked, true);
        self.next = Instant::now() + self.every;
        !was_asked
    }

    /// Until when a frame may wait to be taken: for so long, but not beyond the moment at which the other end is gone.
    /// Nothing is heard meanwhile, and no ping goes out.
    pub fn patience(&self, most: Duration) -> Instant {
        let gone = if self.is_asked { self.next } else { self.next + self.every };
        gone.min(Instant::now() + most)
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use tokio::time::{advance, timeout_at};

    use super::*;

    const EVERY: Duration = Duration::from_secs(12);
    const MOST: Duration = Duration::from_secs(20);

    /// Seconds from the last sign until a socket is let go that takes no frame from so many seconds on.
    async fn noticed_after(full_from: u64) -> u64 {
        let (mut heart, begun) = (Heart::new(EVERY), Instant::now());
        let full = begun + Duration::from_secs(full_from);
        while heart.next <= full {
            heart.beat().await;
            if !heart.ask() {
                return begun.elapsed().as_secs();
            }
        }
        advance(full - Instant::now()).await;
        timeout_at(heart.patience(MOST), pending::<()>()).await.unwrap_err();
        begun.elapsed().as_secs()
    }

    #[tokio::test(start_paused = true)]
    async fn a_dead_socket_is_noticed_within_two_beats_whenever_it_takes_no_more() {
        for full_from in 0..30 {
            let noticed = noticed_after(full_from).await;
            assert!(noticed <= 24, "full from {full_from} on: noticed after {noticed}");
            assert!(noticed >= 20, "full from {full_from} on: {noticed} is too early for who is only slow");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn who_answers_is_asked_again_and_may_be_slow_for_as_long_as_anybody() {
        let mut heart = Heart::new(EVERY);
        for _ in 0..3 {
            heart.beat().await;
            assert!(heart.ask());
            heart.hear();
        }

        assert_eq!(heart.patience(MOST), Instant::now() + MOST);
        heart.beat().await;
        assert!(heart.ask());
        assert_eq!(heart.patience(MOST), Instant::now() + EVERY, "it owes an answer");
        heart.beat().await;
        assert!(!heart.ask());
    }
}
