//! Counts the uploads that are on their way: what is sent meanwhile would carry their stand-ins for good.

use std::task::{Poll, Waker};

/// The uploads of one editor.
#[derive(Debug, Default)]
pub(in crate::pages::write) struct UnderWay {
    count: u32,
    has_failed: bool,
    waiting: Vec<Waker>,
}

impl UnderWay {
    /// True while one is on its way.
    pub fn is_any(&self) -> bool {
        self.count > 0
    }

    /// One begins.
    pub fn begin(&mut self) {
        self.count += 1;
    }

    /// One ends, with the picture or without; gives whom to wake.
    pub fn end(&mut self, has_arrived: bool) -> Vec<Waker> {
        self.count = self.count.saturating_sub(1);
        self.has_failed |= !has_arrived;
        if self.is_any() { Vec::new() } else { std::mem::take(&mut self.waiting) }
    }

    /// From now on it counts whether one fails.
    pub fn begin_to_wait(&mut self) {
        self.has_failed = false;
    }

    /// Ready once none is on its way; false if one has failed since the wait began.
    pub fn poll(&mut self, waker: &Waker) -> Poll<bool> {
        if self.is_any() {
            self.waiting.push(waker.clone());
            return Poll::Pending;
        }
        Poll::Ready(!self.has_failed)
    }
}

#[cfg(test)]
mod tests {
    use futures_util::task::noop_waker;

    use super::*;

    #[test]
    fn who_waits_is_woken_by_the_last_one() {
        let mut uploads = UnderWay::default();
        uploads.begin();
        uploads.begin();
        uploads.begin_to_wait();
        assert_eq!(uploads.poll(&noop_waker()), Poll::Pending);

        assert!(uploads.end(true).is_empty());
        assert_eq!(uploads.end(true).len(), 1);

        assert_eq!(uploads.poll(&noop_waker()), Poll::Ready(true));
    }

    #[test]
    fn a_failure_counts_for_those_who_wait_and_for_nobody_later() {
        let mut uploads = UnderWay::default();
        uploads.begin();
        uploads.begin_to_wait();
        drop(uploads.end(false));
        assert_eq!(uploads.poll(&noop_waker()), Poll::Ready(false));

        uploads.begin_to_wait();

        assert_eq!(uploads.poll(&noop_waker()), Poll::Ready(true));
    }
}
