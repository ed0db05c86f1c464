//! How long to wait before an attempt is repeated: longer each time, and never the same for two jobs, so that what
//! failed together does not come back together.

/// After the first failure, at most.
const FIRST_MILLIS: i64 = 4_000;
/// After any failure, at most.
const MOST_MILLIS: i64 = 3_600_000;

/// Milliseconds to wait after so many attempts; `chance` picks a place in the upper half of the range.
pub(super) fn delay_millis(attempts: i64, chance: u32) -> i64 {
    let doublings = attempts.saturating_sub(1).clamp(0, 20);
    let ceiling = (FIRST_MILLIS << doublings).min(MOST_MILLIS);
    let half = ceiling / 2;
    half + i64::from(chance) * half / i64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_wait_is_longer_than_the_one_before_up_to_an_hour() {
        for chance in [0, 1 << 31, u32::MAX] {
            let waits: Vec<i64> = (1..=11).map(|attempts| delay_millis(attempts, chance)).collect();

            assert!(waits.windows(2).all(|pair| pair[0] < pair[1]), "{waits:?}");
        }
        for attempts in [12, 100, i64::MAX] {
            assert!((1_800_000..=3_600_000).contains(&delay_millis(attempts, 7)));
        }
        assert!((2_000..=4_000).contains(&delay_millis(1, 1 << 30)));
    }

    #[test]
    fn two_that_failed_together_come_back_apart() {
        assert!(delay_millis(5, 1 << 20) < delay_millis(5, 1 << 31));
    }
}
