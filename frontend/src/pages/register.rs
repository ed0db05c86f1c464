//! The registration page: makes the account, then signs in.

use broadsheet_shared::{
    problem::Code,
    v2::{self, RegistrationMode},
    value::{DisplayName, EmailAddress, Password, Username},
};
use leptos::{ev, prelude::*, task::spawn_local};

use crate::{
    api::{Api, ApiError, auth, failure, use_api},
    components::ui::{Button, Callout, CalloutTone, Weight},
    forms::{Field, Form, PasswordField, TextField},
    head::Head,
    paths,
    state::{
        reading::use_site,
        session::{Session, use_session},
        tab::use_head,
        toasts::use_toasts,
    },
    text::{account as text, credentials},
};

/// The fields of an account.
#[derive(Debug, Clone, Copy)]
pub struct AccountFields {
    username: Field,
    display_name: Field,
    email: Field,
    password: Field,
}

impl AccountFields {
    /// Empty ones.
    pub fn empty() -> Self {
        Self {
            username: Field::new("username", "/username", |text| Username::parse(text).map(drop)),
            display_name: Field::new("display-name", "/display_name", |text| DisplayName::parse(text).map(drop)),
            email: Field::new("email", "/email", |text| EmailAddress::parse(text).map(drop)),
            password: Field::new("password", "/password", |text| Password::parse(text).map(drop)),
        }
    }

    /// In the order of the screen.
    pub fn all(&self) -> [Field; 4] {
        [self.username, self.display_name, self.email, self.password]
    }

    /// What was typed.
    pub fn request(&self) -> v2::Register {
        v2::Register {
            username: self.username.text.get_untracked(),
            email: self.email.text.get_untracked(),
            password: self.password.text.get_untracked(),
            display_name: self.display_name.text.get_untracked(),
        }
    }
}

/// The fields on the screen.
#[component]
pub(super) fn AccountFieldset(fields: AccountFields) -> impl IntoView {
    view! {
        <TextField
            field=fields.username
            label=text::USERNAME
            hint=text::USERNAME_HINT
            autocomplete="username"
            is_required=true
            is_verbatim=true
        />
        <TextField
            field=fields.display_name
            label=text::DISPLAY_NAME
            hint=text::DISPLAY_NAME_HINT
            autocomplete="name"
        />
        <TextField
            field=fields.email
            label=text::EMAIL
            hint=text::EMAIL_HINT
            kind="email"
            autocomplete="email"
            is_required=true
            is_verbatim=true
        />
        <PasswordField
            field=fields.password
            label=text::PASSWORD
            hint=text::PASSWORD_HINT
            autocomplete="new-password"
            show_label=text::SHOW
            hide_label=text::HIDE
        />
    }
}

/// The registration page. Its guard knows where to go afterwards.
pub fn register_page() -> AnyView {
    use_head(&Head::hidden(text::REGISTER));
    let body = match use_site().registration {
        RegistrationMode::Open => view! { <RegisterForm /> }.into_any(),
        RegistrationMode::Closed => view! { <p class="account__lead">{text::REGISTRATION_CLOSED}</p> }.into_any(),
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

#[component]
fn RegisterForm() -> impl IntoView {
    let (api, session, toasts) = (use_api(), use_session(), use_toasts());
    let sends_mail = use_site().sends_mail;
    let fields = AccountFields::empty();
    let is_busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<String>);
    // What the server said, where the sign-in after it did not work: as when the address must be confirmed first.
    let registered = RwSignal::new(None::<String>);
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let form = Form::new(fields.all());
        if is_busy.get_untracked() || !form.judge() {
            return;
        }
        is_busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let answer = register(api, session, &fields.request()).await;
            // The page may be gone by now.
            if is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                // The page's guard leads on.
                Ok(Outcome::SignedIn) => toasts.success(credentials::welcome(sends_mail)),
                Ok(Outcome::Registered(message)) => registered.set(Some(message)),
                Err(error) => failure.set(refuse(&form, fields.username, &error)),
            }
        });
    };
    let shown = move || match registered.get() {
        Some(message) => view! {
            <Callout>
                <p><strong>{text::REGISTERED_TITLE}</strong></p>
                <p>{message}</p>
                <p><a href=paths::LOGIN>{text::GO_SIGN_IN}</a></p>
            </Callout>
        }
        .into_any(),
        None => ().into_any(),
    };
    view! {
        <p class="account__lead">{text::REGISTER_LEAD}</p>
        {shown}
        <form class="form" novalidate=true hidden=move || registered.with(Option::is_some) on:submit=submit>
            {move || failure.get().map(|said| view! { <Callout tone=CalloutTone::Error><p>{said}</p></Callout> })}
            <AccountFieldset fields />
            <Button weight=Weight::Primary is_submit=true is_busy>{text::REGISTER_BUTTON}</Button>
        </form>
    }
}

enum Outcome {
    SignedIn,
    Registered(String),
}

/// Makes the account and signs in; an account whose sign-in fails is made all the same.
async fn register(api: Api, session: Session, account: &v2::Register) -> Result<Outcome, ApiError> {
    let registered = auth::register(api, account).await?;
    let login = v2::Login { login: account.username.clone(), password: account.password.clone() };
    match auth::login(api, &login).await {
        Ok(grant) => {
            session.sign_in(grant);
            Ok(Outcome::SignedIn)
        }
        Err(_) => Ok(Outcome::Registered(registered.message)),
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
