//! The way to the other tabs of the same person.

use crate::{realtime::message::Message, state::broadcast::Broadcast};

/// Open as long as this lives.
pub(super) struct Tabs(Broadcast);

impl Tabs {
    /// `None` in a browser without broadcasts.
    pub fn open(name: &str, hear: impl Fn(Message) + 'static) -> Option<Self> {
        let hear = move |text: String| {
            if let Ok(message) = serde_json::from_str(&text) {
                hear(message);
            }
        };
        Broadcast::open(name, hear).map(Self)
    }

    /// Tells all of them.
    pub fn send(&self, message: &Message) {
        if let Ok(text) = serde_json::to_string(message) {
            self.0.send(&text);
        }
    }
}
