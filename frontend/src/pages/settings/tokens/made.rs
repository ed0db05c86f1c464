//! The token that was just made: shown this once, to be copied.

use leptos::{html, prelude::*, task::spawn_local};
use wasm_bindgen_futures::JsFuture;

use crate::{
    components::ui::{Button, Weight},
    state::toasts::use_toasts,
    text::settings as text,
};

/// The text of a new token, until its owner has kept it.
#[component]
pub(super) fn Made(
    /// The token.
    token: String,
    /// It is kept.
    #[prop(into)]
    on_done: Callback<()>,
) -> impl IntoView {
    let toasts = use_toasts();
    let field = NodeRef::<html::Input>::new();
    // Whoever made it by keyboard stands before it now, and a screen reader reads what it is.
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            let _ = field.focus();
            field.select();
        }
    });
    let kept = StoredValue::new(token.clone());
    let copy = move |()| {
        spawn_local(async move {
            let copied = window().navigator().clipboard().write_text(&kept.get_value());
            match JsFuture::from(copied).await {
                Ok(_) => toasts.success(text::COPIED),
                Err(_) => toasts.error(text::NOT_COPIED),
            }
        });
    };
    view! {
        <section class="settings__section settings__made" aria-labelledby="made-title">
            <h2 class="settings__heading" id="made-title">{text::MADE}</h2>
            <p class="settings__lead" id="made-text">{text::MADE_TEXT}</p>
            <div class="settings__token">
                <input
                    class="control settings__secret"
                    type="text"
                    readonly=true
                    spellcheck="false"
                    autocomplete="off"
                    aria-label=text::TOKEN
                    aria-describedby="made-text"
                    node_ref=field
                    value=token
                    on:focus=move |_| {
                        if let Some(field) = field.get_untracked() {
                            field.select();
                        }
                    }
                />
                <Button weight=Weight::Primary on_click=copy>{text::COPY}</Button>
            </div>
            <div class="settings__actions">
                <Button on_click=on_done>{text::DONE}</Button>
            </div>
        </section>
    }
}
