//! How fast bytes are taken from a connection that has become a WebSocket.
//!
//! Its frames are counted once they are whole messages. Whoever sends pieces of a message without end, each of them empty,
//! would never be counted and keep a core busy; so the bytes themselves are taken at a pace, and the rest waits in the
//! sender's own buffers. Pattern: token bucket.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use tokio::time::{Instant, Sleep, sleep_until};

/// In the long run: a page sends some hundred bytes a minute.
const BYTES_PER_SEC: u64 = 64 * 1024;
/// At once: four messages of the greatest length.
const AT_ONCE: Duration = Duration::from_secs(4);

#[derive(Debug, Default)]
pub(super) struct Intake {
    /// Up to when the bytes so far use the time up.
    used_until: Option<Instant>,
    pause: Option<Pin<Box<Sleep>>>,
}

impl Intake {
    /// Ready once more may be read.
    pub fn poll_room(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let open_at = self.used_until.and_then(|until| until.checked_sub(AT_ONCE));
        let Some(open_at) = open_at.filter(|open_at| *open_at > Instant::now()) else {
            self.pause = None;
            return Poll::Ready(());
        };
        let pause = self.pause.get_or_insert_with(|| Box::pin(sleep_until(open_at)));
        if pause.deadline() != open_at {
            pause.as_mut().reset(open_at);
        }
        pause.as_mut().poll(context)
    }

    /// So many were read.
    pub fn take(&mut self, bytes: usize) {
        let now = Instant::now();
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        let cost = Duration::from_nanos(bytes.saturating_mul(1_000_000_000 / BYTES_PER_SEC));
        self.used_until = Some(self.used_until.map_or(now, |until| until.max(now)) + cost);
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn g5_a_quarter_of_a_megabyte_at_once_and_then_so_much_a_second() {
        let mut intake = Intake::default();
        let begun = Instant::now();
        let mut taken = 0;

        while taken <= 256 * 1024 {
            poll_fn(|context| intake.poll_room(context)).await;
            intake.take(4_096);
            taken += 4_096;
        }
        assert!(begun.elapsed() < Duration::from_millis(100), "{:?}", begun.elapsed());
        for _ in 0..160 {
            poll_fn(|context| intake.poll_room(context)).await;
            intake.take(4_096);
        }
        let elapsed = begun.elapsed();
        assert!((9..=11).contains(&elapsed.as_secs()), "{elapsed:?}");
        tokio::time::sleep(Duration::from_secs(60)).await;
        poll_fn(|context| intake.poll_room(context)).await;
        assert!(begun.elapsed() < elapsed + Duration::from_secs(61), "who pauses may send again");
    }
}
