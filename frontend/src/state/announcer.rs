//! What screen readers are told of, once they are done with what they say.

use leptos::prelude::*;

/// Says it.
#[derive(Clone, Copy)]
pub struct Announcer(RwSignal<String>);

impl Announcer {
    /// Says something.
    pub fn announce(&self, words: String) {
        self.0.set(words);
    }

    /// What was said last.
    pub fn words(&self) -> Signal<String> {
        self.0.into()
    }
}

/// Makes it known to everything beneath.
pub fn provide_announcer() -> Announcer {
    let announcer = Announcer(RwSignal::new(String::new()));
    provide_context(announcer);
    announcer
}

/// The app's own.
pub fn use_announcer() -> Announcer {
    expect_context()
}
