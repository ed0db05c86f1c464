//! One access token on the list.

use broadsheet_shared::{id::PersonalTokenId, v2};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::{failure, personal_tokens, use_api},
    components::ui::{Button, ConfirmDialog},
    state::toasts::use_toasts,
    text::{self, settings},
};

/// One token, with the button that revokes it.
#[component]
pub(super) fn Entry(
    /// The token, without its secret.
    token: v2::PersonalToken,
    /// Called once it is revoked.
    on_gone: Callback<PersonalTokenId>,
) -> impl IntoView {
    let is_over = text::is_past(token.expires_at);
    let day = text::local_date(token.expires_at);
    let end = if is_over { settings::ended(&day) } else { settings::ends(&day) };
    let used = token.last_used_at.map(|at| settings::last_used(&text::moment(at)));
    let scopes: Vec<_> = token.scopes.iter().map(|scope| settings::scope(*scope)).collect();
    view! {
        <li class="settings__entry" class:settings__entry--over=is_over>
            <div class="settings__thing">
                <h3 class="settings__name">
                    <span dir="auto">{token.name.clone()}</span>
                    {is_over.then(|| view! { <span class="badge" data-state="deleted">{settings::OVER}</span> })}
                </h3>
                <p class="settings__scopes">{scopes.join(", ")}</p>
                <p class="facts">
                    <span><code>{token.hint}"…"</code></span>
                    <span>{end}</span>
                    <span>{used.unwrap_or_else(|| settings::NEVER_USED.to_owned())}</span>
                </p>
            </div>
            <Revoke id=token.id name=token.name on_gone />
        </li>
    }
}

#[component]
fn Revoke(id: PersonalTokenId, name: String, on_gone: Callback<PersonalTokenId>) -> impl IntoView {
    let (api, toasts) = (use_api(), use_toasts());
    let (is_open, is_busy) = (RwSignal::new(false), RwSignal::new(false));
    let revoke = move |()| {
        is_busy.set(true);
        spawn_local(async move {
            let answer = personal_tokens::revoke(api, id).await;
            // The page may be gone by now.
            if is_busy.try_set(false).is_some() {
                return;
            }
            is_open.set(false);
            match answer {
                Ok(()) => {
                    toasts.success(settings::REVOKED);
                    on_gone.run(id);
                }
                Err(error) => toasts.error(failure::said(&error)),
            }
        });
    };
    let (label, warning) = (settings::revoke_named(&name), settings::revoke_text(&name));
    view! {
        <Button is_small=true on_click=move |()| is_open.set(true)>
            <span aria-hidden="true">{settings::REVOKE}</span>
            <span class="visually-hidden">{label}</span>
        </Button>
        <ConfirmDialog
            id="ask-revoke"
            is_open
            title=Signal::stored(settings::REVOKE_TITLE.to_owned())
            text=Signal::stored(warning)
            confirm=Signal::stored(settings::REVOKE.to_owned())
            cancel=settings::CANCEL
            is_danger=true
            is_busy
            on_confirm=revoke
        />
    }
}
