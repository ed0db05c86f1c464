//! How a client takes its answer: fast enough, or drop by drop to hold a place.
//!
//! One byte every few seconds is no progress, so time counts until a term's worth of bytes is taken, whether the
//! waiting came at once or in pieces (SECURITY F9, slow read).

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

const NEVER: u64 = u64::MAX;
/// Whoever took so much while there was no room has earned a new term: with the default of 15 seconds, about
/// a kilobyte a second. The kernel tells of room only once a good part of its own buffer is free, so a client behind
/// a large one must be somewhat faster.
const TERM_BYTES: u64 = 16 * 1024;

/// Milliseconds are those of the connection's own clock.
#[derive(Debug)]
pub(super) struct Taking {
    /// When the present wait began, moved back by what was waited for earlier in this term.
    since_ms: AtomicU64,
    /// Waited for earlier in this term.
    waited_ms: AtomicU64,
    /// Taken in this term.
    bytes: AtomicU64,
}

impl Default for Taking {
    fn default() -> Self {
        Self { since_ms: AtomicU64::new(NEVER), waited_ms: AtomicU64::new(0), bytes: AtomicU64::new(0) }
    }
}

impl Taking {
    /// There is no room for more.
    pub(super) fn is_stuck(&self, now_ms: u64) {
        let since = now_ms.saturating_sub(self.waited_ms.load(Relaxed));
        let _ = self.since_ms.compare_exchange(NEVER, since, Relaxed, Relaxed);
    }

    /// Bytes went out. Costs two loads where nobody waits.
    pub(super) fn moved(&self, bytes: usize) {
        if self.since_ms.load(Relaxed) == NEVER && self.waited_ms.load(Relaxed) == 0 {
            return;
        }
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        if self.bytes.fetch_add(bytes, Relaxed).saturating_add(bytes) >= TERM_BYTES {
            self.since_ms.store(NEVER, Relaxed);
            self.waited_ms.store(0, Relaxed);
            self.bytes.store(0, Relaxed);
        }
    }

    /// Nothing waits to be written any more. What was waited for still counts, until the term is earned.
    pub(super) fn caught_up(&self, now_ms: u64) {
        let since = self.since_ms.swap(NEVER, Relaxed);
        if since != NEVER {
            self.waited_ms.store(now_ms.saturating_sub(since), Relaxed);
        }
    }

    /// Since when the client owes bytes; `None` while it takes all there is.
    pub(super) fn stuck_since_ms(&self) -> Option<u64> {
        Some(self.since_ms.load(Relaxed)).filter(|since| *since != NEVER)
    }
}

#[cfg(test)]
mod tests {
    use super::{TERM_BYTES, Taking};

    const TERM: usize = TERM_BYTES as usize;

    #[test]
    fn who_takes_all_there_is_owes_nothing() {
        let taking = Taking::default();

        taking.moved(10 * TERM);

        assert_eq!(taking.stuck_since_ms(), None);
    }

    #[test]
    fn a_byte_now_and_then_is_no_progress() {
        let taking = Taking::default();

        taking.is_stuck(1_000);
        taking.moved(1);
        taking.is_stuck(9_000);
        taking.moved(1);

        assert_eq!(taking.stuck_since_ms(), Some(1_000));
    }

    #[test]
    fn a_term_of_bytes_begins_a_new_term() {
        let taking = Taking::default();

        taking.is_stuck(1_000);
        taking.moved(TERM - 1);
        taking.moved(1);
        assert_eq!(taking.stuck_since_ms(), None);

        taking.is_stuck(9_000);
        assert_eq!(taking.stuck_since_ms(), Some(9_000));
    }

    #[test]
    fn waiting_in_pieces_counts_as_one_wait() {
        let taking = Taking::default();

        taking.is_stuck(1_000);
        taking.moved(10);
        taking.caught_up(6_000);
        assert_eq!(taking.stuck_since_ms(), None, "it owes nothing at present");

        taking.is_stuck(20_000);
        assert_eq!(taking.stuck_since_ms(), Some(15_000), "five seconds were waited before");
    }
}
