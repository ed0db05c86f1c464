//! A button that lays a part of the page over the rest, without keeping anybody from the rest: the focus goes in, going
//! elsewhere closes it, and Escape closes it and brings the focus back.

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{EventTarget, HtmlElement, Node};

/// The button and what it opens. The content exists only while that is open.
#[component]
pub fn Popover(
    /// The id of what is opened.
    id: &'static str,
    /// What that is called, for those who do not see it.
    label: &'static str,
    /// Classes of both together.
    class: &'static str,
    /// Opens and closes it.
    is_open: RwSignal<bool>,
    /// What the button is called.
    button_label: Signal<String>,
    /// What the button shows.
    face: ViewFn,
    /// What is opened.
    children: ChildrenFn,
) -> AnyView {
    let (whole, button) = (NodeRef::<html::Div>::new(), NodeRef::<html::Button>::new());
    let panel = NodeRef::<html::Div>::new();
    close_elsewhere(whole, button, is_open);
    let press = move |_| {
        let opens = !is_open.get_untracked();
        is_open.set(opens);
        if opens {
            request_animation_frame(move || focus(panel.get_untracked().map(JsCast::unchecked_into)));
        }
    };
    let follow = move |event: ev::MouseEvent| {
        let is_plain = !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key());
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let is_link = target.is_some_and(|target| target.closest("a[href]").ok().flatten().is_some());
        if is_plain && is_link {
            // Whoever goes nowhere by it, for it leads to where they are, finds the focus where it came from.
            focus(button.get_untracked().map(JsCast::unchecked_into));
            is_open.set(false);
        }
    };
    view! {
        <div class=class node_ref=whole>
            <button
                class="icon-button"
                type="button"
                node_ref=button
                aria-label=button_label
                title=button_label
                aria-haspopup="dialog"
                aria-expanded=move || is_open.get().to_string()
                aria-controls=id
                on:click=press
            >
                {face.run()}
            </button>
            <div
                class="popover"
                id=id
                role="dialog"
                aria-label=label
                tabindex="-1"
                hidden=move || !is_open.get()
                node_ref=panel
                on:click=follow
            >
                <Show when=move || is_open.get()>{children()}</Show>
            </div>
        </div>
    }
    .into_any()
}

/// Closes it when somebody presses or goes elsewhere, or wants to be out of it.
fn close_elsewhere(whole: NodeRef<html::Div>, button: NodeRef<html::Button>, is_open: RwSignal<bool>) {
    let leave = move |target: Option<EventTarget>| {
        let target = target.and_then(|target| target.dyn_into::<Node>().ok());
        let is_inside = whole.get_untracked().is_some_and(|whole| whole.contains(target.as_ref()));
        if is_open.get_untracked() && !is_inside {
            is_open.set(false);
        }
    };
    let pressed = window_event_listener(ev::pointerdown, move |event| leave(event.target()));
    let focused = window_event_listener(ev::focusin, move |event| leave(event.target()));
    let escaped = window_event_listener(ev::keydown, move |event| {
        if event.key() == "Escape" && is_open.get_untracked() {
            is_open.set(false);
            focus(button.get_untracked().map(JsCast::unchecked_into));
        }
    });
    on_cleanup(move || {
        pressed.remove();
        focused.remove();
        escaped.remove();
    });
}

fn focus(element: Option<HtmlElement>) {
    if let Some(element) = element {
        // What has left the page needs no focus.
        let _ = element.focus();
    }
}
