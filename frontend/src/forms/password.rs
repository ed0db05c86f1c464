//! A password that can be looked at.

use leptos::{ev, prelude::*};

use super::{Field, field::Frame};

/// A password; a button shows and hides it.
#[component]
pub fn PasswordField(
    /// What is typed and judged.
    field: Field,
    /// Stands above it.
    label: &'static str,
    /// Stands below it.
    #[prop(optional)]
    hint: &'static str,
    /// `current-password` or `new-password`, for password managers.
    autocomplete: &'static str,
    /// What the button says while the password is hidden.
    show_label: &'static str,
    /// What the button says while it is seen.
    hide_label: &'static str,
) -> impl IntoView {
    let has_hint = !hint.is_empty();
    let is_seen = RwSignal::new(false);
    let input = move |event: ev::Event| field.type_text(event_target_value(&event));
    view! {
        <Frame field label hint max=None>
            <div class="control-with-button">
                <input
                    class="control"
                    id=field.id
                    name=field.id
                    type=move || if is_seen.get() { "text" } else { "password" }
                    autocomplete=autocomplete
                    autocapitalize="none"
                    spellcheck="false"
                    required=true
                    aria-invalid=move || field.error().map(|_| "true")
                    aria-describedby=move || field.described_by(has_hint)
                    prop:value=field.text
                    on:input=input
                    on:blur=move |_| field.leave()
                />
                <button
                    class="control-with-button__button"
                    type="button"
                    aria-controls=field.id
                    aria-pressed=move || is_seen.get().to_string()
                    on:click=move |_| is_seen.update(|is_seen| *is_seen = !*is_seen)
                >
                    {move || if is_seen.get() { hide_label } else { show_label }}
                </button>
            </div>
        </Frame>
    }
}
