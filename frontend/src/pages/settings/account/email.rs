//! The address of one's own account: what it is, whether it is confirmed, and another one.

use broadsheet_shared::{
    v2,
    value::{EmailAddress, ValueError},
};
use leptos::{ev, prelude::*, task::spawn_local};

use super::refuse;
use crate::{
    api::{account, failure, use_api},
    components::ui::{Button, Callout, CalloutTone},
    forms::{Field, Form, PasswordField, TextField, catch_focus},
    state::{session::use_session, toasts::use_toasts},
    text::{account as words, credentials as text},
};

/// The heading, which takes the focus of a button that goes.
const HEADING: &str = "account-email";

/// The part of the page about the address.
#[component]
pub(super) fn EmailPart() -> impl IntoView {
    let session = use_session();
    // What was said of the last change.
    let told = RwSignal::new(None::<String>);
    let present = move || {
        let me = session.person()?;
        let pending = me.pending_email.map(|address| {
            view! {
                <p class="settings__note">{text::pending(&address)}</p>
                <KeepPresent told />
            }
        });
        let state = if me.is_email_confirmed { text::IS_CONFIRMED } else { text::IS_NOT_CONFIRMED };
        let address = match me.email {
            Some(address) => {
                view! { <p class="settings__note"><strong>{address}</strong> " (" {state} ")"</p> }.into_any()
            }
            None => view! { <p class="settings__note">{text::NO_ADDRESS}</p> }.into_any(),
        };
        Some(view! { {address} {pending} })
    };
    // Another hint is another form: what was typed into the former one is done with by then.
    let is_confirmed = Memo::new(move |_| session.person().is_none_or(|me| me.is_email_confirmed));
    let form = move || {
        told.set(None);
        view! { <EmailForm is_confirmed=is_confirmed.get() told /> }
    };
    view! {
        <section class="settings__section" aria-labelledby=HEADING>
            <h2 class="settings__heading" id=HEADING tabindex="-1">{text::EMAIL_PART}</h2>
            {present}
            {form}
        </section>
    }
}

/// The button that takes back a change which waits.
#[component]
fn KeepPresent(
    /// What was said of the change, which is over then.
    told: RwSignal<Option<String>>,
) -> impl IntoView {
    let (api, session, toasts) = (use_api(), use_session(), use_toasts());
    let is_busy = RwSignal::new(false);
    let keep = move |()| {
        is_busy.set(true);
        spawn_local(async move {
            let answer = account::keep_email(api).await;
            // The page may be gone by now.
            if is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(()) => {
                    told.set(None);
                    toasts.success(text::EMAIL_KEPT);
                    session.look_again().await;
                    catch_focus(HEADING);
                }
                Err(error) => toasts.error(failure::said(&error)),
            }
        });
    };
    view! {
        <div class="settings__actions">
            <Button is_small=true is_busy on_click=keep>{text::KEEP_EMAIL}</Button>
        </div>
    }
}

#[component]
fn EmailForm(
    /// Whether the present address is confirmed.
    is_confirmed: bool,
    /// What is said of a change that was asked for.
    told: RwSignal<Option<String>>,
) -> impl IntoView {
    let (api, session) = (use_api(), use_session());
    let email = Field::new("new-email", "/email", |text| EmailAddress::parse(text).map(drop));
    let password = Field::new("email-password", "/current_password", filled);
    let is_busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<String>);
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let form = Form::new([email, password]);
        if is_busy.get_untracked() || !form.judge() {
            return;
        }
        is_busy.set(true);
        failure.set(None);
        told.set(None);
        let wanted =
            v2::ChangeEmail { email: email.text.get_untracked(), current_password: password.text.get_untracked() };
        spawn_local(async move {
            let answer = account::change_email(api, &wanted).await;
            // The page may be gone by now.
            if is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(notice) => {
                    form.clear();
                    told.set(Some(notice.message));
                    session.look_again().await;
                }
                Err(error) => failure.set(refuse(&form, &error)),
            }
        });
    };
    view! {
        <form class="form settings__form" novalidate=true on:submit=submit>
            {move || told.get().map(|said| view! { <Callout><p>{said}</p></Callout> })}
            {move || failure.get().map(|said| view! { <Callout tone=CalloutTone::Error><p>{said}</p></Callout> })}
            <TextField
                field=email
                label=text::NEW_EMAIL
                hint=if is_confirmed { text::NEW_EMAIL_HINT } else { text::OTHER_EMAIL_HINT }
                kind="email"
                autocomplete="email"
                is_required=true
                is_verbatim=true
            />
            <PasswordField
                field=password
                label=text::CURRENT_PASSWORD
                autocomplete="current-password"
                show_label=words::SHOW
                hide_label=words::HIDE
            />
            <Button is_submit=true is_busy>{text::CHANGE_EMAIL}</Button>
        </form>
    }
}

/// Only an empty field is wrong: whether it is the password is the server's to know.
pub(super) fn filled(text: &str) -> Result<(), ValueError> {
    if text.is_empty() { Err(ValueError::Invalid(words::PASSWORD_MISSING)) } else { Ok(()) }
}
