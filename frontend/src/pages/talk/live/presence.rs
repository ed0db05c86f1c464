//! Who else is at the post: how many read it, and who is writing an answer.

use broadsheet_shared::{
    frames::{ClientFrame, Event, Presence, Topic},
    id::{PostId, UserId},
};
use leptos::prelude::*;

use crate::{
    realtime::{Line, Told, listen, use_line, use_say},
    state::session::use_session,
    text::talk as text,
};

/// While somebody types the server is told so often; it forgets after twice as long.
const AGAIN_MS: f64 = 5_000.0;

/// Says that the reader is writing, or does so no more. Of whoever does not want to be seen nothing is said.
#[derive(Clone, Copy)]
pub struct Replying {
    say: Callback<bool>,
    is_seen: Memo<bool>,
    pace: StoredValue<Pace>,
}

impl Replying {
    /// Beneath a post.
    pub fn new(post: PostId) -> Self {
        let (say, session) = (use_say(), use_session());
        let topic = Topic::Presence(post).to_string();
        let say = Callback::new(move |is_over: bool| say(&ClientFrame::Replying { topic: topic.clone(), is_over }));
        let is_seen = Memo::new(move |_| session.me().is_some_and(|me| !me.hides_presence));
        Self { say, is_seen, pace: StoredValue::new(Pace::default()) }
    }

    /// Something was typed.
    pub fn go_on(self) {
        let is_seen = self.is_seen.try_get_untracked() == Some(true);
        if is_seen && self.pace.try_update_value(|pace| pace.go_on(js_sys::Date::now())) == Some(true) {
            self.say.run(false);
        }
    }

    /// It is sent or given up.
    pub fn end(self) {
        if self.pace.try_update_value(Pace::end) == Some(true) {
            self.say.run(true);
        }
    }
}

/// When it was last said that somebody is writing; `None` if it was not, or was taken back.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Pace(Option<f64>);

impl Pace {
    /// Something was typed, `now`. True if that is to be said.
    fn go_on(&mut self, now: f64) -> bool {
        let is_due = self.0.is_none_or(|said| now - said >= AGAIN_MS);
        if is_due {
            self.0 = Some(now);
        }
        is_due
    }

    /// Nothing more is typed. True if that is to be said.
    fn end(&mut self) -> bool {
        self.0.take().is_some()
    }
}

/// The words that say who is there; empty while nobody else is, or nobody tells.
pub fn who_is_here(post: PostId) -> Signal<String> {
    let (session, line) = (use_session(), use_line());
    let present = RwSignal::new(Presence::default());
    listen(Topic::Presence(post), move |told| {
        if let Told::Event(Event::PresenceChanged(now)) = told {
            present.set(now.clone());
        }
    });
    let words = Memo::new(move |_| {
        if line.get() != Line::Live {
            return String::new();
        }
        let me = session.person().map(|me| me.user.id);
        present.with(|present| words(present, me))
    });
    words.into()
}

fn words(present: &Presence, me: Option<UserId>) -> String {
    let others = present.replying.iter().filter(|person| Some(person.id) != me);
    let names: Vec<_> = others.map(|person| person.display_name.as_str()).collect();
    let said = [text::reading_now(present.readers), text::replying(&names)];
    said.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn presence(readers: u64, names: &[&str]) -> Presence {
        let person = |(at, name): (usize, &&str)| {
            let id = format!("0190c9d2-7c1e-7a7b-8c11-{at:012}");
            serde_json::json!({ "id": id, "username": "somebody", "display_name": name, "avatar": null })
        };
        let replying: Vec<_> = names.iter().enumerate().map(person).collect();
        serde_json::from_value(serde_json::json!({ "readers": readers, "replying": replying })).unwrap()
    }

    #[test]
    fn whoever_types_says_so_every_five_seconds_and_once_when_it_is_over() {
        let mut pace = Pace::default();
        assert!(!pace.end(), "nothing was said");

        let said: Vec<_> = (0..12).filter(|second| pace.go_on(f64::from(*second) * 1_000.0)).collect();
        assert_eq!(said, [0, 5, 10]);
        assert_eq!([pace.end(), pace.end()], [true, false]);
        assert!(pace.go_on(12_000.0), "the next one is begun");
    }

    #[test]
    fn nobody_is_told_of_themselves() {
        let one = presence(1, &["Ada"]);
        let ada = one.replying[0].id;

        assert_eq!(words(&one, Some(ada)), "");
        assert_eq!(words(&presence(3, &[]), Some(ada)), "3 reading now");
        assert_eq!(words(&presence(3, &["Ada", "Ben"]), Some(ada)), "3 reading now · Ben is writing");
    }

    #[test]
    fn a_few_are_named_and_many_are_counted() {
        let said = |names: &[&str]| words(&presence(1, names), None);

        assert_eq!(said(&["Ada", "Ben"]), "Ada and Ben are writing");
        assert_eq!(said(&["Ada", "Ben", "Cleo"]), "Ada and 2 others are writing");
    }
}
