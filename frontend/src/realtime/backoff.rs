//! How long to wait before the line is tried again.

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

#[cfg(test)]
mod tests {
    use super::*;

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
