//! Signing in by a passkey, without a name and a password.

use broadsheet_shared::v2;
use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::{auth, failure as words, use_api},
    components::ui::Button,
    state::authenticator::{self, Refusal},
    text::factors as text,
};

/// The button, where the browser knows passkeys.
#[component]
pub(super) fn ByPasskey(
    /// Takes the session.
    on_done: Callback<v2::AccessGrant>,
    /// What stands above the form when it did not work.
    failure: RwSignal<Option<String>>,
) -> impl IntoView {
    let api = use_api();
    let (is_there, is_busy) = (RwSignal::new(false), RwSignal::new(false));
    // Only the browser knows; the server's page has no button.
    Effect::new(move |_| is_there.set(authenticator::is_available()));
    let sign_in = move |()| {
        is_busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let answer = async {
                let begun = auth::begin_passkey(api).await.map_err(|error| words::said(&error))?;
                let credential =
                    authenticator::get(&begun.options).await.map_err(|refusal| said(refusal).to_owned())?;
                let answer = v2::PasskeyAnswer { challenge: begun.challenge, credential };
                auth::sign_in_by_passkey(api, &answer).await.map_err(|error| words::said(&error))
            }
            .await;
            // The page may be gone by now.
            if is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(grant) => on_done.run(grant),
                Err(said) => failure.set(Some(said)),
            }
        });
    };
    view! {
        <Show when=move || is_there.get()>
            <Button is_busy on_click=sign_in>{text::SIGN_IN_BY_PASSKEY}</Button>
        </Show>
    }
}

/// Why there is no passkey, in words.
pub(super) const fn said(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::CalledOff => text::CALLED_OFF,
        Refusal::Known => text::KNOWN,
        Refusal::Unsupported => text::UNSUPPORTED,
    }
}
