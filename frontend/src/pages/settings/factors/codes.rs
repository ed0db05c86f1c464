//! Recovery codes: how many are left, and the ones that were just made.

use broadsheet_shared::v2;
use leptos::{html, prelude::*, task::spawn_local};
use wasm_bindgen_futures::JsFuture;

use super::{
    Known,
    asking::{AskProof, Asking},
};
use crate::{
    api::{factors, use_api},
    components::ui::{Button, Weight},
    state::toasts::use_toasts,
    text::{factors as text, settings},
};

/// The part about recovery codes, once there is a factor that they could stand in for.
#[component]
pub(super) fn CodesPart(
    /// What is known.
    known: Known,
    /// Takes the new codes.
    on_changed: Callback<Vec<String>>,
) -> impl IntoView {
    let api = use_api();
    let asking = Asking::new("renew-codes-password");
    let renew = move |proof: v2::Proof| {
        spawn_local(async move {
            match factors::renew_recovery_codes(api, &proof).await {
                Ok(made) if asking.close() => on_changed.run(made.recovery_codes),
                Ok(_) => {}
                Err(error) => asking.refuse(&error),
            }
        });
    };
    let left = move || known.codes.with(|codes| codes.as_ref().map(|codes| text::codes_left(codes.left)));
    let has_passkeys = Signal::derive(move || known.passkeys.items.with(|passkeys| !passkeys.is_empty()));
    view! {
        <Show when=move || known.is_on()>
            <div class="settings__entry">
                <div class="settings__thing">
                    <h3 class="settings__name">{text::CODES}</h3>
                    <p class="settings__note">{left}</p>
                </div>
                <Button is_small=true on_click=move |()| asking.open()>{text::RENEW_CODES}</Button>
            </div>
        </Show>
        <AskProof
            id="ask-renew-codes"
            asking
            title=text::RENEW_CODES_TITLE
            text=text::RENEW_CODES_TEXT
            confirm=text::RENEW_CODES
            has_passkeys
            on_proof=renew
        />
    }
}

/// Codes that were just made, until their owner has kept them.
#[component]
pub(super) fn KeepCodes(
    /// The codes.
    codes: Vec<String>,
    /// They are kept.
    #[prop(into)]
    on_done: Callback<()>,
) -> impl IntoView {
    let toasts = use_toasts();
    let heading = NodeRef::<html::H2>::new();
    // They stand above what asked for them, and are shown this once: whoever did that stands before them now. A dialog
    // that closes gives the focus back first.
    Effect::new(move |_| {
        if let Some(heading) = heading.get() {
            request_animation_frame(move || drop(heading.focus()));
        }
    });
    let text_of_all = StoredValue::new(codes.join("\n"));
    let copy = move |()| {
        spawn_local(async move {
            let copied = window().navigator().clipboard().write_text(&text_of_all.get_value());
            match JsFuture::from(copied).await {
                Ok(_) => toasts.success(settings::COPIED),
                Err(_) => toasts.error(settings::NOT_COPIED),
            }
        });
    };
    let entries = codes.into_iter().map(|code| view! { <li><code>{code}</code></li> }).collect_view();
    view! {
        <section class="settings__section settings__made" aria-labelledby="codes-title">
            <h2 class="settings__heading" id="codes-title" tabindex="-1" node_ref=heading>{text::KEEP_CODES}</h2>
            <p class="settings__lead">{text::KEEP_CODES_TEXT}</p>
            <ul class="settings__codes" role="list">{entries}</ul>
            <div class="settings__actions">
                <Button weight=Weight::Primary on_click=copy>{settings::COPY}</Button>
                <Button on_click=on_done>{settings::DONE}</Button>
            </div>
        </section>
    }
}
