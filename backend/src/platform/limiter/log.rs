//! An exact log: the time of each doing within one window. The one place that decides by a log, whether it lies in this
//! process, in Redis or in the database: the stores only fetch and keep.

use std::collections::VecDeque;

use broadsheet_shared::limit::{Action, Limit};

use super::charge::{Allowance, Charge, Exceeded};

/// Milliseconds, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Log(VecDeque<i64>);

impl Log {
    /// Forgets what has left the window. What lies in the future was written before a clock went back: it counts as now,
    /// so that nobody waits for longer than one window (SECURITY X12); then the answer is true, for that must be kept.
    pub fn forget(&mut self, now: i64, limit: &Limit) -> bool {
        let edge = now - window_ms(limit);
        while self.0.front().is_some_and(|at| *at <= edge) {
            self.0.pop_front();
        }
        let ahead = self.0.iter_mut().rev().take_while(|at| **at > now);
        ahead.map(|at| *at = now).count() > 0
    }

    /// How full it is.
    pub fn look(&self, now: i64, limit: &Limit) -> Look {
        let used = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        let leaves_next = self.0.get(used.saturating_sub(limit.quota) as usize);
        let free_in_ms = leaves_next.map_or(window_ms(limit), |at| at + window_ms(limit) - now);
        Look { used, free_in_ms }
    }

    /// Writes one down.
    pub fn add(&mut self, now: i64) {
        self.0.push_back(now);
    }

    /// Takes one back that was written down at this time.
    pub fn take_back(&mut self, at: i64) {
        if let Some(place) = self.0.iter().rposition(|time| *time == at) {
            self.0.remove(place);
        }
    }

    /// True if nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The last time in it.
    pub fn last(&self) -> Option<i64> {
        self.0.back().copied()
    }

    /// As text: the first time, then the steps to each next one.
    pub fn write(&self) -> String {
        let mut before = 0;
        let steps = self.0.iter().map(|at| (at - std::mem::replace(&mut before, *at)).to_string());
        steps.collect::<Vec<_>>().join(" ")
    }

    /// From text; `None` for what is none of ours.
    pub fn read(text: &str) -> Option<Self> {
        let mut at = 0_i64;
        let times = text.split_ascii_whitespace().map(|step| {
            at = at.checked_add(step.parse().ok()?)?;
            Some(at)
        });
        times.collect::<Option<VecDeque<i64>>>().map(Self)
    }
}

/// How full a log is, before one more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// How many are in it.
    pub used: u32,
    /// Milliseconds until one more fits, or until the oldest leaves.
    pub free_in_ms: i64,
}

/// A window in milliseconds.
pub fn window_ms(limit: &Limit) -> i64 {
    i64::from(limit.window_secs) * 1_000
}

/// All or nothing: what is left of each limit if every log has room for one more, else the limit that is waited for
/// longest.
pub fn judge(asked: &[(Charge, Limit)], looks: &[Look]) -> Result<Vec<Allowance>, Exceeded> {
    let full = asked.iter().zip(looks).filter(|((_, limit), look)| look.used >= limit.quota);
    let longest = full.max_by_key(|(_, look)| look.free_in_ms);
    if let Some(((Charge { action, .. }, limit), look)) = longest {
        return Err(exceeded(*action, *limit, look.free_in_ms));
    }
    let left = asked.iter().zip(looks).map(|((charge, limit), look)| Allowance {
        action: charge.action,
        per: charge.per,
        remaining: limit.quota - look.used - 1,
        more_in_secs: secs(look.free_in_ms),
    });
    Ok(left.collect())
}

/// A refusal that lasts for so long.
pub fn exceeded(action: Action, limit: Limit, wait_ms: i64) -> Exceeded {
    Exceeded { action, limit, retry_after_secs: secs(wait_ms) }
}

/// Whole seconds, rounded up; 1 at least.
pub fn secs(ms: i64) -> u32 {
    u32::try_from(ms.max(1).unsigned_abs().div_ceil(1_000)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(times: &[i64]) -> Log {
        Log(times.iter().copied().collect())
    }

    #[test]
    fn a_log_is_read_as_it_was_written() {
        for times in [&[][..], &[1_767_268_800_000], &[5, 5, 9, 1_000]] {
            assert_eq!(Log::read(&log(times).write()), Some(log(times)));
        }
        assert_eq!(log(&[1_000, 1_000, 1_250]).write(), "1000 0 250");
        for wrong in ["x", "1 y", "9223372036854775807 1"] {
            assert_eq!(Log::read(wrong), None);
        }
    }

    #[test]
    fn x12_a_clock_that_went_back_costs_one_window_at_most() {
        let limit = "3/1m per user".parse().unwrap();
        let mut log = log(&[1_000, 3_600_000, 3_600_500]);

        assert!(log.forget(30_000, &limit));
        assert!(!log.forget(30_000, &limit));

        assert_eq!(log, self::log(&[1_000, 30_000, 30_000]));
        assert_eq!(log.look(30_000, &limit), Look { used: 3, free_in_ms: 31_000 });
        log.forget(90_000, &limit);
        assert!(log.is_empty());
    }

    #[test]
    fn a_log_over_its_limit_says_when_enough_have_left() {
        let limit = "2/1m per user".parse().unwrap();

        assert_eq!(log(&[0, 10_000, 20_000]).look(30_000, &limit), Look { used: 3, free_in_ms: 40_000 });
        assert_eq!(log(&[0]).look(30_000, &limit), Look { used: 1, free_in_ms: 30_000 });
        assert_eq!(log(&[]).look(30_000, &limit), Look { used: 0, free_in_ms: 60_000 });
    }
}
