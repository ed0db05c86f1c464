//! Personal access tokens: for programs that act for a person. None of these operations takes one.

use aide::{
    axum::{ApiRouter, routing::get_with},
    transform::TransformOperation,
};
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use broadsheet_shared::{id::PersonalTokenId, limit::Action, problem::Code, v2};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{convert, example, single};
use crate::{
    http::{
        Answer, AppState, Problem, doc,
        extract::{Json, Path, SignedIn},
    },
    services::personal_tokens,
};

/// The operations of `/me/tokens`.
pub fn routes() -> ApiRouter<AppState> {
    ApiRouter::new()
        .api_route("/me/tokens", get_with(list, list_doc).post_with(create, create_doc))
        .api_route("/me/tokens/{id}", get_with(show, show_doc).delete_with(revoke, revoke_doc))
}

/// Names a token in an address.
#[derive(Debug, Deserialize, JsonSchema)]
struct TokenPath {
    /// The token.
    id: PersonalTokenId,
}

async fn list(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn,
) -> Answer<Json<v2::List<v2::PersonalToken>>> {
    let tokens = personal_tokens::own(state.context(), &actor).await?;
    let items = tokens.into_iter().map(convert::personal_token).collect();
    Ok(Json(v2::List { items, next: None, total: None }))
}

async fn create(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn,
    Json(request): Json<v2::CreatePersonalToken>,
) -> Answer<(StatusCode, Json<v2::CreatedPersonalToken>)> {
    let new = request.parse().map_err(Problem::invalid_fields)?;
    let (token, text) = personal_tokens::create(state.context(), &actor, new).await?;
    let created = v2::CreatedPersonalToken { token: text.into_string(), listed: convert::personal_token(token) };
    Ok((StatusCode::CREATED, Json(created)))
}

async fn show(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn,
    Path(TokenPath { id }): Path<TokenPath>,
    headers: HeaderMap,
) -> Answer<Response> {
    single::answer(&convert::personal_token(personal_tokens::find(state.context(), &actor, id).await?), &headers)
}

async fn revoke(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn,
    Path(TokenPath { id }): Path<TokenPath>,
) -> Answer<StatusCode> {
    personal_tokens::revoke(state.context(), &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn list_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("listPersonalTokens")
        .tag("me")
        .summary("List your personal access tokens")
        .description(
            "Newest first, without their secrets; those that ended stay for 30 days. All at once: you have at most 50.",
        )
        .response_with::<200, Json<v2::List<v2::PersonalToken>>, _>(|answer| {
            answer.description("Your tokens.").example(example::list(example::personal_token()))
        })
        .with(doc::problems(&[Code::SessionRequired]))
}

fn create_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("createPersonalToken")
        .tag("me")
        .with(doc::counts_as(Action::TokensWrite))
        .summary("Make a personal access token")
        .description(
            "For a program that acts for you, within scopes and for a time. Needs proof that it is you: your password in \
             `password`, or a session that was signed in within the last ten minutes. The token is shown this once; it \
             begins with `bs_pat_` and ends in a checksum (the first 32 bits of the SHA-256 of all before it, in base \
             32), so that scanners for leaked secrets know it. It never does more than you may at that time.",
        )
        .response_with::<201, Json<v2::CreatedPersonalToken>, _>(|answer| {
            answer.description("The token, shown this once.").example(example::created_personal_token())
        })
        .with(doc::problems(&[Code::SessionRequired, Code::ProofRequired, Code::PersonalTokenLimit]))
}

fn show_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("showPersonalToken")
        .tag("me")
        .summary("Read one of your personal access tokens")
        .description("Without its secret, which is kept nowhere.")
        .response_with::<200, Json<v2::PersonalToken>, _>(|answer| {
            answer.description("The token.").example(example::personal_token())
        })
        .with(doc::revalidates)
        .with(doc::problems(&[Code::SessionRequired, Code::PersonalTokenNotFound]))
}

fn revoke_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("deletePersonalToken")
        .tag("me")
        .with(doc::counts_as(Action::TokensWrite))
        .summary("Revoke a personal access token")
        .description("It opens nothing from then on: everywhere within a second.")
        .response_with::<204, (), _>(|answer| answer.description("It is revoked."))
        .with(doc::problems(&[Code::SessionRequired, Code::PersonalTokenNotFound]))
}
