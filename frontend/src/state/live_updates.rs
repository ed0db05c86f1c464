//! Whether a person wants live updates, kept in this browser beside the theme. Not having chosen is wanting them.

use leptos::{ev, prelude::*};
use web_sys::Storage;

const KEY: &str = "live-updates";
const OFF: &str = "off";

/// The choice, as it is in this browser.
#[derive(Debug, Clone, Copy)]
pub struct LiveUpdates(RwSignal<bool>);

impl LiveUpdates {
    /// True unless they were turned off. Tracked.
    pub fn are_wanted(&self) -> bool {
        self.0.get()
    }

    /// Takes what was chosen in the other program of the document.
    pub fn follow(&self, are_wanted: bool) {
        if self.0.get_untracked() != are_wanted {
            self.0.set(are_wanted);
        }
    }

    /// Turns them on or off, in all tabs.
    pub fn want(&self, are_wanted: bool) {
        // A browser that keeps nothing for us obeys in this tab.
        if let Some(storage) = storage() {
            let _ = if are_wanted { storage.remove_item(KEY) } else { storage.set_item(KEY, OFF) };
        }
        self.0.set(are_wanted);
    }
}

/// Makes it known to everything beneath, and hears what other tabs choose.
pub fn provide_live_updates() -> LiveUpdates {
    let choice = LiveUpdates(RwSignal::new(are_kept_on()));
    let listener = window_event_listener(ev::storage, move |_| {
        let are_on = are_kept_on();
        if choice.0.try_get_untracked().is_some_and(|before| before != are_on) {
            choice.0.set(are_on);
        }
    });
    on_cleanup(move || listener.remove());
    provide_context(choice);
    choice
}

/// The app's own.
pub fn use_live_updates() -> LiveUpdates {
    expect_context()
}

fn are_kept_on() -> bool {
    storage().and_then(|storage| storage.get_item(KEY).ok().flatten()).as_deref() != Some(OFF)
}

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}
