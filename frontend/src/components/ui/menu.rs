//! A button that opens a menu: arrow keys move, Escape closes, leaving closes.

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;

/// A button that opens a menu. Its children are links and buttons with `role="menuitem"`.
#[component]
pub fn Menu(
    /// The id of the list.
    #[prop(into)]
    id: String,
    /// What the button is called for those who do not see it; empty if its face says so.
    #[prop(optional, into)]
    label: String,
    /// Classes of the button.
    #[prop(default = "button button--quiet")]
    button_class: &'static str,
    /// What the button shows.
    #[prop(into)]
    face: ViewFn,
    /// The entries.
    children: Children,
) -> impl IntoView {
    let is_open = RwSignal::new(false);
    let button = NodeRef::<html::Button>::new();
    let list = NodeRef::<html::Div>::new();
    let close_to_button = move || {
        is_open.set(false);
        if let Some(button) = button.get_untracked() {
            // The button stands beside the menu, so the focus can go there.
            let _ = button.focus();
        }
    };
    let open_at = move |is_last: bool| {
        is_open.set(true);
        request_animation_frame(move || move_focus(list, if is_last { "End" } else { "Home" }));
    };
    let button_key = move |event: ev::KeyboardEvent| {
        if matches!(event.key().as_str(), "ArrowDown" | "ArrowUp") {
            event.prevent_default();
            open_at(event.key() == "ArrowUp");
        }
    };
    let list_key = move |event: ev::KeyboardEvent| match event.key().as_str() {
        "Escape" => {
            event.stop_propagation();
            close_to_button();
        }
        "ArrowDown" | "ArrowUp" | "Home" | "End" => {
            event.prevent_default();
            move_focus(list, &event.key());
        }
        _ => {}
    };
    let focus_out = move |event: ev::FocusEvent| {
        let node = |target: Option<web_sys::EventTarget>| target?.dyn_into::<web_sys::Node>().ok();
        let next = node(event.related_target());
        let is_inside =
            node(event.current_target()).is_some_and(|menu| next.is_some_and(|next| menu.contains(Some(&next))));
        if !is_inside {
            is_open.set(false);
        }
    };
    view! {
        <div class="menu" on:focusout=focus_out>
            <button
                class=button_class
                type="button"
                node_ref=button
                aria-haspopup="menu"
                aria-label=Some(label).filter(|label| !label.is_empty())
                aria-expanded=move || is_open.get().to_string()
                aria-controls=id.clone()
                on:click=move |_| if is_open.get_untracked() { is_open.set(false) } else { open_at(false) }
                on:keydown=button_key
            >
                {face.run()}
            </button>
            <div
                class="menu__list"
                id=id
                role="menu"
                tabindex="-1"
                hidden=move || !is_open.get()
                node_ref=list
                on:keydown=list_key
                // Before the entry hears of it: a dialog that it opens gives the focus back to where it was.
                on:click:capture=move |_| close_to_button()
            >
                {children()}
            </div>
        </div>
    }
}

/// Moves the focus among the entries; it goes round at both ends.
fn move_focus(list: NodeRef<html::Div>, key: &str) {
    // It may be gone by the next frame.
    let Some(list) = list.try_get_untracked().flatten() else { return };
    let Ok(entries) = list.query_selector_all("[role=menuitem]") else { return };
    let entries: Vec<web_sys::HtmlElement> =
        (0..entries.length()).filter_map(|index| entries.get(index)?.dyn_into().ok()).collect();
    let focused = document().active_element();
    let at = entries.iter().position(|entry| focused.as_ref().is_some_and(|focused| entry.is_same_node(Some(focused))));
    let count = entries.len();
    let next = match (key, at) {
        ("End", _) | ("ArrowUp", None) => count.checked_sub(1),
        ("ArrowDown", Some(at)) => Some((at + 1) % count),
        ("ArrowUp", Some(at)) => Some((at + count - 1) % count),
        _ => Some(0),
    };
    if let Some(entry) = next.and_then(|next| entries.get(next)) {
        // An entry that is hidden cannot take the focus, which is right.
        let _ = entry.focus();
    }
}
