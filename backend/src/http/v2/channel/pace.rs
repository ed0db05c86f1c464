//! How fast a client may send: so many frames a second, on average and at once.

use std::time::Duration;

use tokio::time::Instant;

/// A bucket that fills with the time. Pattern: token bucket.
#[derive(Debug)]
pub(super) struct Pace {
    each: Duration,
    most: Duration,
    /// Up to when the frames so far use the time up.
    used_until: Instant,
}

impl Pace {
    pub fn new(per_sec: u32) -> Self {
        Self { each: Duration::from_secs(1) / per_sec.max(1), most: Duration::from_secs(1), used_until: Instant::now() }
    }

    /// Counts a frame; false if it is one too many.
    pub fn allows(&mut self) -> bool {
        let now = Instant::now();
        let until = self.used_until.max(now) + self.each;
        let is_allowed = until <= now + self.most;
        if is_allowed {
            self.used_until = until;
        }
        is_allowed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn g5_twenty_frames_at_once_and_then_twenty_a_second() {
        let mut pace = Pace::new(20);

        assert!((0..20).all(|_| pace.allows()));
        assert!(!pace.allows());
        tokio::time::advance(Duration::from_millis(100)).await;
        assert!(pace.allows() && pace.allows());
        assert!(!pace.allows());
    }
}
