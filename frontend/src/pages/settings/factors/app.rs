//! The authenticator app: set up or not, and the way from one to the other.

use broadsheet_shared::v2;
use leptos::{prelude::*, task::spawn_local};

use super::{
    Known,
    asking::{AskProof, Asking},
    setting_up::SettingUp,
};
use crate::{
    api::{factors, use_api},
    components::ui::Button,
    state::toasts::use_toasts,
    text::{self as words, factors as text},
};

/// The part about the app.
#[component]
pub(super) fn AppPart(
    /// What is known.
    known: Known,
    /// Takes recovery codes that came along.
    on_changed: Callback<Vec<String>>,
) -> impl IntoView {
    let (api, toasts) = (use_api(), use_toasts());
    let new = RwSignal::new(None::<v2::NewTotp>);
    let (setting_up, removing) = (Asking::new("set-up-password"), Asking::new("remove-app-password"));
    let has_passkeys = Signal::derive(move || known.passkeys.items.with(|passkeys| !passkeys.is_empty()));
    let begin = move |proof: v2::Proof| {
        spawn_local(async move {
            match factors::begin_totp(api, &proof).await {
                Ok(made) if setting_up.close() => new.set(Some(made)),
                Ok(_) => {}
                Err(error) => setting_up.refuse(&error),
            }
        });
    };
    let remove = move |proof: v2::Proof| {
        spawn_local(async move {
            match factors::remove_totp(api, &proof).await {
                Ok(()) if removing.close() => {
                    toasts.success(text::APP_REMOVED);
                    on_changed.run(Vec::new());
                }
                Ok(()) => {}
                Err(error) => removing.refuse(&error),
            }
        });
    };
    let confirmed = Callback::new(move |codes: Vec<String>| {
        new.set(None);
        toasts.success(text::APP_ADDED);
        on_changed.run(codes);
    });
    let since = Memo::new(move |_| known.totp.with(|totp| totp.as_ref().and_then(|totp| totp.since)));
    let state = move || match since.get() {
        Some(since) => text::app_on(&words::local_date(since)),
        None => text::APP_OFF.to_owned(),
    };
    let is_under_way = Signal::derive(move || new.with(Option::is_some));
    let button = move || match (since.get().is_some(), is_under_way.get()) {
        (true, _) => view! { <Button is_small=true on_click=move |()| removing.open()>{text::REMOVE_APP}</Button> },
        (false, true) => {
            view! { <Button is_small=true on_click=move |()| new.set(None)>{words::settings::CANCEL}</Button> }
        }
        (false, false) => {
            view! { <Button is_small=true on_click=move |()| setting_up.open()>{text::SET_UP_APP}</Button> }
        }
    };
    view! {
        <div class="settings__entry">
            <div class="settings__thing">
                <h3 class="settings__name">{text::APP}</h3>
                <p class="settings__note">{state}</p>
            </div>
            {button}
        </div>
        {move || new.get().map(|new| view! { <SettingUp new on_done=confirmed /> })}
        <AskProof
            id="ask-set-up-app"
            asking=setting_up
            title=text::SET_UP_APP_TITLE
            text=text::PROVE
            confirm=text::CONTINUE
            has_passkeys
            on_proof=begin
        />
        <AskProof
            id="ask-remove-app"
            asking=removing
            title=text::REMOVE_APP_TITLE
            text=text::REMOVE_APP_TEXT
            confirm=text::REMOVE_APP
            is_danger=true
            has_passkeys
            on_proof=remove
        />
    }
}
