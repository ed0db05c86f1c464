//! The uploads that are on their way: what is sent meanwhile would carry their stand-ins for good.

use std::task::{Poll, Waker};

/// A picture on its way.
#[derive(Debug)]
struct Upload {
    number: u32,
    /// What stands for it in the text; empty for the picture above it.
    stand_in: String,
    /// The text that waits for it.
    slot: String,
}

/// The uploads of one editor.
#[derive(Debug, Default)]
pub(in crate::pages::write) struct UnderWay {
    last: u32,
    uploads: Vec<Upload>,
    has_failed: bool,
    waiting: Vec<Waker>,
}

impl UnderWay {
    /// True while one is on its way.
    pub fn is_any(&self) -> bool {
        !self.uploads.is_empty()
    }

    /// One begins, for the text of a slot; gives what `stand_in` makes of its number, and that.
    pub fn begin(&mut self, slot: String, stand_in: impl FnOnce(u32) -> String) -> (u32, String) {
        self.last += 1;
        let (number, stand_in) = (self.last, stand_in(self.last));
        self.uploads.push(Upload { number, stand_in: stand_in.clone(), slot });
        (number, stand_in)
    }

    /// The text that waits for one.
    pub fn slot_of(&self, number: u32) -> Option<String> {
        self.uploads.iter().find(|upload| upload.number == number).map(|upload| upload.slot.clone())
    }

    /// What stands in a text for pictures on their way.
    pub fn stand_ins_of(&self, slot: &str) -> Vec<String> {
        self.uploads.iter().filter(|upload| upload.slot == slot).map(|upload| upload.stand_in.clone()).collect()
    }

    /// A text is another's now, and so is what it waits for.
    pub fn move_on(&mut self, from: &str, to: &str) {
        for upload in self.uploads.iter_mut().filter(|upload| upload.slot == from) {
            to.clone_into(&mut upload.slot);
        }
    }

    /// One ends, with the picture or without; gives whom to wake.
    pub fn end(&mut self, number: u32, has_arrived: bool) -> Vec<Waker> {
        self.uploads.retain(|upload| upload.number != number);
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

    fn begin(uploads: &mut UnderWay, slot: &str) -> u32 {
        uploads.begin(slot.to_owned(), |number| format!("[{number}]")).0
    }

    #[test]
    fn who_waits_is_woken_by_the_last_one() {
        let mut uploads = UnderWay::default();
        let (one, two) = (begin(&mut uploads, "a"), begin(&mut uploads, "a"));
        uploads.begin_to_wait();
        assert_eq!(uploads.poll(&noop_waker()), Poll::Pending);

        assert!(uploads.end(two, true).is_empty());
        assert_eq!(uploads.end(one, true).len(), 1);

        assert_eq!(uploads.poll(&noop_waker()), Poll::Ready(true));
    }

    #[test]
    fn a_failure_counts_for_those_who_wait_and_for_nobody_later() {
        let mut uploads = UnderWay::default();
        let one = begin(&mut uploads, "a");
        uploads.begin_to_wait();
        drop(uploads.end(one, false));
        assert_eq!(uploads.poll(&noop_waker()), Poll::Ready(false));

        uploads.begin_to_wait();

        assert_eq!(uploads.poll(&noop_waker()), Poll::Ready(true));
    }

    #[test]
    fn what_a_text_waits_for_goes_along_with_it() {
        let mut uploads = UnderWay::default();
        let (one, two) = (begin(&mut uploads, "a"), begin(&mut uploads, "b"));
        assert_eq!(uploads.stand_ins_of("a"), ["[1]"]);

        uploads.move_on("a", "c");

        assert_eq!((uploads.slot_of(one).as_deref(), uploads.slot_of(two).as_deref()), (Some("c"), Some("b")));
        assert!(uploads.stand_ins_of("a").is_empty());
        drop(uploads.end(one, true));
        assert_eq!(uploads.slot_of(one), None);
    }
}
