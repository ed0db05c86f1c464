//! What tabs tell one another: a fresh token, so that each need not fetch its own, and the end of the session.
//!
//! Messages stay in this browser and this origin, and are kept nowhere.

use broadsheet_shared::v2;
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};

const NAME: &str = "broadsheet.session";

/// What one tab tells the others.
#[derive(Serialize, Deserialize)]
pub(super) struct Message {
    /// Somebody signed in, or a token was renewed; `None` once somebody signed out.
    pub grant: Option<v2::AccessGrant>,
}

/// The way to the other tabs, open as long as this lives.
pub(super) struct Channel {
    channel: web_sys::BroadcastChannel,
    _listener: Closure<dyn Fn(web_sys::MessageEvent)>,
}

impl Channel {
    /// `None` in a browser without channels: each tab then fetches its own token.
    pub fn open(hear: impl Fn(Message) + 'static) -> Option<Self> {
        let channel = web_sys::BroadcastChannel::new(NAME).ok()?;
        let listener = Closure::<dyn Fn(_)>::new(move |event: web_sys::MessageEvent| {
            let text = event.data().as_string().unwrap_or_default();
            // A tab of another release may say what this one does not know.
            if let Ok(message) = serde_json::from_str(&text) {
                hear(message);
            }
        });
        channel.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        Some(Self { channel, _listener: listener })
    }

    /// Tells all other tabs.
    pub fn send(&self, message: &Message) {
        if let Ok(text) = serde_json::to_string(message) {
            // A closed channel has nobody to tell.
            let _ = self.channel.post_message(&JsValue::from_str(&text));
        }
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.channel.close();
    }
}
