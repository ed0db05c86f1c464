//! The registration page: what it asks for depends on the site's mode. Makes the account, then signs in.

mod account;
mod door;
mod proof;

use broadsheet_shared::{
    problem::Code,
    v2::{self, RegistrationMode},
};
use leptos::{ev, prelude::*, task::spawn_local};

pub use account::{AccountFields, AccountFieldset, METER};

use self::door::Door;
use crate::{
    api::{
        Api, ApiError, addresses,
        auth::{self, SignIn},
        failure, use_api,
    },
    components::{
        state::Empty,
        ui::{Button, Callout, CalloutTone, Weight},
    },
    forms::{CheckBox, Field, Form, TextArea, focus},
    head::Head,
    pages::arrival::arrival,
    paths,
    state::{
        location,
        reading::{read, use_site},
        session::{Session, use_session},
        tab::use_head,
        toasts::use_toasts,
    },
    text::{account as text, credentials},
};

/// The id of the box by which one agrees to the terms.
const TERMS_BOX: &str = "accept-terms";

/// The registration page. Its guard knows where to go afterwards.
pub fn register_page() -> AnyView {
    use_head(&Head::hidden(text::REGISTER));
    let invitation = take_invitation();
    let form = read::<v2::RegistrationForm>(addresses::REGISTRATION.to_owned());
    let body = move || {
        let invitation = invitation.clone();
        arrival(form.get(), move |form| by_mode(form, invitation))
    };
    view! {
        <div class="page account">
            <div class="account__box">
                <h1 class="account__title">{text::REGISTER}</h1>
                {body}
                <p class="account__other">{text::HAVE_ACCOUNT} " " <a href=paths::LOGIN>{text::SIGN_IN}</a></p>
            </div>
        </div>
    }
    .into_any()
}

fn by_mode(form: v2::RegistrationForm, invitation: Option<String>) -> AnyView {
    match (form.mode, &invitation) {
        (RegistrationMode::Closed, _) => view! { <p class="account__lead">{text::REGISTRATION_CLOSED}</p> }.into_any(),
        (RegistrationMode::Invitation, None) => {
            view! { <Empty title=text::INVITATION_NEEDED.to_owned() hint=text::INVITATION_NEEDED_HINT /> }.into_any()
        }
        _ => view! { <RegisterForm form invitation /> }.into_any(),
    }
}

#[component]
fn RegisterForm(
    /// What the site asks for.
    form: v2::RegistrationForm,
    /// The secret of an invitation.
    invitation: Option<String>,
) -> impl IntoView {
    let (api, session, toasts) = (use_api(), use_session(), use_toasts());
    let sends_mail = use_site().sends_mail;
    let is_waited_for = form.mode == RegistrationMode::Approval && invitation.is_none();
    let lead = match (is_waited_for, &invitation) {
        (true, _) => text::REGISTER_APPROVAL_LEAD,
        (false, Some(_)) => text::REGISTER_INVITED_LEAD,
        (false, None) => text::REGISTER_LEAD,
    };
    let domains = (invitation.is_none() && !form.allowed_domains.is_empty())
        .then(|| view! { <p class="account__other">{text::only_domains(&form.allowed_domains)}</p> });
    let fields = AccountFields::empty();
    let door = Door::new(form, invitation);
    let note = is_waited_for.then(|| view! { <TextArea field=door.note label=text::NOTE hint=text::NOTE_HINT /> });
    let is_busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<String>);
    // What the server said, where the sign-in after it did not work: as when staff let people in one by one.
    let registered = RwSignal::new(None::<String>);
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let form = Form::new(fields.all().into_iter().chain([door.note]));
        if is_busy.get_untracked() {
            return;
        }
        // Both are said at once; the focus goes to what comes first.
        match (form.judge(), door.judge_terms()) {
            (true, true) => {}
            (true, false) => return focus(TERMS_BOX),
            (false, _) => return,
        }
        is_busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let answer = register(api, session, door, fields.request()).await;
            // The page may be gone by now.
            if is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                // The page's guard leads on.
                Ok(Outcome::SignedIn) => toasts.success(credentials::welcome(sends_mail)),
                Ok(Outcome::Registered(message)) => registered.set(Some(message)),
                Err(error) if door.refuse_terms(&error) => {
                    focus(TERMS_BOX);
                    // What is said at the box is not said above the form as well.
                    let _ = refuse(&form, fields.username, &error);
                }
                Err(error) => failure.set(refuse(&form, fields.username, &error)),
            }
        });
    };
    view! {
        <p class="account__lead">{lead}</p>
        <Done registered />
        <form class="form" novalidate=true hidden=move || registered.with(Option::is_some) on:submit=submit>
            {move || failure.get().map(|said| view! { <Callout tone=CalloutTone::Error><p>{said}</p></Callout> })}
            {domains}
            <AccountFieldset fields />
            {note}
            <Terms door />
            <Trap door />
            <Button weight=Weight::Primary is_submit=true is_busy>{text::REGISTER_BUTTON}</Button>
        </form>
    }
}

/// What is left to do, once the account is made.
#[component]
fn Done(registered: RwSignal<Option<String>>) -> impl IntoView {
    move || {
        registered.get().map(|message| {
            view! {
                <Callout>
                    <p><strong>{text::REGISTERED_TITLE}</strong></p>
                    <p>{message}</p>
                    <p><a href=paths::LOGIN>{text::GO_SIGN_IN}</a></p>
                </Callout>
            }
        })
    }
}

/// What must be agreed to, if anything.
#[component]
fn Terms(door: Door) -> impl IntoView {
    move || {
        let terms = door.terms()?;
        let link = terms.url.map(|url| {
            view! {
                <p class="terms__link">
                    {text::TERMS_READ} " " <a href=url target="_blank" rel="noopener">{text::TERMS_LINK}</a> "."
                </p>
            }
        });
        let words = (!terms.text.is_empty()).then(|| {
            view! { <div class="terms__text" tabindex="0" role="region" aria-label=text::TERMS dir="auto">{terms.text}</div> }
        });
        Some(view! {
            <div class="terms">
                {words}
                {link}
                <CheckBox
                    id=TERMS_BOX
                    label=text::TERMS_AGREE
                    is_ticked=door.agrees
                    error=Signal::derive(move || door.terms_error())
                />
            </div>
        })
    }
}

/// A field that people neither see nor reach; programs that fill in every field give themselves away.
#[component]
fn Trap(door: Door) -> impl IntoView {
    view! {
        <div class="visually-hidden" aria-hidden="true">
            <label for="homepage-address">{text::TRAP}</label>
            <input
                id="homepage-address"
                name="homepage-address"
                type="text"
                tabindex="-1"
                autocomplete="off"
                prop:value=door.trap
                on:input=move |event| door.trap.set(event_target_value(&event))
            />
        </div>
    }
}

enum Outcome {
    SignedIn,
    Registered(String),
}

/// Makes the account and signs in; an account whose sign-in fails is made all the same.
async fn register(api: Api, session: Session, door: Door, account: v2::Register) -> Result<Outcome, ApiError> {
    let registered = door.pass(api, &account).await?;
    let login = v2::Login { login: account.username.clone(), password: account.password.clone() };
    match auth::login(api, &login).await {
        Ok(SignIn::Done(grant)) => {
            session.sign_in(*grant);
            Ok(Outcome::SignedIn)
        }
        // A new account has no second factor; the sign-in page would ask for one.
        Ok(SignIn::Asked(_)) | Err(_) => Ok(Outcome::Registered(registered.message)),
    }
}

/// Puts the server's messages beside their fields; gives back what belongs above the form.
pub(super) fn refuse(form: &Form, username: Field, error: &ApiError) -> Option<String> {
    let ApiError::Problem(problem) = error else { return Some(failure::said(error)) };
    if problem.code == Code::UsernameTaken && problem.errors.is_empty() {
        username.refuse(failure::said(error));
        return None;
    }
    let rest = form.refuse(&problem.errors);
    if problem.errors.is_empty() { Some(failure::said(error)) } else { rest.into_iter().next() }
}

/// The secret from the fragment, which is taken out of the address and so out of the history.
fn take_invitation() -> Option<String> {
    let fragment = window().location().hash().unwrap_or_default();
    let token = invitation_of(&fragment)?;
    let query = window().location().search().unwrap_or_default();
    location::show_address(&format!("{}{query}", paths::REGISTER));
    Some(token)
}

/// `#invitation=<secret>`.
fn invitation_of(fragment: &str) -> Option<String> {
    let token = paths::parameter(fragment.strip_prefix('#')?, "invitation")?;
    (token.len() <= 100).then_some(token)
}

#[cfg(test)]
mod tests {
    use super::invitation_of;

    #[test]
    fn the_invitation_is_found_in_the_fragment() {
        assert_eq!(invitation_of("#invitation=abc-1").as_deref(), Some("abc-1"));
        for nothing in ["", "#", "#invitation=", "#abc", "invitation=abc", &format!("#invitation={}", "x".repeat(101))]
        {
            assert_eq!(invitation_of(nothing), None, "{nothing}");
        }
    }
}
