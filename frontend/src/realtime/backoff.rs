//! How long to wait before the line is tried again, or a topic on it.

/// The server goes away for a moment.
const RESTART: u16 = 1001;
/// The session is over, or something was not allowed.
pub(super) const NOT_ALLOWED: u16 = 1008;
/// Too slow, or too many: come back after a while.
pub(super) const LATER: u16 = 1013;
/// It did not open, or ended without a word.
pub(super) const LOST: u16 = 1006;
/// Nobody could even be asked for a ticket.
pub(super) const AWAY: u16 = 1012;
/// Whoever runs the site has switched live updates off. The server says so in words; of numbers there is none for it.
pub(super) const SWITCHED_OFF: u16 = 4_000;

/// The longest wait for a server that does not answer.
const MAX_MS: f64 = 60_000.0;
/// The first wait for a topic that the server tells no more.
const AGAIN_MS: f64 = 5_000.0;

/// Milliseconds until the next try, after a line that ended with this code and so many failures in a row. `chance` lies
/// between 0 and 1: of all who were cut off at once no two shall come back at once (full jitter).
pub(super) fn wait_ms(code: u16, failures: u32, chance: f64) -> f64 {
    match code {
        RESTART if failures == 0 => chance * 2_000.0,
        LATER => 5_000.0 + chance * 15_000.0,
        SWITCHED_OFF => 300_000.0 + chance * 300_000.0,
        _ => chance * (f64::from(1_000_u32 << failures.min(6))).min(MAX_MS),
    }
}

/// When topics are asked for again that the server tells no more for now: later and later while that is in vain.
#[derive(Debug, Default)]
pub(super) struct Again {
    /// `None` while all are told, or will never be.
    pub at: Option<f64>,
    wait_ms: f64,
    asked_at: f64,
}

impl Again {
    /// A topic has ended. What was told for a minute has not failed. Many may have ended at once, and shall not come back at
    /// once.
    pub fn ended(&mut self, now: f64, chance: f64) {
        if self.at.is_none() {
            let is_in_vain = now - self.asked_at < MAX_MS;
            self.wait_ms = if is_in_vain { (2.0 * self.wait_ms).min(MAX_MS) } else { AGAIN_MS };
            self.at = Some(now + self.wait_ms * (0.75 + chance / 2.0));
        }
    }

    /// They are asked for, if there are any.
    pub fn asked(&mut self, are_any: bool, now: f64) {
        self.at = None;
        if are_any {
            self.asked_at = now;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_is_waited_for_longer_and_longer_until_it_was_told_for_a_while() {
        let (mut again, mut now) = (Again::default(), 1e12);
        let mut waits = Vec::new();
        for _ in 0..6 {
            again.ended(now, 0.5);
            // Several end at once, and are asked for together.
            again.ended(now + 1.0, 1.0);
            waits.push(again.at.unwrap() - now);
            now = again.at.unwrap();
            again.asked(true, now);
        }
        assert_eq!(waits, [5_000.0, 10_000.0, 20_000.0, 40_000.0, 60_000.0, 60_000.0]);

        again.ended(now + MAX_MS, 0.0);
        assert_eq!(again.at, Some(now + MAX_MS + 3_750.0), "spread by chance, and short again");
    }

    #[test]
    fn waits_grow_up_to_a_minute_and_are_spread_all_over() {
        let longest: Vec<_> = (0..9).map(|failures| wait_ms(LOST, failures, 1.0)).collect();

        assert_eq!(longest[..4], [1_000.0, 2_000.0, 4_000.0, 8_000.0]);
        assert_eq!(longest[6..], [60_000.0; 3]);
        assert!(wait_ms(LOST, 8, 0.0).abs() < f64::EPSILON);
        assert!((wait_ms(LOST, 3, 0.25) - 2_000.0).abs() < f64::EPSILON);
    }

    #[test]
    fn a_restart_is_short_once_and_a_crowd_takes_a_while() {
        assert!(wait_ms(RESTART, 0, 1.0) <= 2_000.0);
        assert!(wait_ms(RESTART, 4, 1.0) > 10_000.0);
        assert!(wait_ms(LATER, 0, 0.0) >= 5_000.0);
        assert!(wait_ms(SWITCHED_OFF, 0, 0.0) >= 300_000.0, "nobody presses on where nothing is to be had");
    }
}
