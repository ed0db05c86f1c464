//! One's own authenticator app and recovery codes. None of these operations takes a personal access token.

use aide::{
    axum::{
        ApiRouter,
        routing::{get_with, post_with},
    },
    transform::TransformOperation,
};
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use broadsheet_shared::{limit::Action, problem::Code, v2};

use super::{convert, example, single};
use crate::{
    http::{
        Answer, AppState, Problem, doc,
        extract::{Json, SignedIn, access::Enrolling},
    },
    services::factors,
};

/// The operations of `/me/totp` and `/me/recovery-codes`.
pub fn routes() -> ApiRouter<AppState> {
    ApiRouter::new()
        .api_route(
            "/me/totp",
            get_with(show_totp, show_totp_doc)
                .post_with(begin_totp, begin_totp_doc)
                .delete_with(remove_totp, remove_totp_doc),
        )
        .api_route("/me/totp/confirm", post_with(confirm_totp, confirm_totp_doc))
        .api_route("/me/recovery-codes", get_with(show_codes, show_codes_doc).post_with(renew_codes, renew_codes_doc))
}

async fn show_totp(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<Enrolling>,
    headers: HeaderMap,
) -> Answer<Response> {
    let since = factors::totp_since(state.context(), &actor).await?;
    single::answer(&v2::TotpStatus { is_on: since.is_some(), since }, &headers)
}

fn show_totp_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("showTotp")
        .tag("me")
        .summary("Read whether an authenticator app is set up")
        .response_with::<200, Json<v2::TotpStatus>, _>(|answer| {
            answer.description("Whether, and since when.").example(example::totp_status())
        })
        .with(doc::revalidates)
        .with(doc::problems(&[Code::SessionRequired]))
}

async fn begin_totp(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<Enrolling>,
    Json(body): Json<v2::Proof>,
) -> Answer<(StatusCode, Json<v2::NewTotp>)> {
    let proof = body.parse().map_err(Problem::invalid_fields)?;
    let new = factors::begin_totp(state.context(), &actor, proof).await?;
    Ok((StatusCode::CREATED, Json(convert::totp(new))))
}

fn begin_totp_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("beginTotp")
        .tag("me")
        .with(doc::counts_as(Action::AccountWrite))
        .summary("Begin to set up an authenticator app")
        .description(
            "Makes the secret that the app and the server share (RFC 6238: six digits, 30 seconds, SHA-1), and shows it \
             this once. It counts for nothing until a first code has confirmed it, within ten minutes; beginning again \
             makes another. Needs proof anew: your password, or a passkey.",
        )
        .response_with::<201, Json<v2::NewTotp>, _>(|answer| {
            answer.description("For the app.").example(example::new_totp())
        })
        .with(doc::problems(&[Code::SessionRequired, Code::ProofRequired, Code::ChallengeInvalid, Code::TotpEnabled]))
}

async fn confirm_totp(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<Enrolling>,
    Json(body): Json<v2::ConfirmTotp>,
) -> Answer<Json<v2::FactorAdded>> {
    let code = body.parse().map_err(Problem::invalid_fields)?;
    let recovery_codes = factors::confirm_totp(state.context(), &actor, &code).await?;
    Ok(Json(v2::FactorAdded { recovery_codes }))
}

fn confirm_totp_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("confirmTotp")
        .tag("me")
        .with(doc::counts_as(Action::AuthSecondFactor))
        .summary("Confirm an authenticator app")
        .description(
            "By a code that it shows. From then on a password alone does not sign in. With your first second factor every \
             other session of yours ends, for none of them has given it, and you get ten recovery codes: keep them.",
        )
        .response_with::<200, Json<v2::FactorAdded>, _>(|answer| {
            answer.description("It counts from now on.").example(example::factor_added())
        })
        .with(doc::problems(&[Code::SessionRequired, Code::TotpNotFound, Code::TotpEnabled]))
}

async fn remove_totp(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<Enrolling>,
    Json(body): Json<v2::Proof>,
) -> Answer<StatusCode> {
    let proof = body.parse().map_err(Problem::invalid_fields)?;
    factors::remove_totp(state.context(), &actor, proof).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn remove_totp_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("removeTotp")
        .tag("me")
        .with(doc::counts_as(Action::AccountWrite))
        .summary("Remove your authenticator app")
        .description(
            "Needs proof anew, in the body: your password, or a passkey. Without any second factor left your recovery codes \
             go too. Your last one stays while a role of yours demands one.",
        )
        .response_with::<204, (), _>(|answer| answer.description("Its codes open nothing any more."))
        .with(doc::problems(&[
            Code::SessionRequired,
            Code::ProofRequired,
            Code::ChallengeInvalid,
            Code::TotpNotFound,
            Code::SecondFactorLast,
        ]))
}

async fn show_codes(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<Enrolling>,
    headers: HeaderMap,
) -> Answer<Response> {
    let (left, made_at) = factors::recovery_code_status(state.context(), &actor).await?;
    single::answer(&v2::RecoveryCodeStatus { left, made_at }, &headers)
}

fn show_codes_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("showRecoveryCodes")
        .tag("me")
        .summary("Read how many recovery codes are left")
        .description("The codes themselves were shown once and are kept nowhere.")
        .response_with::<200, Json<v2::RecoveryCodeStatus>, _>(|answer| {
            answer.description("How many.").example(example::recovery_code_status())
        })
        .with(doc::revalidates)
        .with(doc::problems(&[Code::SessionRequired]))
}

async fn renew_codes(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<Enrolling>,
    Json(body): Json<v2::Proof>,
) -> Answer<(StatusCode, Json<v2::RecoveryCodes>)> {
    let proof = body.parse().map_err(Problem::invalid_fields)?;
    let recovery_codes = factors::renew_recovery_codes(state.context(), &actor, proof).await?;
    Ok((StatusCode::CREATED, Json(v2::RecoveryCodes { recovery_codes })))
}

fn renew_codes_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("renewRecoveryCodes")
        .tag("me")
        .with(doc::counts_as(Action::AccountWrite))
        .summary("Make recovery codes anew")
        .description("The former ones open nothing any more. Needs proof anew: your password, or a passkey.")
        .response_with::<201, Json<v2::RecoveryCodes>, _>(|answer| {
            answer.description("The codes, shown this once.").example(example::recovery_codes())
        })
        .with(doc::problems(&[Code::SessionRequired, Code::ProofRequired, Code::ChallengeInvalid, Code::TotpNotFound]))
}
