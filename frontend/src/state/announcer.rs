//! What screen readers are told of, once they are done with what they say.

use std::time::Duration;

use leptos::prelude::*;

/// What happens by itself is told once in so long.
const PACE: Duration = Duration::from_secs(3);
/// So many things are told at once; of more, the latest.
const AT_ONCE: usize = 3;

/// Says it.
#[derive(Clone, Copy)]
pub struct Announcer {
    words: RwSignal<String>,
    told: StoredValue<Told>,
}

/// What happened and is still to be told.
#[derive(Default)]
struct Told {
    waiting: Vec<String>,
    /// Something was told a moment ago.
    is_pausing: bool,
}

impl Announcer {
    fn new() -> Self {
        Self { words: RwSignal::new(String::new()), told: StoredValue::new(Told::default()) }
    }

    /// Says something that a person asked for, at once.
    pub fn announce(&self, words: String) {
        self.words.set(differing(words, &self.words.get_untracked()));
    }

    /// Tells of something that happened by itself: not too often, and several things together.
    pub fn tell(&self, words: String) {
        let is_pausing = self.told.try_update_value(|told| {
            told.add(words);
            told.is_pausing
        });
        if is_pausing == Some(false) {
            self.go_on();
        }
    }

    fn go_on(self) {
        let words = self.told.try_update_value(Told::next).flatten();
        if let Some(words) = words {
            self.announce(words);
            set_timeout(move || self.go_on(), PACE);
        }
    }

    /// What was said last.
    pub fn words(&self) -> Signal<String> {
        self.words.into()
    }
}

impl Told {
    fn add(&mut self, words: String) {
        self.waiting.retain(|other| *other != words);
        self.waiting.push(words);
        let over = self.waiting.len().saturating_sub(AT_ONCE);
        self.waiting.drain(..over);
    }

    /// What to tell now; with nothing to tell the pause is over.
    fn next(&mut self) -> Option<String> {
        let words = std::mem::take(&mut self.waiting).join(" ");
        self.is_pausing = !words.is_empty();
        self.is_pausing.then_some(words)
    }
}

/// The same words twice would change nothing on the page, and nobody would hear of the second time: a space that is not
/// spoken makes them others.
fn differing(words: String, former: &str) -> String {
    if words == former { words + "\u{a0}" } else { words }
}

/// Makes it known to everything beneath.
pub fn provide_announcer() -> Announcer {
    let announcer = Announcer::new();
    provide_context(announcer);
    announcer
}

/// The app's own.
pub fn use_announcer() -> Announcer {
    expect_context()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happens_meanwhile_is_told_together_and_each_thing_once() {
        let mut told = Told::default();
        told.add("1 new comment.".to_owned());
        assert_eq!(told.next().as_deref(), Some("1 new comment."));
        assert!(told.is_pausing);

        for words in ["1 new post.", "2 new comments.", "1 new post."] {
            told.add(words.to_owned());
        }
        assert_eq!(told.next().as_deref(), Some("2 new comments. 1 new post."));

        assert_eq!(told.next(), None);
        assert!(!told.is_pausing, "what comes next is told at once");
        for number in 0..9 {
            told.add(number.to_string());
        }
        assert_eq!(told.next().as_deref(), Some("6 7 8"));
    }

    #[test]
    fn the_same_words_again_are_heard_again() {
        let once = differing("1 new comment.".to_owned(), "");
        let twice = differing("1 new comment.".to_owned(), &once);
        let thrice = differing("1 new comment.".to_owned(), &twice);

        assert_eq!(once, "1 new comment.");
        assert_ne!(once, twice);
        assert_eq!(once, thrice);
    }
}
