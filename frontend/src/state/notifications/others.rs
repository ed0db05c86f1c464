//! What tabs tell one another: how many are unread, after something was marked in one of them. The channel says so too,
//! where there is one.
//!
//! Messages stay in this browser and this origin, and are kept nowhere.

use broadsheet_shared::id::UserId;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};

const NAME: &str = "broadsheet.notifications";

/// The way to the other tabs, open as long as this lives.
pub(super) struct Others {
    channel: web_sys::BroadcastChannel,
    _listener: Closure<dyn Fn(web_sys::MessageEvent)>,
}

impl Others {
    /// `None` in a browser without such channels.
    pub fn listen(hear: impl Fn(UserId, u64) + 'static) -> Option<Self> {
        let channel = web_sys::BroadcastChannel::new(NAME).ok()?;
        let listener = Closure::<dyn Fn(_)>::new(move |event: web_sys::MessageEvent| {
            let text = event.data().as_string().unwrap_or_default();
            // A tab of another release may say what this one does not know.
            if let Some((person, unread)) = read(&text) {
                hear(person, unread);
            }
        });
        channel.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        Some(Self { channel, _listener: listener })
    }

    /// Tells all other tabs.
    pub fn tell(&self, person: UserId, unread: u64) {
        // A closed channel has nobody to tell.
        let _ = self.channel.post_message(&JsValue::from_str(&write(person, unread)));
    }
}

impl Drop for Others {
    fn drop(&mut self) {
        self.channel.close();
    }
}

fn write(person: UserId, unread: u64) -> String {
    format!("{person} {unread}")
}

fn read(text: &str) -> Option<(UserId, u64)> {
    let (person, unread) = text.split_once(' ')?;
    Some((person.parse().ok()?, unread.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::{read, write};

    #[test]
    fn what_is_told_is_understood_and_nonsense_is_not() {
        let person = "0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e6f".parse().unwrap();

        assert_eq!(read(&write(person, 3)), Some((person, 3)));
        assert_eq!(read("3"), None);
        assert_eq!(read("ada 3"), None);
    }
}
