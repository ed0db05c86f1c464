//! One passkey: its name, which can be changed, and the button that removes it.

use broadsheet_shared::{id::PasskeyId, v2, value::PasskeyName};
use leptos::{ev, prelude::*, task::spawn_local};

use super::super::asking::{AskProof, Asking};
use crate::{
    api::{factors, failure, use_api},
    components::ui::{Button, Weight},
    forms::{Field, Form, TextField},
    state::toasts::use_toasts,
    text::{self as words, factors as text, settings},
};

/// One passkey.
#[component]
pub(super) fn Entry(
    /// The passkey.
    passkey: v2::Passkey,
    /// Called once it is removed.
    on_gone: Callback<PasskeyId>,
) -> impl IntoView {
    let (api, toasts) = (use_api(), use_toasts());
    let v2::Passkey { id, name, created_at, last_used_at } = passkey;
    let name = RwSignal::new(name);
    let is_naming = RwSignal::new(false);
    let removing = Asking::new("remove-passkey-password");
    let remove = move |proof: v2::Proof| {
        spawn_local(async move {
            match factors::remove_passkey(api, id, &proof).await {
                Ok(()) if removing.close() => {
                    toasts.success(text::PASSKEY_REMOVED);
                    on_gone.run(id);
                }
                Ok(()) => {}
                Err(error) => removing.refuse(&error),
            }
        });
    };
    let used = last_used_at.map(|at| text::last_used(&words::moment(at)));
    let used = used.unwrap_or_else(|| text::NEVER_USED.to_owned());
    let labelled = move |verb: &'static str| {
        view! {
            <span aria-hidden="true">{verb}</span>
            <span class="visually-hidden">{move || name.with(|name| text::named(verb, name))}</span>
        }
    };
    view! {
        <li class="settings__entry">
            <div class="settings__thing">
                <Show
                    when=move || is_naming.get()
                    fallback=move || view! { <h3 class="settings__name"><span dir="auto">{name}</span></h3> }
                >
                    <Naming id name is_naming />
                </Show>
                <p class="facts">
                    <span>{text::added(&words::local_date(created_at))}</span>
                    <span>{used}</span>
                </p>
            </div>
            <div class="settings__actions">
                <Button is_small=true on_click=move |()| is_naming.set(true)>{labelled(text::RENAME)}</Button>
                <Button is_small=true on_click=move |()| removing.open()>{labelled(text::REMOVE)}</Button>
            </div>
            <AskProof
                id="ask-remove-passkey"
                asking=removing
                title=text::REMOVE_PASSKEY_TITLE
                text=name.with_untracked(|name| text::remove_passkey_text(name))
                confirm=text::REMOVE
                is_danger=true
                has_passkeys=Signal::stored(true)
                on_proof=remove
            />
        </li>
    }
}

#[component]
fn Naming(id: PasskeyId, name: RwSignal<String>, is_naming: RwSignal<bool>) -> impl IntoView {
    let (api, toasts) = (use_api(), use_toasts());
    let field = Field::new("passkey-new-name", "/name", |text| PasskeyName::parse(text).map(drop));
    field.text.set(name.get_untracked());
    let is_busy = RwSignal::new(false);
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if is_busy.get_untracked() || !Form::new([field]).judge() {
            return;
        }
        is_busy.set(true);
        let wanted = field.text.get_untracked();
        spawn_local(async move {
            let answer = factors::rename_passkey(api, id, wanted).await;
            // The page may be gone by now.
            if is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(passkey) => {
                    name.set(passkey.name);
                    is_naming.set(false);
                    toasts.success(text::RENAMED);
                }
                Err(error) => toasts.error(failure::said(&error)),
            }
        });
    };
    view! {
        <form class="form" novalidate=true on:submit=submit>
            <TextField field label=text::PASSKEY_NAME max=PasskeyName::MAX is_required=true />
            <div class="settings__actions">
                <Button weight=Weight::Primary is_submit=true is_small=true is_busy>{text::SAVE}</Button>
                <Button is_small=true on_click=move |()| is_naming.set(false)>{settings::CANCEL}</Button>
            </div>
        </form>
    }
}
