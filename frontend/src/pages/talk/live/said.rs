//! What a screen reader is told of comments that come: not each of them, but now and then how many.

/// So much lies between two announcements at the least.
const PAUSE_MS: f64 = 5_000.0;
/// And so much between the first comment and its announcement: others may come with it.
const WAIT_MS: f64 = 500.0;

/// Comments that are not told of yet.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Said {
    waiting: u64,
    last_at: Option<f64>,
}

impl Said {
    /// Some have come, `now`. Tells in how many milliseconds to speak; `None` if that is arranged already.
    pub fn hear(&mut self, count: u64, now: f64) -> Option<f64> {
        let is_arranged = self.waiting > 0;
        self.waiting += count;
        if is_arranged || self.waiting == 0 {
            return None;
        }
        let rest = self.last_at.map_or(0.0, |last| last + PAUSE_MS - now);
        Some(rest.max(WAIT_MS))
    }

    /// The time has come: how many to tell of.
    pub fn speak(&mut self, now: f64) -> u64 {
        self.last_at = Some(now);
        std::mem::take(&mut self.waiting)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_comments_are_one_announcement_and_the_next_comes_seconds_later() {
        let mut said = Said::default();

        assert_eq!(said.hear(1, 0.0), Some(WAIT_MS));
        assert_eq!((said.hear(2, 100.0), said.hear(0, 200.0)), (None, None));
        assert_eq!(said.speak(500.0), 3);

        assert_eq!(said.hear(1, 1_000.0), Some(4_500.0));
        assert_eq!(said.hear(1, 3_000.0), None);
        assert_eq!(said.speak(5_500.0), 2);
        assert_eq!(said.hear(1, 60_000.0), Some(WAIT_MS));
    }

    #[test]
    fn nothing_is_no_news() {
        let mut said = Said::default();

        assert_eq!(said.hear(0, 0.0), None);
        assert_eq!(said, Said::default());
    }
}
