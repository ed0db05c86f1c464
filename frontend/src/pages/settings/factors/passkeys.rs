//! Passkeys: listed, added, named, removed.

mod entry;

use broadsheet_shared::{id::PasskeyId, v2, value::PasskeyName};
use leptos::{prelude::*, task::spawn_local};

use self::entry::Entry;
use super::{
    Known,
    asking::{AskProof, Asking},
};
use crate::{
    api::{factors, use_api},
    components::ui::{Button, Loading},
    forms::{Field, Form, TextField},
    pages::settings::NotLoaded,
    state::{authenticator, leaving::typed, toasts::use_toasts},
    text::factors as text,
};

/// The part about passkeys.
#[component]
pub(super) fn PasskeysPart(
    /// What is known.
    known: Known,
    /// Takes recovery codes that came along.
    on_changed: Callback<Vec<String>>,
) -> impl IntoView {
    let (api, toasts) = (use_api(), use_toasts());
    let list = known.passkeys;
    let asking = Asking::new("add-passkey-password");
    let name = Field::new("passkey-name", "/name", |text| PasskeyName::parse(text).map(drop));
    name.text.set(text::PASSKEY_FIRST_NAME.to_owned());
    let (is_there, has_passkeys) =
        (RwSignal::new(false), Signal::derive(move || list.items.with(|items| !items.is_empty())));
    Effect::new(move |_| is_there.set(authenticator::is_available()));
    let add = move |proof: v2::Proof| {
        spawn_local(async move {
            let begun = match factors::begin_passkey(api, &proof).await {
                Ok(begun) => begun,
                Err(error) => return asking.refuse(&error),
            };
            let credential = match authenticator::create(&begun.options).await {
                Ok(credential) => credential,
                Err(refusal) => return asking.refuse_browser(refusal),
            };
            let wanted =
                v2::RegisterPasskey { challenge: begun.challenge, credential, name: name.text.get_untracked() };
            match factors::register_passkey(api, &wanted).await {
                Ok(added) if asking.close() => {
                    toasts.success(text::PASSKEY_ADDED);
                    name.text.set(text::PASSKEY_FIRST_NAME.to_owned());
                    typed::settle(name.id);
                    list.items.update(|items| items.push(added.passkey));
                    on_changed.run(added.recovery_codes);
                }
                Ok(_) => {}
                Err(error) => asking.refuse(&error),
            }
        });
    };
    let open = move |()| {
        if Form::new([name]).judge() {
            asking.open();
        }
    };
    let gone = Callback::new(move |id: PasskeyId| {
        list.items.update(|items| items.retain(|passkey| passkey.id != id));
        on_changed.run(Vec::new());
    });
    let failure = move || list.failure.get().map(|error| view! { <NotLoaded error on_retry=list.load /> });
    let foot = move || match (list.is_loading.get(), has_passkeys.get(), list.failure.with(Option::is_some)) {
        (true, false, _) => view! { <Loading label=text::PASSKEYS_LOADING /> }.into_any(),
        (false, false, false) => view! { <p class="settings__hint">{text::NO_PASSKEYS}</p> }.into_any(),
        _ => ().into_any(),
    };
    view! {
        <section class="settings__section" aria-labelledby="passkeys-title">
            <h2 class="settings__heading" id="passkeys-title">{text::PASSKEYS}</h2>
            <p class="settings__lead">{text::PASSKEYS_LEAD}</p>
            {failure}
            <ul class="settings__list" role="list" aria-busy=move || list.is_loading.get().to_string()>
                <For
                    each=move || list.items.get()
                    key=|passkey| passkey.id
                    children=move |passkey| view! { <Entry passkey on_gone=gone /> }
                />
            </ul>
            {foot}
            <Show when=move || is_there.get() fallback=|| view! { <p class="settings__hint">{text::UNSUPPORTED}</p> }>
                <div class="form settings__form">
                    <TextField field=name label=text::PASSKEY_NAME hint=text::PASSKEY_NAME_HINT max=PasskeyName::MAX />
                    <Button on_click=open>{text::ADD_PASSKEY}</Button>
                </div>
            </Show>
        </section>
        <AskProof
            id="ask-add-passkey"
            asking
            title=text::ADD_PASSKEY_TITLE
            text=text::ADD_PASSKEY_TEXT
            confirm=text::CONTINUE
            has_passkeys
            on_proof=add
        />
    }
}
