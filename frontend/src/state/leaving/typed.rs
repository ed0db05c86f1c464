//! What somebody has typed into the fields of the page. Passwords are none of it, and what is searched for is no loss.

use leptos::prelude::{document, window};
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{Element, Event, HtmlInputElement, HtmlTextAreaElement};

/// On a field that was typed into.
const MARK: &str = "data-typed";
/// Fields of the page and of what lies over it.
const FIELDS: &str = ":is(main, dialog) :is(textarea, input:is(:not([type]), [type=text], [type=email], [type=url]))";

/// Marks every field that is typed into from now on.
pub fn hear() {
    let heard = Closure::<dyn Fn(Event)>::new(move |event: Event| {
        if let Some(field) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) {
            let _ = field.set_attribute(MARK, "");
        }
    });
    // For as long as the page lives.
    let _ = window().add_event_listener_with_callback("input", heard.as_ref().unchecked_ref());
    heard.forget();
}

/// What was typed into the field with this id has been taken: it is no loss any more.
pub fn settle(id: &str) {
    if let Some(field) = document().get_element_by_id(id) {
        let _ = field.remove_attribute(MARK);
    }
}

/// True if something stands in a field that nobody keeps.
pub(super) fn is_any_loose() -> bool {
    fields().into_iter().any(|(field, _)| field.closest("[data-keeps]").ok().flatten().is_none())
}

/// All of it, for the clipboard.
pub fn text() -> String {
    fields().into_iter().map(|(_, typed)| typed).collect::<Vec<_>>().join("\n\n")
}

/// The fields that were typed into, with what stands in them.
fn fields() -> Vec<(Element, String)> {
    let Ok(list) = document().query_selector_all(&format!("{FIELDS}[{MARK}]")) else { return Vec::new() };
    let fields = (0..list.length()).filter_map(|index| list.item(index)?.dyn_into::<Element>().ok());
    // A dialog that is closed is done with.
    let fields = fields.filter(|field| field.get_client_rects().length() > 0);
    fields.map(|field| (field.clone(), value(&field))).filter(|(_, typed)| !typed.trim().is_empty()).collect()
}

fn value(field: &Element) -> String {
    let text = field.dyn_ref::<HtmlTextAreaElement>().map(HtmlTextAreaElement::value);
    text.or_else(|| field.dyn_ref::<HtmlInputElement>().map(HtmlInputElement::value)).unwrap_or_default()
}
