//! The preview: sanitised HTML from the server, put in place without losing the reader's place in it.

use leptos::{html, prelude::*};

use crate::components::prose::with_code_bars;

/// So close to the end, in pixels, someone is following the end of the text.
const NEAR_END: i32 = 60;

/// The preview. Its HTML comes from `POST /render`, sanitised, and from nowhere else.
#[component]
pub fn Preview(
    /// The sanitised HTML.
    #[prop(into)]
    html: Signal<String>,
    /// The title above it.
    #[prop(into)]
    title: Signal<String>,
    /// The language of the text.
    #[prop(into)]
    language: Signal<String>,
    /// What stands there while there is nothing to show.
    empty: &'static str,
) -> impl IntoView {
    let pane = NodeRef::<html::Div>::new();
    let text = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        let html = html.get();
        let (Some(pane), Some(text)) = (pane.get(), text.get()) else { return };
        let top = pane.scroll_top();
        let is_at_end = top > 0 && pane.scroll_height() - pane.client_height() - top < NEAR_END;
        text.set_inner_html(&with_code_bars(&html));
        pane.set_scroll_top(if is_at_end { pane.scroll_height() } else { top });
    });
    let is_untitled = move || title.with(|title| title.trim().is_empty());
    let is_empty = move || html.with(String::is_empty) && is_untitled();
    let lang = move || Some(language.get()).filter(|language| !language.is_empty());
    view! {
        <div class="preview" node_ref=pane tabindex="0" lang=lang>
            <h1 class="preview__title" dir="auto" hidden=is_untitled>{title}</h1>
            <div class="prose" dir="auto" node_ref=text></div>
            <p class="preview__empty" hidden=move || !is_empty()>{empty}</p>
        </div>
    }
}
