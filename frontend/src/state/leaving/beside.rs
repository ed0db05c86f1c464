//! What is typed in the places of the document's other program. It is asked by an event that it may refuse.

use leptos::prelude::document;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Event, EventInit};

const NAME: &str = "broadsheet:keep";

/// Has the other program keep what is typed in its places; true if all of it is kept.
pub(super) fn have_kept() -> bool {
    let options = EventInit::new();
    options.set_cancelable(true);
    let event = Event::new_with_event_init_dict(NAME, &options);
    // Where nobody is, nobody refuses.
    event.is_ok_and(|event| document().dispatch_event(&event).unwrap_or(true))
}

/// Keeps what is typed here when the other program asks.
pub(super) fn hear(keep: impl Fn() -> bool + 'static) {
    let heard = Closure::<dyn Fn(Event)>::new(move |event: Event| {
        if !keep() {
            event.prevent_default();
        }
    });
    // For as long as the page lives.
    let _ = document().add_event_listener_with_callback(NAME, heard.as_ref().unchecked_ref());
    heard.forget();
}
