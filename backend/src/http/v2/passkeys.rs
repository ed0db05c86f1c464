//! One's own passkeys. None of these operations takes a personal access token.

use aide::{
    axum::{
        ApiRouter,
        routing::{get_with, patch_with, post_with},
    },
    transform::TransformOperation,
};
use axum::{extract::State, http::StatusCode};
use broadsheet_shared::{id::PasskeyId, limit::Action, problem::Code, v2};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{convert, example};
use crate::{
    http::{
        Answer, AppState, Problem, doc,
        extract::{Json, Path, SignedIn, access::Enrolling},
    },
    services::factors,
};

/// The operations of `/me/passkeys`.
pub fn routes() -> ApiRouter<AppState> {
    ApiRouter::new()
        .api_route("/me/passkeys", get_with(list, list_doc).post_with(register, register_doc))
        .api_route("/me/passkeys/options", post_with(begin, begin_doc))
        .api_route("/me/passkeys/proof", post_with(begin_proof, begin_proof_doc))
        .api_route("/me/passkeys/{id}", patch_with(rename, rename_doc).delete_with(remove, remove_doc))
}

/// Names a passkey in an address.
#[derive(Debug, Deserialize, JsonSchema)]
struct PasskeyPath {
    /// The passkey.
    id: PasskeyId,
}

async fn list(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<Enrolling>,
) -> Answer<Json<v2::List<v2::Passkey>>> {
    let passkeys = factors::list_passkeys(state.context(), &actor).await?;
    let items = passkeys.into_iter().map(convert::passkey).collect();
    Ok(Json(v2::List { items, next: None, total: None }))
}

fn list_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("listPasskeys")
        .tag("me")
        .summary("List your passkeys")
        .description("Oldest first. All at once: you have at most 25.")
        .response_with::<200, Json<v2::List<v2::Passkey>>, _>(|answer| {
            answer.description("Your passkeys.").example(example::list(example::passkey()))
        })
        .with(doc::problems(&[Code::SessionRequired]))
}

async fn begin(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<Enrolling>,
    Json(body): Json<v2::Proof>,
) -> Answer<Json<v2::PasskeyOptions>> {
    let proof = body.parse().map_err(Problem::invalid_fields)?;
    let ceremony = factors::begin_registration(state.context(), &actor, proof).await?;
    Ok(Json(convert::passkey_ceremony(ceremony)?))
}

fn begin_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("beginPasskey")
        .tag("me")
        .with(doc::counts_as(Action::AccountWrite))
        .summary("Begin to register a passkey")
        .description(
            "Answers what to hand to `navigator.credentials.create()`. Needs proof anew: your password, or another passkey.",
        )
        .response_with::<200, Json<v2::PasskeyOptions>, _>(|answer| {
            answer.description("For the browser's authenticator.").example(example::passkey_options())
        })
        .with(doc::problems(&[
            Code::SessionRequired,
            Code::ProofRequired,
            Code::ChallengeInvalid,
            Code::PasskeyUnavailable,
        ]))
}

async fn register(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<Enrolling>,
    Json(body): Json<v2::RegisterPasskey>,
) -> Answer<(StatusCode, Json<v2::AddedPasskey>)> {
    let (answer, name) = body.parse().map_err(Problem::invalid_fields)?;
    let (passkey, recovery_codes) = factors::register(state.context(), &actor, answer, name).await?;
    Ok((StatusCode::CREATED, Json(v2::AddedPasskey { passkey: convert::passkey(passkey), recovery_codes })))
}

fn register_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("registerPasskey")
        .tag("me")
        .with(doc::counts_as(Action::AccountWrite))
        .summary("Register a passkey")
        .description(
            "With what the authenticator has made, in the session that began it. It signs in alone, and is a second factor \
             beside the password; from then on a password alone does not sign in. With your first second factor every \
             other session of yours ends, and you get ten recovery codes: keep them.",
        )
        .response_with::<201, Json<v2::AddedPasskey>, _>(|answer| {
            answer.description("It counts from now on.").example(example::added_passkey())
        })
        .with(doc::problems(&[
            Code::SessionRequired,
            Code::ChallengeInvalid,
            Code::PasskeyTaken,
            Code::PasskeyLimit,
            Code::PasskeyUnavailable,
        ]))
}

async fn begin_proof(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<Enrolling>,
    Json(v2::Empty {}): Json<v2::Empty>,
) -> Answer<Json<v2::PasskeyOptions>> {
    let ceremony = factors::begin_proof(state.context(), &actor).await?;
    Ok(Json(convert::passkey_ceremony(ceremony)?))
}

fn begin_proof_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("beginPasskeyProof")
        .tag("me")
        .with(doc::counts_as(Action::AccountWrite))
        .summary("Begin to prove by a passkey that it is you")
        .description(
            "For what wants proof anew and takes a passkey in the place of your password: hand the answer of \
             `navigator.credentials.get()` to it, in `passkey`. 403 if you have none.",
        )
        .response_with::<200, Json<v2::PasskeyOptions>, _>(|answer| {
            answer.description("For the browser's authenticator.").example(example::passkey_options())
        })
        .with(doc::problems(&[Code::SessionRequired, Code::ProofRequired, Code::PasskeyUnavailable]))
}

async fn rename(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<Enrolling>,
    Path(PasskeyPath { id }): Path<PasskeyPath>,
    Json(body): Json<v2::RenamePasskey>,
) -> Answer<Json<v2::Passkey>> {
    let name = body.parse().map_err(Problem::invalid_fields)?;
    Ok(Json(convert::passkey(factors::rename(state.context(), &actor, id, &name).await?)))
}

fn rename_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("renamePasskey")
        .tag("me")
        .with(doc::counts_as(Action::AccountWrite))
        .summary("Give a passkey another name")
        .response_with::<200, Json<v2::Passkey>, _>(|answer| {
            answer.description("The passkey.").example(example::passkey())
        })
        .with(doc::problems(&[Code::SessionRequired, Code::PasskeyNotFound]))
}

async fn remove(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<Enrolling>,
    Path(PasskeyPath { id }): Path<PasskeyPath>,
    Json(body): Json<v2::Proof>,
) -> Answer<StatusCode> {
    let proof = body.parse().map_err(Problem::invalid_fields)?;
    factors::remove_passkey(state.context(), &actor, id, proof).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn remove_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("removePasskey")
        .tag("me")
        .with(doc::counts_as(Action::AccountWrite))
        .summary("Remove a passkey")
        .description(
            "Needs proof anew, in the body: your password, or a passkey. Your last second factor stays while a role of yours \
             demands one.",
        )
        .response_with::<204, (), _>(|answer| answer.description("It opens nothing any more."))
        .with(doc::problems(&[
            Code::SessionRequired,
            Code::ProofRequired,
            Code::ChallengeInvalid,
            Code::PasskeyNotFound,
            Code::SecondFactorLast,
        ]))
}
