//! The way to the other tabs of the same person.

use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{BroadcastChannel, MessageEvent};

use crate::realtime::message::Message;

/// Open as long as this lives.
pub(super) struct Tabs {
    channel: BroadcastChannel,
    _listener: Closure<dyn Fn(MessageEvent)>,
}

impl Tabs {
    /// `None` in a browser without broadcasts.
    pub fn open(name: &str, hear: impl Fn(Message) + 'static) -> Option<Self> {
        let channel = BroadcastChannel::new(name).ok()?;
        let listener = Closure::<dyn Fn(_)>::new(move |event: MessageEvent| {
            // A tab of another release may say what this one does not know.
            if let Ok(message) = serde_json::from_str(&event.data().as_string().unwrap_or_default()) {
                hear(message);
            }
        });
        channel.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        Some(Self { channel, _listener: listener })
    }

    /// Tells all of them.
    pub fn send(&self, message: &Message) {
        if let Ok(text) = serde_json::to_string(message) {
            // A closed channel has nobody to tell.
            let _ = self.channel.post_message(&JsValue::from_str(&text));
        }
    }
}

impl Drop for Tabs {
    fn drop(&mut self) {
        self.channel.set_onmessage(None);
        self.channel.close();
    }
}
