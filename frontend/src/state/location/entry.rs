//! Entries of the browser's history, each with a key of its own, and what the window tells of them.

use std::rc::Rc;

use leptos::prelude::{GetValue, LocalStorage, SetValue, StoredValue, window};
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use web_sys::{Event, History, PageTransitionEvent};

/// What the address bar says.
pub(super) struct Bar {
    pub(super) path: String,
    query: String,
    /// With its `#`; empty for none.
    pub(super) fragment: String,
}

impl Bar {
    pub(super) fn read() -> Self {
        let bar = window().location();
        Self {
            path: bar.pathname().unwrap_or_default(),
            query: bar.search().unwrap_or_default(),
            fragment: bar.hash().unwrap_or_default(),
        }
    }

    pub(super) fn address(&self) -> String {
        format!("{}{}", self.path, self.query)
    }
}

/// The key of the current entry; `None` for one that we did not make.
pub(super) fn current_key() -> Option<String> {
    history()?.state().ok()?.as_string()
}

pub(super) fn new_key() -> String {
    format!("{:x}", (js_sys::Math::random() * 1e15) as u64)
}

/// Gives the current entry a key.
pub(super) fn give_key() -> String {
    let key = new_key();
    replace(&key, &window().location().href().unwrap_or_default());
    key
}

/// Makes an entry.
pub(super) fn push(key: &str, address: &str) {
    if let Some(history) = history() {
        let _ = history.push_state_with_url(&JsValue::from_str(key), "", Some(address));
    }
}

/// Changes the current entry.
pub(super) fn replace(key: &str, address: &str) {
    if let Some(history) = history() {
        let _ = history.replace_state_with_url(&JsValue::from_str(key), "", Some(address));
    }
}

/// Gives the current entry another address; its key stays, if it has one.
pub(super) fn rename(address: &str) {
    if let Some(history) = history() {
        let state = history.state().unwrap_or(JsValue::NULL);
        let _ = history.replace_state_with_url(&state, "", Some(address));
    }
}

pub(super) fn history() -> Option<History> {
    window().history().ok()
}

/// The back and forward buttons. A window calls its listeners in the order in which they came, whether they capture or
/// not: made before the router, this one is called before the router's and may keep a step from it.
#[derive(Debug, Clone, Copy)]
pub struct Steps(StoredValue<Option<Heard>, LocalStorage>);

type Heard = Rc<dyn Fn(&Event)>;

impl Steps {
    /// Listens from now on.
    pub fn hear() -> Self {
        let heard_by = StoredValue::new_local(None::<Heard>);
        listen("popstate", move |event| {
            if let Some(heard) = heard_by.get_value() {
                heard(event);
            }
        });
        Self(heard_by)
    }

    /// Whom to tell.
    pub(super) fn tell(self, heard: impl Fn(&Event) + 'static) {
        self.0.set_value(Some(Rc::new(heard)));
    }
}

/// Hears that the document goes.
pub(super) fn hear_going(heard: impl Fn() + 'static) {
    listen("pagehide", move |_| heard());
}

/// Hears that a document that had gone is back, just as it was.
pub(super) fn hear_coming_back(heard: impl Fn() + 'static) {
    listen("pageshow", move |event| {
        if event.unchecked_ref::<PageTransitionEvent>().persisted() {
            heard();
        }
    });
}

fn listen(event: &str, heard: impl Fn(&Event) + 'static) {
    let heard = Closure::<dyn Fn(Event)>::new(move |event| heard(&event));
    let heard_by = heard.as_ref().unchecked_ref();
    // For as long as the page lives.
    let _ = window().add_event_listener_with_callback(event, heard_by);
    heard.forget();
}
