//! A wish and what has become of it. The last one wins; one call at a time is under way.

use super::AsOf;

/// What a person wants of something that is on or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wish {
    /// As the server has it, as far as is known.
    known: bool,
    /// As the person wants it, and the screen shows it.
    wanted: bool,
    /// What the call asks for that is under way.
    asked: Option<bool>,
    /// When the person last pressed, or was answered: what was asked for before may not know of it.
    since: AsOf,
}

impl Wish {
    /// As the server has it, with nothing under way, since a moment.
    pub const fn settled(known: bool, since: AsOf) -> Self {
        Self { known, wanted: known, asked: None, since }
    }

    /// As the person wants it.
    pub const fn is_wanted(&self) -> bool {
        self.wanted
    }

    /// As the server has it.
    pub const fn is_known(&self) -> bool {
        self.known
    }

    /// True if what was asked for at a moment may be older than what is known here.
    pub fn is_ahead_of(&self, as_of: AsOf) -> bool {
        self.asked.is_some() || as_of < self.since
    }

    /// True while the server is being told.
    pub const fn is_under_way(&self) -> bool {
        self.asked.is_some()
    }

    /// With what an answer says that was about something else, and was asked for at a moment.
    pub fn learned(self, known: bool, as_of: AsOf) -> Self {
        if self.is_ahead_of(as_of) { self } else { Self::settled(known, self.since) }
    }

    /// The person presses. Gives what to ask for now; nothing while a call is under way.
    pub fn flip(&mut self, now: AsOf) -> Option<bool> {
        self.since = now;
        self.wanted = !self.wanted;
        self.next()
    }

    /// The call has done what it asked for. Gives what to ask for next.
    pub fn taken(&mut self, now: AsOf) -> Option<bool> {
        self.since = now;
        self.known = self.asked.take().unwrap_or(self.known);
        self.next()
    }

    /// The call has done nothing, as far as is known. If the person wants something else by now, that is asked for all
    /// the same: a call whose answer got lost may have been heard. Otherwise everything stands as before.
    pub fn refused(&mut self, now: AsOf) -> Option<bool> {
        self.since = now;
        let asked = self.asked.take();
        if asked.is_some_and(|asked| asked != self.wanted) {
            self.asked = Some(self.wanted);
            return self.asked;
        }
        self.wanted = self.known;
        None
    }

    fn next(&mut self) -> Option<bool> {
        if self.asked.is_some() || self.wanted == self.known {
            return None;
        }
        self.asked = Some(self.wanted);
        self.asked
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: AsOf = AsOf(1);

    fn settled(known: bool) -> Wish {
        Wish::settled(known, AsOf(0))
    }

    #[test]
    fn a_press_is_shown_at_once_and_asked_for_once() {
        let mut wish = settled(false);

        assert_eq!(wish.flip(NOW), Some(true));
        assert!(wish.is_wanted() && wish.is_under_way());
        assert_eq!(wish.taken(NOW), None);
        assert!(wish.is_wanted() && wish.is_known() && !wish.is_under_way());
    }

    #[test]
    fn the_last_wish_wins_and_one_call_is_under_way() {
        let mut wish = settled(false);

        assert_eq!(wish.flip(NOW), Some(true));
        assert_eq!([wish.flip(NOW), wish.flip(NOW), wish.flip(NOW)], [None; 3]);
        assert!(!wish.is_wanted());

        assert_eq!(wish.taken(NOW), Some(false), "the first call came through, the last wish is another");
        assert_eq!(wish.flip(NOW), None);
        assert_eq!(wish.flip(NOW), None);
        assert_eq!(wish.taken(NOW), None);
        assert!(!wish.is_wanted() && !wish.is_known());
    }

    #[test]
    fn an_even_number_of_presses_during_a_call_needs_no_other() {
        let mut wish = settled(true);

        assert_eq!(wish.flip(NOW), Some(false));
        assert_eq!([wish.flip(NOW), wish.flip(NOW)], [None; 2]);
        assert_eq!(wish.taken(NOW), None);
        assert!(!wish.is_wanted());
    }

    #[test]
    fn a_refusal_brings_back_what_was() {
        for known in [false, true] {
            let mut wish = settled(known);

            assert_eq!(wish.flip(NOW), Some(!known));
            assert_eq!(wish.refused(NOW), None);
            assert_eq!(wish.is_wanted(), known);

            assert_eq!(wish.flip(NOW), Some(!known), "it can be tried again");
        }
    }

    #[test]
    fn after_a_refusal_another_wish_is_still_told() {
        let mut wish = settled(false);
        assert_eq!(wish.flip(NOW), Some(true));
        assert_eq!(wish.flip(NOW), None);

        assert_eq!(wish.refused(NOW), Some(false), "the call may have been heard before its answer got lost");
        assert_eq!(wish.refused(NOW), None);
        assert!(!wish.is_wanted());
    }

    #[test]
    fn a_second_call_that_is_refused_leaves_what_the_first_has_done() {
        let mut wish = settled(false);
        assert_eq!(wish.flip(NOW), Some(true));
        assert_eq!(wish.flip(NOW), None);
        assert_eq!(wish.taken(NOW), Some(false));

        assert_eq!(wish.refused(NOW), None);

        assert!(wish.is_wanted() && wish.is_known());
    }

    #[test]
    fn what_was_asked_for_before_a_press_yields_to_it_and_what_is_asked_for_later_counts() {
        let mut wish = settled(false).learned(true, AsOf(0));
        assert!(wish.is_wanted());

        assert_eq!(wish.flip(AsOf(1)), Some(false));
        assert!(!wish.learned(true, AsOf(1)).is_wanted(), "the call is still under way");
        assert_eq!(wish.taken(AsOf(2)), None);

        assert!(!wish.learned(true, AsOf(1)).is_wanted(), "the answer may be older than the press");
        assert!(wish.learned(true, AsOf(2)).is_wanted(), "it was done elsewhere since");
    }

    #[test]
    fn an_answer_to_a_call_of_somebody_else_is_no_answer() {
        let mut wish = settled(false);

        assert_eq!(wish.taken(NOW), None);
        assert_eq!(wish.refused(NOW), None);
        assert!(!wish.is_wanted());
    }
}
