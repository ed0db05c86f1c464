//! A button that does something and takes it back: it is pressed or not. Strangers have a link in its place, of the same
//! look and size, to the sign-in page and back; so the first HTML, which knows nobody, works without scripts too.

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;

use crate::paths;

/// Whether something is done, how many have done it, and the way to do it.
#[derive(Clone, Copy)]
pub struct Switch {
    /// True if the one who is signed in has done it.
    pub is_on: Signal<bool>,
    /// How many people have.
    pub count: Signal<u64>,
    /// True once somebody is there who can do it.
    pub is_live: Signal<bool>,
    /// Does it, or takes it back.
    pub flip: Callback<()>,
}

impl Switch {
    /// For a page that stands still.
    pub fn still(count: u64) -> Self {
        Self {
            is_on: Signal::stored(false),
            count: Signal::stored(count),
            is_live: Signal::stored(false),
            flip: Callback::new(|()| {}),
        }
    }
}

/// The button, or the link in its place.
#[component]
pub fn SwitchButton(
    /// What it does.
    switch: Switch,
    /// How it looks.
    class: &'static str,
    /// Where a stranger comes back to.
    back: String,
    /// What it shows; words for those who do not see it among it.
    face: ViewFn,
    /// Names it in the page.
    #[prop(optional_no_strip)]
    id: Option<&'static str>,
    /// Called when the one who was pointing at it, or was on it, goes away.
    #[prop(optional, into)]
    on_leave: Option<Callback<()>>,
) -> AnyView {
    let Switch { is_on, is_live, flip, .. } = switch;
    let (link, button) = (NodeRef::<html::A>::new(), NodeRef::<html::Button>::new());
    let sign_in = paths::login_then(&back);
    let leave = move || {
        if let Some(on_leave) = on_leave {
            // A button that goes is left too, when what stands around it has gone already.
            let _ = on_leave.try_run(());
        }
    };
    let view = move || {
        let face = face.clone();
        if !is_live.get() {
            return view! { <a class=class id=id href=sign_in.clone() node_ref=link>{face.run()}</a> }.into_any();
        }
        if link.get_untracked().is_some_and(|link| has_focus(&link)) {
            // Whoever was on the link is on the button that takes its place.
            request_animation_frame(move || {
                // It may be gone by the next frame.
                if let Some(button) = button.try_get_untracked().flatten() {
                    let _ = button.focus();
                }
            });
        }
        view! {
            <button
                class=class
                id=id
                type="button"
                aria-pressed=move || is_on.get().to_string()
                node_ref=button
                on:click=move |_| flip.run(())
                on:mouseleave=move |_| leave()
                on:blur=move |_| leave()
            >
                {face.run()}
            </button>
        }
        .into_any()
    };
    view.into_any()
}

fn has_focus(link: &web_sys::HtmlAnchorElement) -> bool {
    document().active_element().is_some_and(|active| active.is_same_node(Some(link.unchecked_ref())))
}
