//! Another username, with the present password.

use broadsheet_shared::{
    v2,
    value::{Username, ValueError},
};
use leptos::{ev, prelude::*, task::spawn_local};

use super::refuse;
use crate::{
    api::{me, use_api},
    components::ui::{Button, Callout, CalloutTone},
    forms::{Field, Form, PasswordField, TextField},
    state::{leaving::typed, session::use_session, toasts::use_toasts},
    text::{account, profile as text},
};

/// The form for another username.
#[component]
pub(super) fn UsernameForm(
    /// The present one.
    username: String,
) -> impl IntoView {
    let (api, session, toasts) = (use_api(), use_session(), use_toasts());
    let name = Field::new("new-username", "/username", |text| Username::parse(text).map(drop));
    let password = Field::new("current-password", "/current_password", |text| match text {
        "" => Err(ValueError::Invalid(text::PASSWORD_MISSING)),
        _ => Ok(()),
    });
    name.text.set(username);
    let is_busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<String>);
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let form = Form::new([name, password]);
        if is_busy.get_untracked() || !form.judge() {
            return;
        }
        is_busy.set(true);
        failure.set(None);
        let change =
            v2::ChangeUsername { username: name.text.get_untracked(), current_password: password.text.get_untracked() };
        spawn_local(async move {
            let answer = me::rename(api, &change).await;
            // The page may be gone by now.
            if is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(me) => {
                    password.clear();
                    typed::settle(name.id);
                    toasts.success(text::renamed(&me.user.username));
                    session.take_account(me);
                }
                Err(error) => failure.set(refuse(&form, &error)),
            }
        });
    };
    view! {
        <section class="settings__section" aria-labelledby="profile-username">
            <h2 class="settings__heading" id="profile-username">{text::USERNAME}</h2>
            <p class="settings__lead">{text::USERNAME_LEAD}</p>
            <form class="form settings__form" novalidate=true on:submit=submit>
            {move || failure.get().map(|said| view! { <Callout tone=CalloutTone::Error><p>{said}</p></Callout> })}
            <TextField field=name label=text::NEW_USERNAME hint=account::USERNAME_HINT is_required=true is_verbatim=true />
            <PasswordField
                field=password
                label=text::CURRENT_PASSWORD
                autocomplete="current-password"
                show_label=account::SHOW
                hide_label=account::HIDE
            />
            <Button is_submit=true is_busy>{text::RENAME}</Button>
            </form>
        </section>
    }
}
