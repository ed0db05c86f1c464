//! What tabs of one browser and one origin tell one another. It is kept nowhere.

use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{BroadcastChannel, MessageEvent};

/// The way to the other tabs, open as long as this lives.
pub struct Broadcast {
    channel: BroadcastChannel,
    _listener: Closure<dyn Fn(MessageEvent)>,
}

impl Broadcast {
    /// Hears what other tabs say under this name; a tab of another release may say what this one does not know. `None` in a
    /// browser without broadcasts.
    pub fn open(name: &str, hear: impl Fn(String) + 'static) -> Option<Self> {
        let channel = BroadcastChannel::new(name).ok()?;
        let listener = Closure::<dyn Fn(_)>::new(move |event: MessageEvent| {
            hear(event.data().as_string().unwrap_or_default());
        });
        channel.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        Some(Self { channel, _listener: listener })
    }

    /// Tells all other tabs.
    pub fn send(&self, text: &str) {
        // A closed channel has nobody to tell.
        let _ = self.channel.post_message(&JsValue::from_str(text));
    }
}

impl Drop for Broadcast {
    fn drop(&mut self) {
        self.channel.set_onmessage(None);
        self.channel.close();
    }
}
