//! The form that asks for a mail: for the confirmation link again, or for a link to a new password. The answer is the same
//! whoever is meant, so the form says no more than the server does.

use broadsheet_shared::{v2, value::ValueError};
use leptos::{ev, prelude::*, task::spawn_local};

use crate::{
    api::{auth, failure, use_api},
    components::ui::{Button, Callout, CalloutTone, Weight},
    forms::{Field, Form, TextField},
    state::{reading::use_site, session::use_session},
    text::{account, credentials as text},
};

/// Which mail is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// The confirmation link.
    Confirmation,
    /// A link to a new password.
    NewPassword,
}

impl Wanted {
    const fn button(self) -> &'static str {
        match self {
            Self::Confirmation => text::SEND_AGAIN,
            Self::NewPassword => text::FORGOT_BUTTON,
        }
    }
}

/// Name or address, and what came of it. On a site without mail it says so instead.
#[component]
pub(super) fn MailForm(wanted: Wanted) -> impl IntoView {
    if !use_site().sends_mail {
        return view! { <Callout><p>{text::NO_MAIL}</p></Callout> }.into_any();
    }
    let (api, session) = (use_api(), use_session());
    let login = Field::new("login", "/login", named);
    // Whoever is signed in is meant, unless they say otherwise.
    Effect::new(move |_| {
        if let Some(me) = session.person()
            && login.text.with_untracked(String::is_empty)
        {
            login.text.set(me.user.username);
        }
    });
    let is_busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<String>);
    let told = RwSignal::new(None::<String>);
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let form = Form::new([login]);
        if is_busy.get_untracked() || !form.judge() {
            return;
        }
        is_busy.set(true);
        failure.set(None);
        told.set(None);
        let request = v2::RequestMail { login: login.text.get_untracked() };
        spawn_local(async move {
            let answer = match wanted {
                Wanted::Confirmation => auth::resend_confirmation(api, &request).await,
                Wanted::NewPassword => auth::forgot_password(api, &request).await,
            };
            // The page may be gone by now.
            if is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(notice) => told.set(Some(notice.message)),
                Err(error) => failure.set(Some(failure::said(&error))),
            }
        });
    };
    let asked = move || {
        let message = told.get()?;
        Some(view! { <Callout><p><strong>{text::MAIL_ASKED}</strong></p><p>{message}</p></Callout> })
    };
    view! {
        <form class="form" novalidate=true on:submit=submit>
            {asked}
            {move || failure.get().map(|said| view! { <Callout tone=CalloutTone::Error><p>{said}</p></Callout> })}
            <TextField field=login label=account::LOGIN autocomplete="username" is_required=true is_verbatim=true />
            <Button weight=Weight::Primary is_submit=true is_busy>{wanted.button()}</Button>
        </form>
    }
    .into_any()
}

fn named(text: &str) -> Result<(), ValueError> {
    if text.trim().is_empty() { Err(ValueError::Invalid(account::LOGIN_MISSING)) } else { Ok(()) }
}
