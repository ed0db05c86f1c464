//! A field of many lines that grows with its text.

use leptos::{ev, prelude::*};

use super::{Field, field::Frame};

/// A field of many lines; it grows with its text.
#[component]
pub fn TextArea(
    /// What is typed and judged.
    field: Field,
    /// Stands above it.
    label: &'static str,
    /// Stands below it.
    #[prop(optional)]
    hint: &'static str,
    /// Lines to begin with.
    #[prop(default = 3)]
    rows: u32,
    /// Greatest number of characters, for a counter.
    #[prop(optional)]
    max: Option<usize>,
    /// Shown while it is empty: an example, never the label.
    #[prop(optional)]
    example: &'static str,
    /// Reached by the caller, as for focus.
    #[prop(optional)]
    node: NodeRef<leptos::html::Textarea>,
) -> impl IntoView {
    let has_hint = !hint.is_empty();
    let input = move |event: ev::Event| field.type_text(event_target_value(&event));
    view! {
        <Frame field label hint max>
            <textarea
                class="control control--area"
                node_ref=node
                id=field.id
                name=field.id
                rows=rows
                placeholder=example
                dir="auto"
                aria-invalid=move || field.error().map(|_| "true")
                aria-describedby=move || field.described_by(has_hint)
                prop:value=field.text
                on:input=input
                on:blur=move |_| field.leave()
            ></textarea>
        </Frame>
    }
}
