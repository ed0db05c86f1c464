//! A sliding counter: two numbers stand for the present and the previous window, and what is counted is the present plus
//! as much of the previous as still lies within reach. It knows its own numbers and, of a while ago, everybody's.
//!
//! Between two reconciliations each process takes from what is left no more than its part, so that all together stay
//! within the limit whatever they know of one another; with Redis away the same rule is what lets reads go on.

use broadsheet_shared::limit::Limit;

use super::log::window_ms;

/// The present window's number and the previous one's.
pub type Pair = [u32; 2];

/// One counter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counter {
    /// Number of the present window since 1970.
    window: i64,
    /// Counted here since the last reconciliation.
    fresh: Pair,
    /// What all processes had counted by then, this one included.
    known: Pair,
    /// Whether it waits for the next one.
    pub is_waiting: bool,
}

/// What is to be told to the others: which window, and how many in it and in the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unsent {
    pub window: i64,
    pub fresh: Pair,
}

impl Counter {
    /// Counts one: how many more, and milliseconds until there are more. Or milliseconds to wait.
    pub fn count(&mut self, now: i64, limit: &Limit, parts: u32) -> Result<(u32, i64), i64> {
        let window = window_ms(limit);
        self.roll(now.div_euclid(window));
        let gone = now.rem_euclid(window);
        let (known, fresh) = (reach(self.known, gone, window), reach(self.fresh, gone, window));
        let room = u64::from(limit.quota).saturating_sub(known);
        let part = (room / u64::from(parts.max(1))).max(room.min(1));
        if fresh < part {
            self.fresh[0] = self.fresh[0].saturating_add(1);
            let left = u32::try_from(room.saturating_sub(fresh + 1)).unwrap_or(u32::MAX);
            return Ok((left, window - gone));
        }
        // Only our part is used up: the next reconciliation knows better.
        Err(if fresh < room { 1_000 } else { self.wait(gone, window, limit.quota) })
    }

    /// How many more fit, and milliseconds until there are more. Counts nothing, so it asks a copy.
    pub fn left(mut self, now: i64, limit: &Limit) -> (u32, i64) {
        let window = window_ms(limit);
        self.roll(now.div_euclid(window));
        let gone = now.rem_euclid(window);
        let used = reach(self.known, gone, window) + reach(self.fresh, gone, window);
        match u64::from(limit.quota).saturating_sub(used) {
            0 => (0, self.wait(gone, window, limit.quota)),
            left => (u32::try_from(left).unwrap_or(u32::MAX), window - gone),
        }
    }

    /// What the others have not been told yet.
    pub fn unsent(&mut self, now: i64, limit: &Limit) -> Unsent {
        self.roll(now.div_euclid(window_ms(limit)));
        Unsent { window: self.window, fresh: self.fresh }
    }

    /// The others have been told, and these are everybody's numbers.
    pub fn settle(&mut self, sent: &Unsent, totals: Pair) {
        match self.window - sent.window {
            0 => {
                for (fresh, sent) in self.fresh.iter_mut().zip(sent.fresh) {
                    *fresh = fresh.saturating_sub(sent);
                }
                self.known = totals;
            }
            1 => {
                self.fresh[1] = self.fresh[1].saturating_sub(sent.fresh[0]);
                self.known = [0, totals[0]];
            }
            // Both numbers have left the reach.
            _ => {}
        }
    }

    /// True if nothing in it counts any more.
    pub fn is_stale(&self, now: i64, limit: &Limit) -> bool {
        (self.window - now.div_euclid(window_ms(limit))).abs() > 1
    }

    /// Goes on to this window. After a clock went back, the numbers count as if made now: for two windows at most.
    fn roll(&mut self, window: i64) {
        match window - self.window {
            0 => return,
            1 => {
                self.fresh = [0, self.fresh[0]];
                self.known = [0, self.known[0]];
            }
            2.. => (self.fresh, self.known) = ([0; 2], [0; 2]),
            i64::MIN..0 => {}
        }
        self.window = window;
    }

    /// How long until one more fits, if nobody comes meanwhile.
    fn wait(&self, gone: i64, window: i64, quota: u32) -> i64 {
        let sum = |at: usize| i64::from(self.fresh[at]) + i64::from(self.known[at]);
        let (present, previous, quota) = (sum(0), sum(1), i64::from(quota));
        // Of a number n, n * (window - t) / window are within reach after t: it fits once that is `most` or less.
        let until = |number: i64, most: i64| {
            if number <= most { 0 } else { window - most.max(0).saturating_mul(window) / number.max(1) }
        };
        let in_this = until(previous, quota - 1 - present);
        if present < quota && in_this < window {
            return (in_this - gone).max(1);
        }
        window - gone + until(present, quota - 1)
    }
}

/// How many of both are within one window, rounded up.
fn reach([present, previous]: Pair, gone: i64, window: i64) -> u64 {
    let (left, window) = ((window - gone).unsigned_abs(), window.unsigned_abs());
    u64::from(present) + (u64::from(previous) * left).div_ceil(window)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Limit = Limit { quota: 10, window_secs: 60, per: broadsheet_shared::limit::Per::Address };

    fn passed(counter: &mut Counter, now: i64, parts: u32, times: usize) -> usize {
        (0..times).filter(|_| counter.count(now, &LIMIT, parts).is_ok()).count()
    }

    #[test]
    fn f1_a_burst_across_the_edge_stays_under_twice_the_limit() {
        let mut counter = Counter::default();

        assert_eq!(passed(&mut counter, 59_999, 1, 100), 10);
        assert_eq!(passed(&mut counter, 60_001, 1, 100), 0);
        assert_eq!(passed(&mut counter, 90_000, 1, 100), 5);
        assert_eq!(passed(&mut counter, 180_000, 1, 100), 10);
    }

    #[test]
    fn who_waits_as_long_as_told_gets_through() {
        for start in [0, 1, 12_345, 59_999] {
            let mut counter = Counter::default();
            let mut now = start;
            passed(&mut counter, now, 1, 100);
            for _ in 0..5 {
                let wait = counter.count(now, &LIMIT, 1).unwrap_err();
                assert!((1..=120_000).contains(&wait), "{wait}");
                let mut impatient = counter;
                assert!(impatient.count(now + wait / 2, &LIMIT, 1).is_err());
                now += wait;
                assert!(counter.count(now, &LIMIT, 1).is_ok(), "{start} {wait}");
                passed(&mut counter, now, 1, 100);
            }
        }
    }

    #[test]
    fn a_look_at_what_is_left_counts_nothing() {
        let mut counter = Counter::default();
        assert_eq!(counter.left(1_000, &LIMIT), (10, 59_000));
        passed(&mut counter, 1_000, 1, 4);

        let seen = [counter.left(2_000, &LIMIT), counter.left(2_000, &LIMIT)];

        assert_eq!(seen, [(6, 58_000); 2]);
        assert_eq!(passed(&mut counter, 2_000, 1, 100), 6);
        assert_eq!(counter.left(2_000, &LIMIT), (0, counter.count(2_000, &LIMIT, 1).unwrap_err()));
        assert_eq!(counter.left(600_000, &LIMIT).0, 10);
    }

    #[test]
    fn x6_parts_add_up_to_the_limit() {
        let (mut one, mut other) = (Counter::default(), Counter::default());

        assert_eq!(passed(&mut one, 0, 2, 100) + passed(&mut other, 0, 2, 100), 10);
    }

    #[test]
    fn what_was_told_counts_once() {
        let (mut one, mut other) = (Counter::default(), Counter::default());
        passed(&mut one, 0, 2, 4);
        let sent = one.unsent(1, &LIMIT);
        assert_eq!(sent.fresh, [4, 0]);
        passed(&mut one, 2, 2, 1);

        one.settle(&sent, [4, 0]);
        let nothing = other.unsent(2, &LIMIT);
        other.settle(&nothing, [4, 0]);

        assert_eq!((one.fresh, one.known), ([1, 0], [4, 0]));
        // Six were left, three for each; one of ours was taken already.
        assert_eq!((passed(&mut one, 3, 2, 100), passed(&mut other, 3, 2, 100)), (2, 3));
    }

    #[test]
    fn an_answer_that_comes_in_the_next_window_still_counts() {
        let mut counter = Counter::default();
        passed(&mut counter, 59_000, 1, 4);
        let sent = counter.unsent(59_500, &LIMIT);
        passed(&mut counter, 60_500, 1, 2);

        counter.settle(&sent, [9, 3]);

        assert_eq!((counter.fresh, counter.known), ([2, 0], [0, 9]));
    }

    #[test]
    fn x12_a_clock_that_went_back_costs_two_windows_at_most() {
        let mut counter = Counter::default();
        passed(&mut counter, 3_600_000, 1, 100);

        assert!(counter.count(0, &LIMIT, 1).is_err());
        assert_eq!(passed(&mut counter, 120_000, 1, 100), 10);
    }
}
