//! What tabs tell one another: a fresh token, so that each need not fetch its own, and the end of the session.

use broadsheet_shared::v2;
use serde::{Deserialize, Serialize};

use crate::state::broadcast::Broadcast;

const NAME: &str = "broadsheet.session";

/// What one tab tells the others.
#[derive(Serialize, Deserialize)]
pub(super) struct Message {
    /// Somebody signed in, or a token was renewed; `None` once somebody signed out.
    pub grant: Option<v2::AccessGrant>,
}

/// The way to the other tabs, open as long as this lives.
pub(super) struct Channel(Broadcast);

impl Channel {
    /// `None` in a browser without channels: each tab then fetches its own token.
    pub fn open(hear: impl Fn(Message) + 'static) -> Option<Self> {
        let hear = move |text: String| {
            if let Ok(message) = serde_json::from_str(&text) {
                hear(message);
            }
        };
        Broadcast::open(NAME, hear).map(Self)
    }

    /// Tells all other tabs.
    pub fn send(&self, message: &Message) {
        if let Ok(text) = serde_json::to_string(message) {
            self.0.send(&text);
        }
    }
}
