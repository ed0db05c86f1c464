//! Making an account, signing in, staying signed in, signing out.

use aide::{
    axum::{ApiRouter, routing::post_with},
    transform::TransformOperation,
};
use axum::{
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode},
    response::Response,
};
use broadsheet_shared::{limit::Action, problem::Code, v2};

use super::{convert, example};
use crate::{
    domain::{actor::Actor, session},
    http::{
        Answer, AppState, Problem, doc,
        extract::{DeliberateCall, Device, Json, SameSite, SignedIn, access},
        registration, session_cookie,
    },
    services::{
        ServiceError, accounts,
        sessions::{self, Arrival, SignIn},
    },
};

const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");

/// The operations of `/auth` that sign in and out.
pub fn routes() -> ApiRouter<AppState> {
    ApiRouter::new()
        .api_route("/auth/register", post_with(register, register_doc))
        .api_route("/auth/login", post_with(login, login_doc))
        .api_route("/auth/refresh", post_with(refresh, refresh_doc))
        .api_route("/auth/logout", post_with(logout, logout_doc))
}

async fn register(
    State(state): State<AppState>,
    Json(body): Json<v2::Register>,
) -> Answer<(StatusCode, Json<v2::Registered>)> {
    let application = body.application().map_err(Problem::invalid_fields)?;
    let registered = accounts::register(state.context(), application).await?;
    let message = registration::message(registered, state.context().mail.sends()).to_owned();
    Ok((StatusCode::ACCEPTED, Json(v2::Registered { message })))
}

fn register_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("register")
        .tag("auth")
        .with(doc::counts_as(Action::AuthRegister))
        .summary("Make an account")
        .description(
            "The answer is the same whatever happened to the address: whether it is known is told by mail alone. A taken \
             username is 409, for names are public, and so is one that looks like it. `GET /auth/registration` says what \
             the site asks for: an invitation, terms, a form token, work. Sign in next; where staff let people in one by \
             one, the sign-in says that they have not yet. What others can see needs the address confirmed, by the link \
             in the mail.",
        )
        .response_with::<202, Json<v2::Registered>, _>(|answer| {
            answer.description("The account is made.").example(example::registered())
        })
        .with(doc::problems(&[Code::UsernameTaken, Code::RegistrationClosed]))
}

async fn login(
    State(state): State<AppState>,
    _: SameSite,
    Device(device): Device,
    headers: HeaderMap,
    Json(body): Json<v2::Login>,
) -> Answer<Response> {
    let credentials = body.parse().map_err(Problem::invalid_fields)?;
    match sessions::login(state.context(), credentials, arrival(&headers, device)).await? {
        SignIn::Granted(grant) => Ok(signed_in(StatusCode::OK, *grant)),
        SignIn::Challenged(challenge) => {
            let answer = (StatusCode::ACCEPTED, Json(convert::challenge(&challenge)));
            Ok(session_cookie::keep_step(answer, &challenge.step))
        }
    }
}

fn login_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("login")
        .tag("auth")
        .with(doc::counts_as(Action::AuthLogin))
        .summary("Sign in")
        .description(
            "By username, or by a confirmed address. Answers a short-lived access token and sets three cookies: \
             `__Host-rt` with the refresh token, which no script can read; `__Host-hint`, which says that it exists; and \
             `__Host-device`, by which the browser is known the next time, so that no stranger's guesses keep it out. \
             Where the account has a second factor the answer is 202: give it to `/auth/login/second-factor` within five \
             minutes, with the cookie `__Host-step`.",
        )
        .response_with::<200, Json<v2::AccessGrant>, _>(|answer| {
            answer.description("You are signed in.").example(example::access_grant())
        })
        .response_with::<202, Json<v2::SecondFactorChallenge>, _>(|answer| {
            answer.description("The second factor is still to come.").example(example::challenge())
        })
        .with(doc::problems(&[
            Code::CredentialsInvalid,
            Code::RegistrationWaiting,
            Code::RegistrationRefused,
            Code::OriginForbidden,
        ]))
}

/// The browser that wants to sign in.
pub(super) fn arrival(headers: &HeaderMap, device: session::Device) -> Arrival<'_> {
    Arrival { device, previous: session_cookie::read(headers), step: session_cookie::step(headers) }
}

async fn refresh(
    State(state): State<AppState>,
    _: DeliberateCall,
    Device(device): Device,
    headers: HeaderMap,
    Json(v2::Empty {}): Json<v2::Empty>,
) -> Answer<Response> {
    let Some(token) = session_cookie::read(&headers) else {
        return Ok(session_cookie::forget(Problem::new(Code::TokenInvalid).detail("There is no refresh token.")));
    };
    match sessions::refresh(state.context(), token, device).await {
        Ok(grant) => Ok(signed_in(StatusCode::OK, grant)),
        Err(error) if error.code() == Code::TokenInvalid => Ok(session_cookie::forget(Problem::from(error))),
        Err(error) => Err(error.into()),
    }
}

fn refresh_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("refresh")
        .tag("auth")
        .with(doc::counts_as(Action::AuthRefresh))
        .summary("Stay signed in")
        .description(
            "Exchanges the refresh token in the cookie for an access token and the next refresh token. Sending the same \
             one again within ten seconds is harmless; later it ends the session, for somebody must have copied it. \
             A session ends after 30 days without use, and after 90 in any case.",
        )
        .response_with::<200, Json<v2::AccessGrant>, _>(|answer| {
            answer.description("A fresh access token; the cookies are renewed.").example(example::access_grant())
        })
        .with(doc::problems(&[Code::TokenInvalid, Code::OriginForbidden]))
}

async fn logout(
    State(state): State<AppState>,
    _: DeliberateCall,
    actor: Result<SignedIn<access::SigningOut>, Problem>,
    headers: HeaderMap,
    Json(v2::Empty {}): Json<v2::Empty>,
) -> Answer<Response> {
    let actor = match actor {
        Ok(SignedIn(actor, ..)) => actor,
        Err(problem) if problem.code() == Code::SessionRequired => return Err(problem),
        // Signing out with a dead access token must still end the cookie's session.
        Err(_) => Actor::Anonymous,
    };
    sessions::logout(state.context(), &actor, session_cookie::read(&headers)).await?;
    let mut response = session_cookie::forget(StatusCode::NO_CONTENT);
    response.headers_mut().insert(CLEAR_SITE_DATA, HeaderValue::from_static("\"cache\""));
    Ok(response)
}

fn logout_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("logout")
        .tag("auth")
        .with(doc::counts_as(Action::AuthRefresh))
        .summary("Sign out")
        .description(
            "Ends the session of the cookie and of the access token, makes the browser forget the cookies and its cached \
             answers. Nobody signed in is fine too.",
        )
        .response_with::<204, (), _>(|answer| answer.description("You are signed out."))
        .with(doc::or_anonymous)
        .with(doc::problems(&[Code::OriginForbidden]))
}

/// The answer to a browser that is now signed in.
pub(super) fn signed_in(status: StatusCode, grant: sessions::Grant) -> Response {
    let (token, secs, device) = (grant.refresh_token.clone(), grant.refresh_expires_in, grant.device.clone());
    session_cookie::keep((status, Json(convert::access_grant(grant))), &token, secs, device.as_ref())
}
