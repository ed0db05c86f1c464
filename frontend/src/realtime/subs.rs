//! What the line is subscribed to, for all tabs together, and how far each topic has come.

use broadsheet_shared::frames::Topic;

use super::{frame::Said, seen::Wish};

/// How far a topic is on the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// To be told from behind this event on, or from now on; the server has not said yes.
    Asked(Option<u64>),
    /// Told up to this event.
    Told(u64),
    /// The server tells it no more, or would not; it was asked or told so far. True if it may tell it again.
    Over(Option<u64>, bool),
}

impl State {
    /// The event behind which it goes on; `None`: from now on.
    const fn after(self) -> Option<u64> {
        match self {
            Self::Asked(after) | Self::Over(after, _) => after,
            Self::Told(id) => Some(id),
        }
    }
}

/// What a wish leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// The server is asked, from behind an event or from now on.
    Ask(Option<u64>),
    /// It is told already, and this far.
    Join(u64),
}

/// The subscriptions of the line.
#[derive(Debug, Default)]
pub(super) struct Subs(Vec<(Topic, State)>);

impl Subs {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is to be asked for on a new line: each topic from where it is.
    pub fn wishes(&self) -> Vec<Wish> {
        self.0.iter().map(|(topic, state)| (*topic, state.after())).collect()
    }

    /// A new line: what was refused on the last one is asked for once more.
    pub fn restart(&mut self) {
        for (_, state) in &mut self.0 {
            *state = State::Asked(state.after());
        }
    }

    /// Takes a tab's wish: whoever is furthest behind says from where the server tells. `None`: there is nothing to do.
    pub fn want(&mut self, (topic, after): Wish) -> Option<Step> {
        let Some((_, state)) = self.0.iter_mut().find(|(own, _)| *own == topic) else {
            self.0.push((topic, State::Asked(after)));
            return Some(Step::Ask(after));
        };
        let own = state.after();
        let is_behind = after.is_some() && (own.is_none() || after < own);
        match *state {
            // Asked for again later, it is from where the last of them is.
            State::Over(_, may_pass) if is_behind => *state = State::Over(after, may_pass),
            State::Asked(_) | State::Told(_) if is_behind => {
                *state = State::Asked(after);
                return Some(Step::Ask(after));
            }
            State::Told(told) => return Some(Step::Join(told)),
            State::Over(..) | State::Asked(_) => {}
        }
        None
    }

    /// Ends what nobody wants; gives what the server is to be told of.
    pub fn keep(&mut self, is_wanted: impl Fn(Topic) -> bool) -> Vec<Topic> {
        let mut ended = Vec::new();
        self.0.retain(|(topic, _)| {
            let is_kept = is_wanted(*topic);
            if !is_kept {
                ended.push(*topic);
            }
            is_kept
        });
        ended
    }

    /// What the server may tell again by now is asked for once more: each topic from where it is.
    pub fn ask_again(&mut self) -> Vec<Wish> {
        let mut wishes = Vec::new();
        for (topic, state) in &mut self.0 {
            if let State::Over(after, true) = *state {
                *state = State::Asked(after);
                wishes.push((*topic, after));
            }
        }
        wishes
    }

    /// Takes what the server says of a topic. What it says before it has heard the last question is of the former one.
    pub fn hear(&mut self, topic: Topic, said: &Said) {
        let Some((_, state)) = self.0.iter_mut().find(|(own, _)| *own == topic) else { return };
        *state = match (*state, said) {
            (State::Asked(Some(asked)), Said::From(id)) if *id != asked => return,
            (_, Said::From(id) | Said::Resync(id)) => State::Told(*id),
            (State::Told(_), Said::Event(id, _)) => State::Told(*id),
            // Nothing is told of the past, so any answer will do.
            (State::Asked(after), Said::Now(_)) => State::Told(after.unwrap_or_default()),
            (State::Told(id), Said::Over(may_pass)) => State::Over(Some(id), *may_pass),
            (State::Asked(after), Said::Over(may_pass)) => State::Over(after, *may_pass),
            (State::Over(..), _) | (State::Told(_), Said::Now(_)) | (State::Asked(_), Said::Event(..)) => return,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOPIC: Topic = Topic::Home;

    /// A line that has told a topic up to `id`.
    fn told(id: u64) -> Subs {
        let mut subs = Subs::default();
        assert_eq!(subs.want((TOPIC, None)), Some(Step::Ask(None)));
        subs.hear(TOPIC, &Said::From(id));
        subs
    }

    #[test]
    fn whoever_is_furthest_behind_says_from_where() {
        let mut subs = told(5);

        assert_eq!(subs.want((TOPIC, None)), Some(Step::Join(5)));
        assert_eq!(subs.want((TOPIC, Some(7))), Some(Step::Join(5)), "it was ahead on another line");
        assert_eq!(subs.want((TOPIC, Some(3))), Some(Step::Ask(Some(3))));
        assert_eq!(subs.want((TOPIC, Some(4))), None, "that is on its way");
        assert_eq!(subs.want((TOPIC, Some(2))), Some(Step::Ask(Some(2))));
    }

    #[test]
    fn an_answer_to_a_former_question_is_passed_over() {
        let mut subs = told(5);
        subs.want((TOPIC, Some(2)));

        // The event was told before the server heard of it.
        subs.hear(TOPIC, &Said::Event(6, None));
        assert_eq!(subs.wishes(), [(TOPIC, Some(2))]);
        subs.hear(TOPIC, &Said::From(2));
        subs.hear(TOPIC, &Said::Event(3, None));

        assert_eq!(subs.wishes(), [(TOPIC, Some(3))]);
    }

    #[test]
    fn a_new_line_goes_on_where_the_last_one_was() {
        let mut subs = told(5);
        subs.hear(TOPIC, &Said::Event(9, None));
        subs.want((Topic::MyNotifications, None));
        subs.hear(Topic::MyNotifications, &Said::Over(false));
        assert_eq!(subs.want((Topic::MyNotifications, Some(1))), None, "refused is refused");

        subs.restart();

        assert_eq!(subs.wishes(), [(TOPIC, Some(9)), (Topic::MyNotifications, Some(1))]);
        assert_eq!(subs.want((Topic::MyNotifications, Some(1))), None, "that is on its way");
    }

    #[test]
    fn whoever_comes_while_a_topic_is_over_says_from_where_if_they_are_furthest_behind() {
        let mut subs = told(5);
        subs.hear(TOPIC, &Said::Over(true));

        for after in [None, Some(7), Some(3), Some(4)] {
            assert_eq!(subs.want((TOPIC, after)), None, "it has its time");
        }

        assert_eq!(subs.ask_again(), [(TOPIC, Some(3))]);
        subs.hear(TOPIC, &Said::From(3));
        assert_eq!(subs.want((TOPIC, None)), Some(Step::Join(3)));
    }

    #[test]
    fn what_may_pass_is_asked_for_again_from_where_it_was_and_what_is_refused_is_not() {
        let mut subs = told(5);
        subs.hear(TOPIC, &Said::Event(9, None));
        subs.want((Topic::MyNotifications, None));
        subs.hear(TOPIC, &Said::Over(true));
        subs.hear(Topic::MyNotifications, &Said::Over(false));
        assert_eq!(subs.wishes()[0], (TOPIC, Some(9)));
        assert_eq!(subs.want((TOPIC, Some(7))), None, "it has its time");

        assert_eq!(subs.wishes()[0], (TOPIC, Some(7)), "from where the last of them is");
        assert_eq!(subs.ask_again(), [(TOPIC, Some(7))]);
        assert_eq!(subs.ask_again(), [], "that is on its way");

        subs.hear(TOPIC, &Said::From(7));
        assert_eq!(subs.want((TOPIC, None)), Some(Step::Join(7)));
    }

    #[test]
    fn what_nobody_wants_ends() {
        let mut subs = told(5);
        subs.want((Topic::MyNotifications, None));

        assert_eq!(subs.keep(|topic| topic == TOPIC), [Topic::MyNotifications]);
        assert_eq!(subs.keep(|topic| topic == TOPIC), []);
        assert_eq!(subs.keep(|_| false), [TOPIC]);
        assert!(subs.is_empty());
    }
}
