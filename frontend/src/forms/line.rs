//! A field of one line.

use leptos::{ev, prelude::*};

use super::{Field, field::Frame};

/// A field of one line.
#[component]
pub fn TextField(
    /// What is typed and judged.
    field: Field,
    /// Stands above it.
    label: &'static str,
    /// Stands below it.
    #[prop(optional)]
    hint: &'static str,
    /// The control's type: `text`, `email`, `url`.
    #[prop(default = "text")]
    kind: &'static str,
    /// What the browser may fill in, as in `username`.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// Greatest number of characters, for a counter.
    #[prop(optional)]
    max: Option<usize>,
    /// True if the form cannot do without it.
    #[prop(optional)]
    is_required: bool,
    /// True for digits alone: a phone shows its number pad.
    #[prop(optional)]
    is_digits: bool,
    /// Shown while it is empty: an example, never the label.
    #[prop(optional)]
    example: &'static str,
    /// True for names and addresses: no capital first, no spelling marks.
    #[prop(optional)]
    is_verbatim: bool,
) -> impl IntoView {
    let has_hint = !hint.is_empty();
    let input = move |event: ev::Event| field.type_text(event_target_value(&event));
    view! {
        <Frame field label hint max>
            <input
                class="control"
                id=field.id
                name=field.id
                type=kind
                autocomplete=autocomplete
                placeholder=example
                dir="auto"
                inputmode=is_digits.then_some("numeric")
                autocapitalize=is_verbatim.then_some("none")
                spellcheck=is_verbatim.then_some("false")
                required=is_required
                aria-invalid=move || field.error().map(|_| "true")
                aria-describedby=move || field.described_by(has_hint)
                prop:value=field.text
                on:input=input
                on:blur=move |_| field.leave()
            />
        </Frame>
    }
}
