//! The page behind the link to a new password.

use broadsheet_shared::{problem::Code, v2, value::Password};
use leptos::{ev, prelude::*, task::spawn_local};

use super::{
    link::{hear_token, take_token},
    mail_form::{MailForm, Wanted},
    register::METER,
};
use crate::{
    api::{ApiError, auth, failure, use_api},
    components::ui::{Button, Callout, CalloutTone, Weight},
    forms::{Field, Form, NewPasswordField},
    head::Head,
    paths,
    state::{
        session::{Session, SessionState, use_session},
        strength::use_strength,
        tab::use_head,
    },
    text::{account, credentials as text},
};

/// How far it has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// The link lacks its secret.
    Incomplete,
    /// It waits for the new password.
    Choosing,
    /// The password is changed.
    Done,
    /// The link is no longer good.
    Over,
}

/// The page behind the link to a new password.
pub fn reset_page() -> AnyView {
    use_head(&Head::hidden(text::RESET));
    let token = StoredValue::new(take_token(paths::RESET));
    let stage = RwSignal::new(if token.with_value(Option::is_some) { Stage::Choosing } else { Stage::Incomplete });
    hear_token(paths::RESET, move |fresh| {
        token.set_value(Some(fresh));
        stage.set(Stage::Choosing);
    });
    let content = move || match stage.get() {
        Stage::Choosing => view! { <Choosing token=token.get_value().unwrap_or_default() stage /> }.into_any(),
        Stage::Done => view! {
            <h1 class="account__title">{text::RESET_DONE}</h1>
            <p class="account__lead">{text::RESET_DONE_HINT}</p>
            <p><a class="button button--primary" href=paths::LOGIN>{account::SIGN_IN}</a></p>
        }
        .into_any(),
        Stage::Over => again(text::LINK_OVER, text::RESET_OVER_HINT),
        Stage::Incomplete => again(text::LINK_INCOMPLETE, text::LINK_INCOMPLETE_HINT),
    };
    view! { <div class="page account"><div class="account__box" aria-live="polite">{content}</div></div> }.into_any()
}

fn again(title: &'static str, hint: &'static str) -> AnyView {
    view! {
        <h1 class="account__title">{title}</h1>
        <p class="account__lead">{hint}</p>
        <MailForm wanted=Wanted::NewPassword />
    }
    .into_any()
}

#[component]
fn Choosing(
    /// The link's secret.
    token: String,
    /// Set when the server has answered.
    stage: RwSignal<Stage>,
) -> impl IntoView {
    let (api, session) = (use_api(), use_session());
    let password = Field::new("password", "/password", |text| Password::parse(text).map(drop));
    let token = v2::LinkToken(token);
    // Whose password it is, the link knows and this page does not.
    let link = token.clone();
    let strength = use_strength(move || v2::CheckPassword {
        password: password.text.get(),
        token: Some(link.clone()),
        ..v2::CheckPassword::default()
    });
    let is_busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<String>);
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let form = Form::new([password]);
        if is_busy.get_untracked() || !form.judge() {
            return;
        }
        is_busy.set(true);
        failure.set(None);
        let wanted = v2::ResetPassword { token: token.clone(), password: password.text.get_untracked() };
        spawn_local(async move {
            let answer = auth::reset_password(api, &wanted).await;
            // The page may be gone by now.
            if is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(_) => {
                    forget_ended(session).await;
                    stage.set(Stage::Done);
                }
                Err(error) if error.code() == Some(Code::LinkInvalid) => stage.set(Stage::Over),
                Err(error) => failure.set(said(&form, &error)),
            }
        });
    };
    view! {
        <h1 class="account__title">{text::RESET}</h1>
        <p class="account__lead">{text::RESET_LEAD}</p>
        <form class="form" novalidate=true on:submit=submit>
            {move || failure.get().map(|said| view! { <Callout tone=CalloutTone::Error><p>{said}</p></Callout> })}
            <NewPasswordField
                field=password
                label=text::NEW_PASSWORD
                hint=account::PASSWORD_HINT
                show_label=account::SHOW
                hide_label=account::HIDE
                strength
                text=METER
            />
            <Button weight=Weight::Primary is_submit=true is_busy>{text::RESET_BUTTON}</Button>
        </form>
    }
}

/// A session of this browser that ended with the reset is no surprise: nobody is asked to sign in again for it.
async fn forget_ended(session: Session) {
    session.look_again().await;
    if matches!(untrack(|| session.state()), SessionState::Ended(_)) {
        session.give_up();
    }
}

/// Puts the server's message beside the field; gives back what belongs above the form.
fn said(form: &Form, error: &ApiError) -> Option<String> {
    match error {
        ApiError::Problem(problem) if !problem.errors.is_empty() => form.refuse(&problem.errors).into_iter().next(),
        _ => Some(failure::said(error)),
    }
}
