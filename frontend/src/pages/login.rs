//! The sign-in page, the form that it shares with the dialog for ended sessions, and the way on from there.

mod again;
mod by_passkey;
mod next;
mod second_step;

use broadsheet_shared::{problem::Code, v2, value::ValueError};
use leptos::{ev, prelude::*, task::spawn_local};

use self::{by_passkey::ByPasskey, second_step::SecondStep};
pub use again::SignInAgain;
pub use next::local_path;

use crate::{
    api::{
        ApiError,
        auth::{self, SignIn},
        failure, use_api,
    },
    components::ui::{Button, Callout, CalloutTone, Weight},
    forms::{Field, Form, PasswordField, TextField},
    head::Head,
    paths,
    state::{reading::use_site, session::use_session, tab::use_head, toasts::use_toasts},
    text::account as text,
};

/// The sign-in page. Its guard knows where to go afterwards.
pub fn login_page() -> AnyView {
    use_head(&Head::hidden(text::SIGN_IN));
    let may_register = use_site().registration.is_for_all();
    view! { <LoginView may_register /> }.into_any()
}

#[component]
fn LoginView(
    /// False hides the way to the registration page.
    may_register: bool,
) -> impl IntoView {
    let toasts = use_toasts();
    let done = move |()| toasts.success(text::WELCOME_BACK);
    let register = may_register.then(|| {
        view! { <p class="account__other">{text::NO_ACCOUNT} " " <a href=paths::REGISTER>{text::REGISTER_LINK}</a></p> }
    });
    view! {
        <div class="page account">
            <div class="account__box">
                <h1 class="account__title">{text::SIGN_IN}</h1>
                <SignInForm on_done=done />
                <p class="account__other"><a href=paths::FORGOT>{text::FORGOT_LINK}</a></p>
                {register}
            </div>
        </div>
    }
}

/// Name and password. With a fixed name only the password is asked for.
#[component]
pub(super) fn SignInForm(
    /// Signs in this person and no other.
    #[prop(optional)]
    fixed: Option<String>,
    /// Called once somebody is signed in.
    #[prop(into)]
    on_done: Callback<()>,
) -> impl IntoView {
    let api = use_api();
    let session = use_session();
    let login = Field::new("login", "/login", |text| filled(text, text::LOGIN_MISSING));
    let password = Field::new("password", "/password", |text| filled(text, text::PASSWORD_MISSING));
    let is_busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<String>);
    let is_fixed = fixed.is_some();
    let asked = RwSignal::new(None::<v2::SecondFactorChallenge>);
    let enter = Callback::new(move |grant: v2::AccessGrant| {
        session.sign_in(grant);
        on_done.run(());
    });
    let start_again = Callback::new(move |said: Option<String>| {
        password.clear();
        failure.set(said);
        asked.set(None);
    });
    if let Some(name) = &fixed {
        login.text.set(name.clone());
    }
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if is_busy.get_untracked() || !Form::new([login, password]).judge() {
            return;
        }
        is_busy.set(true);
        failure.set(None);
        let wanted = v2::Login { login: login.text.get_untracked(), password: password.text.get_untracked() };
        spawn_local(async move {
            let answer = auth::login(api, &wanted).await;
            // The page may be gone by now.
            if is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(SignIn::Done(grant)) => enter.run(*grant),
                Ok(SignIn::Asked(challenge)) => asked.set(Some(*challenge)),
                Err(error) => failure.set(Some(said(&error))),
            }
        });
    };
    let name = (!is_fixed).then(|| {
        view! { <TextField field=login label=text::LOGIN autocomplete="username" is_required=true is_verbatim=true /> }
    });
    // Password managers look for the name even where it is not asked for.
    let hidden_name = fixed.map(|name| {
        view! { <input class="visually-hidden" type="text" autocomplete="username" tabindex="-1" aria-hidden="true" readonly=true value=name /> }
    });
    view! {
        {move || asked.get().map(|challenge| view! { <SecondStep challenge on_done=enter on_again=start_again /> })}
        <form class="form" novalidate=true hidden=move || asked.with(Option::is_some) on:submit=submit>
            {move || failure.get().map(|said| view! { <Callout tone=CalloutTone::Error><p>{said}</p></Callout> })}
            {name}
            {hidden_name}
            <PasswordField
                field=password
                label=text::PASSWORD
                autocomplete="current-password"
                show_label=text::SHOW
                hide_label=text::HIDE
            />
            <Button weight=Weight::Primary is_submit=true is_busy>{text::SIGN_IN}</Button>
            <ByPasskey on_done=enter failure />
        </form>
    }
}

fn said(error: &ApiError) -> String {
    match error.code() {
        Some(Code::CredentialsInvalid) => text::WRONG_CREDENTIALS.to_owned(),
        _ => failure::said(error),
    }
}

/// Only an empty field is wrong: which names and passwords exist is the server's to know.
fn filled(text: &str, message: &'static str) -> Result<(), ValueError> {
    if text.is_empty() { Err(ValueError::Invalid(message)) } else { Ok(()) }
}
