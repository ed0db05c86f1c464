//! Two versions of a post side by side, with what differs marked.

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;

use super::difference::{Parts, divide};

/// Lines of the same text that stay in sight above what differs, in pixels.
const CONTEXT: i32 = 40;

/// One of two versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Above it: whose it is and when it was saved.
    pub heading: String,
    /// The title.
    pub title: String,
    /// The Markdown.
    pub body: String,
}

/// Two versions side by side.
#[component]
pub fn Comparison(
    /// What is in the editor.
    mine: Version,
    /// What the server has.
    stored: Version,
    /// What the buttons say.
    copy_label: &'static str,
    /// Called with the text to copy.
    #[prop(into)]
    on_copy: Callback<String>,
) -> impl IntoView {
    let is_title_same = mine.title == stored.title;
    let (my_parts, stored_parts) = divide(&mine.body, &stored.body);
    let side = |version: &Version, parts: Parts<'_>| {
        let whole = format!("{}\n\n{}", version.title, version.body);
        let title = version.title.clone();
        let title = if is_title_same { title.into_any() } else { view! { <mark>{title}</mark> }.into_any() };
        view! {
            <section class="comparison__side">
                <header class="comparison__head">
                    <h3>{version.heading.clone()}</h3>
                    <button
                        class="button button--quiet button--small"
                        type="button"
                        on:click=move |_| on_copy.run(whole.clone())
                    >
                        <span class="button__label">{copy_label}</span>
                    </button>
                </header>
                <p class="comparison__title" dir="auto">
                    {title}
                </p>
                {marked(parts)}
            </section>
        }
    };
    view! { <div class="comparison">{side(&mine, my_parts)}{side(&stored, stored_parts)}</div> }
}

/// The text with what differs marked and in sight.
fn marked(parts: Parts<'_>) -> impl IntoView + use<> {
    let mark = NodeRef::<html::Mark>::new();
    Effect::new(move |_| {
        let Some(mark) = mark.get() else { return };
        request_animation_frame(move || {
            let text = mark.parent_element().and_then(|text| text.dyn_into::<web_sys::HtmlElement>().ok());
            if let Some(text) = text {
                text.set_scroll_top(mark.offset_top() - text.offset_top() - CONTEXT);
            }
        });
    });
    let changed = (!parts.changed.is_empty()).then(|| view! { <mark node_ref=mark>{parts.changed.to_owned()}</mark> });
    view! {
        <pre class="comparison__body" dir="auto" tabindex="0">
            {parts.before.to_owned()}
            {changed}
            {parts.after.to_owned()}
        </pre>
    }
}
