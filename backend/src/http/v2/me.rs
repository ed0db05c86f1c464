//! One's own account.

use aide::{
    axum::{ApiRouter, routing::get_with},
    transform::TransformOperation,
};
use axum::extract::State;
use broadsheet_shared::{limit::Action, v2};

use super::{convert, example};
use crate::{
    http::{
        Answer, AppState, Problem, doc,
        extract::{Json, SignedIn, access},
    },
    services::accounts,
};

/// The operations of `/me`.
pub fn routes() -> ApiRouter<AppState> {
    ApiRouter::new().api_route("/me", get_with(show, show_doc).patch_with(update, update_doc))
}

async fn show(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::ReadWhileEnrolling>,
) -> Answer<Json<v2::Me>> {
    Ok(Json(convert::me(accounts::own_account(state.context(), &actor).await?)))
}

fn show_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("showMe")
        .tag("me")
        .summary("Read your own account")
        .description("Name, address, roles and what they allow.")
        .response_with::<200, Json<v2::Me>, _>(|answer| answer.description("Your account.").example(example::me()))
}

async fn update(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn,
    Json(body): Json<v2::UpdateMe>,
) -> Answer<Json<v2::Me>> {
    let patch = body.parse().map_err(Problem::invalid_fields)?;
    Ok(Json(convert::me(accounts::update_profile(state.context(), &actor, patch).await?)))
}

fn update_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("updateMe")
        .tag("me")
        .with(doc::counts_as(Action::AccountWrite))
        .summary("Change your profile")
        .description("JSON merge patch: absent fields stay.")
        .response_with::<200, Json<v2::Me>, _>(|answer| {
            answer.description("Your account as it is now.").example(example::me())
        })
}
