//! Another password for one's own account.

use broadsheet_shared::{v2, value::Password};
use leptos::{ev, prelude::*, task::spawn_local};

use super::{email::filled, refuse};
use crate::{
    api::{account, use_api},
    components::ui::{Button, Callout, CalloutTone},
    forms::{Field, Form, NewPasswordField, PasswordField},
    pages::register::METER,
    state::{session::use_session, strength::use_strength, toasts::use_toasts},
    text::{account as words, credentials as text},
};

/// The part of the page about the password.
#[component]
pub(in crate::pages::settings) fn PasswordPart() -> impl IntoView {
    let (api, session, toasts) = (use_api(), use_session(), use_toasts());
    let current = Field::new("current-password", "/current_password", filled);
    let new = Field::new("new-password", "/password", |text| Password::parse(text).map(drop));
    let strength = use_strength(move || question(session.person(), new.text.get()));
    let is_busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<String>);
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let form = Form::new([current, new]);
        if is_busy.get_untracked() || !form.judge() {
            return;
        }
        is_busy.set(true);
        failure.set(None);
        let wanted =
            v2::ChangePassword { current_password: current.text.get_untracked(), password: new.text.get_untracked() };
        spawn_local(async move {
            let answer = account::change_password(api, &wanted).await;
            // The page may be gone by now.
            if is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(()) => {
                    form.clear();
                    toasts.success(text::PASSWORD_CHANGED);
                }
                Err(error) => failure.set(refuse(&form, &error)),
            }
        });
    };
    // Password managers look for the name even where it is not asked for.
    let username = move || session.person().map(|me| me.user.username);
    view! {
        <section class="settings__section" aria-labelledby="account-password">
            <h2 class="settings__heading" id="account-password">{text::PASSWORD_PART}</h2>
            <form class="form settings__form" novalidate=true on:submit=submit>
                {move || failure.get().map(|said| view! { <Callout tone=CalloutTone::Error><p>{said}</p></Callout> })}
                <input
                    class="visually-hidden"
                    type="text"
                    autocomplete="username"
                    tabindex="-1"
                    aria-hidden="true"
                    readonly=true
                    prop:value=username
                />
                <PasswordField
                    field=current
                    label=text::CURRENT_PASSWORD
                    autocomplete="current-password"
                    show_label=words::SHOW
                    hide_label=words::HIDE
                />
                <NewPasswordField
                    field=new
                    label=text::NEW_PASSWORD
                    hint=words::PASSWORD_HINT
                    show_label=words::SHOW
                    hide_label=words::HIDE
                    strength
                    text=METER
                />
                <Button is_submit=true is_busy>{text::CHANGE_PASSWORD}</Button>
            </form>
        </section>
    }
}

/// What the meter asks about this person's password to be.
fn question(me: Option<v2::Me>, password: String) -> v2::CheckPassword {
    let Some(me) = me else { return v2::CheckPassword { password, ..v2::CheckPassword::default() } };
    let email = me.email.unwrap_or_default();
    let v2::UserRef { username, display_name, .. } = me.user;
    v2::CheckPassword { password, username, display_name, email, token: None }
}
