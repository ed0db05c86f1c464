//! Making an account, signing in and out, and the account that asks.

use aide::{
    axum::{
        ApiRouter,
        routing::{get_with, post_with},
    },
    transform::TransformOperation,
};
use axum::{extract::State, http::StatusCode};
use broadsheet_shared::{limit::Action, problem::Code, v1};

use super::{convert, example};
use crate::{
    domain::user::Account,
    http::{
        Answer, AppState, Problem, doc,
        extract::{Device, Json, SignedIn, access},
        registration,
    },
    services::{accounts, sessions},
};

/// The operations of `/auth`, and `/me`.
pub fn routes() -> ApiRouter<AppState> {
    ApiRouter::new()
        .api_route("/auth/registration", get_with(show_form, show_form_doc))
        .api_route("/auth/register", post_with(register, register_doc))
        .api_route("/auth/login", post_with(login, login_doc))
        .api_route("/auth/logout", post_with(logout, logout_doc))
        .api_route("/me", get_with(show_me, show_me_doc))
}

async fn register(
    State(state): State<AppState>,
    Json(body): Json<v1::Register>,
) -> Answer<(StatusCode, Json<v1::Registered>)> {
    let application = body.application().map_err(Problem::invalid_fields)?;
    let registered = accounts::register(state.context(), application).await?;
    let message = registration::message(registered, state.context().mail.sends()).to_owned();
    Ok((StatusCode::ACCEPTED, Json(v1::Registered { message })))
}

fn register_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("register")
        .tag("auth")
        .with(doc::counts_as(Action::AuthRegister))
        .summary("Make an account")
        .description(
            "The answer is the same whatever happened to the address. A taken username is 409, and so is one that looks \
             like it. What others can see needs the address confirmed, by the link in a mail. `GET /auth/registration` \
             says what the site asks for beside name, address and password.",
        )
        .response_with::<202, Json<v1::Registered>, _>(|answer| {
            answer.description("The account is made.").example(example::registered())
        })
        .with(doc::problems(&[Code::UsernameTaken, Code::RegistrationClosed]))
}

async fn show_form(State(state): State<AppState>) -> Answer<Json<v1::RegistrationForm>> {
    Ok(Json(convert::registration_form(accounts::registration_form(state.context()).await?)))
}

fn show_form_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("showRegistrationForm")
        .tag("auth")
        .summary("Ask what a registration needs")
        .description(
            "Who may make an account, which terms must be agreed to, and a token that proves when the form was asked for.",
        )
        .response_with::<200, Json<v1::RegistrationForm>, _>(|answer| {
            answer.description("What to bring along.").example(example::registration_form())
        })
}

async fn login(
    State(state): State<AppState>,
    Device(device): Device,
    Json(body): Json<v1::Login>,
) -> Answer<Json<v1::Grant>> {
    let credentials = body.parse().map_err(Problem::invalid_fields)?;
    let grant = sessions::login_script(state.context(), credentials, device).await?;
    let (token, expires_at, user) = (grant.token, grant.expires_at, me(grant.account));
    Ok(Json(v1::Grant { token, token_type: "Bearer".to_owned(), expires_at, user }))
}

fn login_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("login")
        .tag("auth")
        .with(doc::counts_as(Action::AuthLogin))
        .summary("Sign in")
        .description(
            "By username, or by a confirmed address. Answers a token for scripts, good until 30 days pass without use; \
             it is listed among your sessions. Accounts with a second factor send a personal access token instead.",
        )
        .response_with::<200, Json<v1::Grant>, _>(|answer| {
            answer.description("The token, shown this once.").example(example::grant())
        })
        .with(doc::problems(&[
            Code::CredentialsInvalid,
            Code::SecondFactorUnsupported,
            Code::RegistrationWaiting,
            Code::RegistrationRefused,
        ]))
}

async fn logout(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::SigningOut>,
) -> Answer<StatusCode> {
    sessions::logout(state.context(), &actor, None).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn logout_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("logout")
        .tag("auth")
        .with(doc::counts_as(Action::AuthRefresh))
        .summary("Sign out")
        .description("The token that makes the call ends with it.")
        .response_with::<204, (), _>(|answer| answer.description("The token has ended."))
}

async fn show_me(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::ReadWhileEnrolling>,
) -> Answer<Json<v1::Me>> {
    Ok(Json(me(accounts::own_account(state.context(), &actor).await?)))
}

fn show_me_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("showMe")
        .tag("auth")
        .summary("Read your own account")
        .response_with::<200, Json<v1::Me>, _>(|answer| answer.description("Your account.").example(example::me()))
}

fn me(account: Account) -> v1::Me {
    let Account { user, roles, .. } = account;
    v1::Me {
        id: user.card.id,
        username: user.card.username,
        display_name: user.card.display_name,
        email: user.email,
        bio: user.bio_markdown,
        roles,
        created_at: user.created_at,
    }
}
