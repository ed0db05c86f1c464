//! The rest of a sign-in: the second factor, and passkeys in the place of a password.

use aide::{
    axum::{ApiRouter, routing::post_with},
    transform::TransformOperation,
};
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use broadsheet_shared::{limit::Action, problem::Code, v2};

use super::{
    auth::{arrival, signed_in},
    convert, example,
};
use crate::{
    http::{
        Answer, AppState, Problem, doc,
        extract::{Device, Json, SameSite},
        session_cookie,
    },
    services::sessions,
};

/// The operations of `/auth` that follow a password, or take its place.
pub fn routes() -> ApiRouter<AppState> {
    ApiRouter::new()
        .api_route("/auth/login/second-factor", post_with(give, give_doc))
        .api_route("/auth/passkeys/options", post_with(begin_passkey, begin_passkey_doc))
        .api_route("/auth/passkeys", post_with(sign_in_by_passkey, sign_in_by_passkey_doc))
}

async fn give(
    State(state): State<AppState>,
    _: SameSite,
    Device(device): Device,
    headers: HeaderMap,
    Json(body): Json<v2::GiveSecondFactor>,
) -> Answer<Response> {
    let step = body.parse().map_err(Problem::invalid_fields)?;
    let grant = sessions::give_second_factor(state.context(), step, arrival(&headers, device)).await?;
    Ok(signed_in(StatusCode::OK, grant))
}

fn give_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("giveSecondFactor")
        .tag("auth")
        .with(doc::counts_as(Action::AuthSecondFactor))
        .summary("Give the second factor")
        .description(
            "Goes on with a sign-in that was answered 202, from the same browser (cookie `__Host-step`) and within five \
             minutes. Give exactly one of `code`, `recovery_code` and `passkey`. A wrong one is 422 and leaves the sign-in \
             where it is; each code works once, for whomever it comes from.",
        )
        .response_with::<200, Json<v2::AccessGrant>, _>(|answer| {
            answer.description("You are signed in.").example(example::access_grant())
        })
        .with(doc::problems(&[Code::ChallengeInvalid, Code::OriginForbidden]))
}

async fn begin_passkey(
    State(state): State<AppState>,
    _: SameSite,
    Json(v2::Empty {}): Json<v2::Empty>,
) -> Answer<Response> {
    let challenge = sessions::begin_passkey(state.context()).await?;
    let options = convert::passkey_options(&challenge)?;
    Ok(session_cookie::keep_step(Json(options), &challenge.step))
}

fn begin_passkey_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("beginPasskeySignIn")
        .tag("auth")
        .with(doc::counts_as(Action::AuthLogin))
        .summary("Begin to sign in with a passkey")
        .description(
            "Answers what to hand to `navigator.credentials.get()`; no name is asked for, the authenticator knows whose \
             passkey it is. Sets the cookie `__Host-step`, which the answer has to come with.",
        )
        .response_with::<200, Json<v2::PasskeyOptions>, _>(|answer| {
            answer.description("For the browser's authenticator.").example(example::passkey_options())
        })
        .with(doc::problems(&[Code::OriginForbidden, Code::PasskeyUnavailable]))
}

async fn sign_in_by_passkey(
    State(state): State<AppState>,
    _: SameSite,
    Device(device): Device,
    headers: HeaderMap,
    Json(body): Json<v2::SignInWithPasskey>,
) -> Answer<Response> {
    let proof = body.into_proof();
    let grant = sessions::sign_in_by_passkey(state.context(), proof, arrival(&headers, device)).await?;
    Ok(signed_in(StatusCode::OK, grant))
}

fn sign_in_by_passkey_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("signInWithPasskey")
        .tag("auth")
        .with(doc::counts_as(Action::AuthLogin))
        .summary("Sign in with a passkey")
        .description(
            "A passkey knows its person, by a PIN, a finger or a face: it stands for password and second factor together. \
             Unknown and removed passkeys get the same answer.",
        )
        .response_with::<200, Json<v2::AccessGrant>, _>(|answer| {
            answer.description("You are signed in.").example(example::access_grant())
        })
        .with(doc::problems(&[Code::PasskeyRefused, Code::ChallengeInvalid, Code::OriginForbidden]))
}
