//! Short messages about what just happened; they go away by themselves, errors stay until dismissed.

mod baggage;

use std::{fmt, sync::Arc};

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// How long a message that needs no answer stays.
pub const SHOWN_FOR_MS: u32 = 6_000;

/// How long a message stays that offers something: time to read it and to reach its button.
pub const OFFERED_FOR_MS: u32 = 12_000;

/// The kind of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tone {
    /// It worked.
    Success,
    /// Good to know.
    Info,
    /// It did not work.
    Error,
}

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Toast {
    /// Tells it from the others.
    pub id: u32,
    /// Its kind.
    pub tone: Tone,
    /// What it says.
    pub text: String,
    /// Since when it is shown, in milliseconds of the clock; it may have come along from another document.
    pub since_ms: u64,
    /// What can be done about it.
    pub offer: Option<Offer>,
}

/// What can be done about a message, by a button on it. It does not go along to another document.
#[derive(Clone)]
pub struct Offer {
    /// What the button says.
    pub label: &'static str,
    run: Arc<dyn Fn() + Send + Sync>,
}

impl fmt::Debug for Offer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Offer").field(&self.label).finish()
    }
}

impl PartialEq for Offer {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.run, &other.run)
    }
}

impl Eq for Offer {}

/// The messages on the screen, oldest first.
#[derive(Debug, Clone, Copy)]
pub struct Toasts {
    shown: RwSignal<Vec<Toast>>,
    last_id: StoredValue<u32>,
}

impl Toasts {
    /// No messages.
    pub fn new() -> Self {
        Self { shown: RwSignal::new(Vec::new()), last_id: StoredValue::new(0) }
    }

    /// It worked.
    pub fn success(&self, text: impl Into<String>) {
        self.show(Tone::Success, text.into());
    }

    /// Good to know.
    pub fn info(&self, text: impl Into<String>) {
        self.show(Tone::Info, text.into());
    }

    /// It did not work.
    pub fn error(&self, text: impl Into<String>) {
        self.show(Tone::Error, text.into());
    }

    /// It worked, and can be taken back or followed up. `run` outlives the page: it may use what is the app's alone.
    pub fn offer(&self, text: impl Into<String>, label: &'static str, run: impl Fn() + Send + Sync + 'static) {
        self.show_since(Tone::Success, text.into(), now_ms(), Some(Offer { label, run: Arc::new(run) }));
    }

    /// Somebody wants what one offers.
    pub fn take_up(&self, id: u32) {
        let offer = self.shown.with_untracked(|shown| shown.iter().find(|toast| toast.id == id)?.offer.clone());
        self.dismiss(id);
        if let Some(offer) = offer {
            (offer.run)();
        }
    }

    /// Takes one away.
    pub fn dismiss(&self, id: u32) {
        self.shown.try_update(|shown| shown.retain(|toast| toast.id != id));
    }

    /// What is on the screen. Tracked.
    pub fn shown(&self) -> Vec<Toast> {
        self.shown.get()
    }

    /// Keeps what is on the screen for the document that is loaded next.
    pub fn take_along(&self) {
        self.shown.with_untracked(|shown| baggage::keep(shown));
    }

    /// Says something of a kind.
    pub fn say(&self, tone: Tone, text: String) {
        self.show(tone, text);
    }

    fn show(&self, tone: Tone, text: String) {
        self.show_since(tone, text, now_ms(), None);
    }

    fn show_since(&self, tone: Tone, text: String, since_ms: u64, offer: Option<Offer>) {
        let gone_for = now_ms().saturating_sub(since_ms);
        let life_ms = if offer.is_some() { OFFERED_FOR_MS } else { SHOWN_FOR_MS };
        let left_ms = u64::from(life_ms).saturating_sub(gone_for);
        if tone != Tone::Error && left_ms == 0 {
            return;
        }
        let id = self.last_id.with_value(|id| id.wrapping_add(1));
        self.last_id.set_value(id);
        self.shown.update(|shown| {
            // The same words twice are one message.
            shown.retain(|toast| toast.text != text);
            shown.push(Toast { id, tone, text, since_ms, offer });
        });
        #[cfg(target_arch = "wasm32")]
        if tone != Tone::Error {
            let toasts = *self;
            let left_ms = u32::try_from(left_ms).unwrap_or(life_ms).min(life_ms);
            gloo_timers::callback::Timeout::new(left_ms, move || toasts.dismiss(id)).forget();
        }
    }
}

impl Default for Toasts {
    fn default() -> Self {
        Self::new()
    }
}

/// Makes them known to everything beneath, with those that the former document has left.
pub fn provide_toasts() -> Toasts {
    let toasts = Toasts::new();
    for (tone, text, since_ms) in baggage::take() {
        toasts.show_since(tone, text, since_ms, None);
    }
    provide_context(toasts);
    toasts
}

/// The clock of the browser. In tests it stands still, as long after the beginning as a message is shown.
#[cfg(target_arch = "wasm32")]
fn now_ms() -> u64 {
    js_sys::Date::now() as u64
}

#[cfg(not(target_arch = "wasm32"))]
fn now_ms() -> u64 {
    u64::from(SHOWN_FOR_MS)
}

/// The app's own.
pub fn use_toasts() -> Toasts {
    expect_context()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_words_stand_once_and_can_be_dismissed() {
        Owner::new().with(|| {
            let toasts = Toasts::new();
            toasts.error("No.");
            toasts.success("Saved.");
            toasts.error("No.");
            assert_eq!(toasts.shown().iter().map(|toast| toast.text.as_str()).collect::<Vec<_>>(), ["Saved.", "No."]);

            toasts.dismiss(toasts.shown()[0].id);

            assert_eq!(toasts.shown().len(), 1);
        });
    }

    #[test]
    fn what_is_offered_is_done_once_and_its_message_goes() {
        Owner::new().with(|| {
            let toasts = Toasts::new();
            let times = Arc::new(std::sync::atomic::AtomicU32::new(0));
            let counted = Arc::clone(&times);
            toasts.offer("Muted.", "Undo", move || {
                counted.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            });
            let id = toasts.shown()[0].id;

            toasts.take_up(id);
            toasts.take_up(id);

            assert_eq!(times.load(std::sync::atomic::Ordering::Relaxed), 1);
            assert_eq!(toasts.shown(), []);
        });
    }

    #[test]
    fn what_comes_along_does_not_begin_anew() {
        Owner::new().with(|| {
            let toasts = Toasts::new();

            toasts.show_since(Tone::Success, "Long ago.".to_owned(), 0, None);
            toasts.show_since(Tone::Success, "Just now.".to_owned(), now_ms() - 1_000, None);
            toasts.show_since(Tone::Error, "Not read yet.".to_owned(), 0, None);

            let texts: Vec<_> = toasts.shown().into_iter().map(|toast| toast.text).collect();
            assert_eq!(texts, ["Just now.", "Not read yet."]);
        });
    }
}
