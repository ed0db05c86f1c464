//! Choosing one of a few, and yes or no.

use leptos::{ev, prelude::*};

use super::{Field, field::Frame};

/// One entry of a [`Select`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What the field holds when it is chosen.
    pub value: String,
    /// What people read.
    pub label: String,
}

/// One of a few.
#[component]
pub fn Select(
    /// Holds the chosen value.
    field: Field,
    /// Stands above it.
    label: &'static str,
    /// Stands below it.
    #[prop(optional)]
    hint: &'static str,
    /// What can be chosen; may arrive later.
    #[prop(into)]
    choices: Signal<Vec<Choice>>,
) -> impl IntoView {
    let has_hint = !hint.is_empty();
    let change = move |event: ev::Event| field.type_text(event_target_value(&event));
    let options = move || {
        let entries = choices.get();
        let option = |choice: Choice| {
            let value = choice.value.clone();
            let is_chosen = move || field.text.with(|text| *text == value);
            view! { <option value=choice.value selected=is_chosen>{choice.label}</option> }
        };
        entries.into_iter().map(option).collect_view()
    };
    view! {
        <Frame field label hint max=None>
            <select
                class="control control--select"
                id=field.id
                name=field.id
                aria-invalid=move || field.error().map(|_| "true")
                aria-describedby=move || field.described_by(has_hint)
                on:change=change
            >
                {options}
            </select>
        </Frame>
    }
}

/// Yes or no.
#[component]
pub fn CheckBox(
    /// The id of its control.
    id: &'static str,
    /// Stands beside it.
    label: &'static str,
    /// Whether it is ticked.
    is_ticked: RwSignal<bool>,
    /// What is wrong with that.
    #[prop(optional)]
    error: Option<Signal<Option<String>>>,
) -> impl IntoView {
    let error_id = format!("{id}-error");
    let described_by = error_id.clone();
    let is_wrong = move || error.is_some_and(|error| error.with(Option::is_some));
    let said = error.map(|error| {
        view! { <p class="field__error" id=error_id role="alert">{move || error.get()}</p> }
    });
    view! {
        <div class="field field--check">
            <input
                type="checkbox"
                id=id
                name=id
                aria-invalid=move || is_wrong().then_some("true")
                aria-describedby=move || is_wrong().then(|| described_by.clone())
                prop:checked=is_ticked
                on:change=move |event| is_ticked.set(event_target_checked(&event))
            />
            <label for=id>{label}</label>
            {said}
        </div>
    }
}
