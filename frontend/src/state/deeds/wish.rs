//! A wish and what has become of it. The last one wins; one call at a time is under way.

/// What a person wants of something that is on or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wish {
    /// As the server has it, as far as is known.
    known: bool,
    /// As the person wants it, and the screen shows it.
    wanted: bool,
    /// What the call asks for that is under way.
    asked: Option<bool>,
    /// True once the person has pressed: from then on only answers to that count, for others may be older.
    is_touched: bool,
}

impl Wish {
    /// As the server has it, with nothing under way.
    pub const fn settled(known: bool) -> Self {
        Self { known, wanted: known, asked: None, is_touched: false }
    }

    /// As the person wants it.
    pub const fn is_wanted(&self) -> bool {
        self.wanted
    }

    /// As the server has it.
    pub const fn is_known(&self) -> bool {
        self.known
    }

    /// True once the person has pressed.
    pub const fn is_touched(&self) -> bool {
        self.is_touched
    }

    /// With what an answer says that was about something else.
    pub const fn learned(self, known: bool) -> Self {
        if self.is_touched { self } else { Self::settled(known) }
    }

    /// The person presses. Gives what to ask for now; nothing while a call is under way.
    pub fn flip(&mut self) -> Option<bool> {
        self.is_touched = true;
        self.wanted = !self.wanted;
        self.next()
    }

    /// The call has done what it asked for. Gives what to ask for next.
    pub fn taken(&mut self) -> Option<bool> {
        self.known = self.asked.take().unwrap_or(self.known);
        self.next()
    }

    /// The call has done nothing, as far as is known. If the person wants something else by now, that is asked for all
    /// the same: a call whose answer got lost may have been heard. Otherwise everything stands as before.
    pub fn refused(&mut self) -> Option<bool> {
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

    #[test]
    fn a_press_is_shown_at_once_and_asked_for_once() {
        let mut wish = Wish::settled(false);

        assert_eq!(wish.flip(), Some(true));
        assert!(wish.is_wanted());
        assert_eq!(wish.taken(), None);
        assert!(wish.is_wanted() && wish.is_known());
    }

    #[test]
    fn the_last_wish_wins_and_one_call_is_under_way() {
        let mut wish = Wish::settled(false);

        assert_eq!(wish.flip(), Some(true));
        assert_eq!([wish.flip(), wish.flip(), wish.flip()], [None; 3]);
        assert!(!wish.is_wanted());

        assert_eq!(wish.taken(), Some(false), "the first call came through, the last wish is another");
        assert_eq!(wish.flip(), None);
        assert_eq!(wish.flip(), None);
        assert_eq!(wish.taken(), None);
        assert!(!wish.is_wanted() && !wish.is_known());
    }

    #[test]
    fn an_even_number_of_presses_during_a_call_needs_no_other() {
        let mut wish = Wish::settled(true);

        assert_eq!(wish.flip(), Some(false));
        assert_eq!([wish.flip(), wish.flip()], [None; 2]);
        assert_eq!(wish.taken(), None);
        assert!(!wish.is_wanted());
    }

    #[test]
    fn a_refusal_brings_back_what_was() {
        for known in [false, true] {
            let mut wish = Wish::settled(known);

            assert_eq!(wish.flip(), Some(!known));
            assert_eq!(wish.refused(), None);
            assert_eq!(wish.is_wanted(), known);

            assert_eq!(wish.flip(), Some(!known), "it can be tried again");
        }
    }

    #[test]
    fn after_a_refusal_another_wish_is_still_told() {
        let mut wish = Wish::settled(false);
        assert_eq!(wish.flip(), Some(true));
        assert_eq!(wish.flip(), None);

        assert_eq!(wish.refused(), Some(false), "the call may have been heard before its answer got lost");
        assert_eq!(wish.refused(), None);
        assert!(!wish.is_wanted());
    }

    #[test]
    fn a_second_call_that_is_refused_leaves_what_the_first_has_done() {
        let mut wish = Wish::settled(false);
        assert_eq!(wish.flip(), Some(true));
        assert_eq!(wish.flip(), None);
        assert_eq!(wish.taken(), Some(false));

        assert_eq!(wish.refused(), None);

        assert!(wish.is_wanted() && wish.is_known());
    }

    #[test]
    fn what_is_learned_yields_to_what_was_pressed() {
        let mut wish = Wish::settled(false).learned(true);
        assert!(wish.is_wanted());

        assert_eq!(wish.flip(), Some(false));
        wish = wish.learned(true);
        assert!(!wish.is_wanted());
        assert_eq!(wish.taken(), None);
        assert!(!wish.learned(true).is_wanted(), "an answer may be older than the press");
    }

    #[test]
    fn an_answer_to_a_call_of_somebody_else_is_no_answer() {
        let mut wish = Wish::settled(false);

        assert_eq!(wish.taken(), None);
        assert_eq!(wish.refused(), None);
        assert!(!wish.is_wanted());
    }
}
