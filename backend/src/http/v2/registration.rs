//! What the registration page must know before somebody registers.

use aide::{
    axum::{ApiRouter, routing::get_with},
    transform::TransformOperation,
};
use axum::extract::State;
use broadsheet_shared::v2;

use super::{convert, example};
use crate::{
    http::{Answer, AppState, extract::Json},
    services::accounts,
};

/// The operation of `/auth/registration`.
pub fn routes() -> ApiRouter<AppState> {
    ApiRouter::new().api_route("/auth/registration", get_with(show, show_doc))
}

async fn show(State(state): State<AppState>) -> Answer<Json<v2::RegistrationForm>> {
    Ok(Json(convert::registration_form(accounts::registration_form(state.context()).await?)))
}

fn show_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("showRegistrationForm")
        .tag("auth")
        .summary("Ask what a registration needs")
        .description(
            "Who may make an account, which terms must be agreed to, and a token that proves when the form was asked for. \
             Nothing is stored.",
        )
        .response_with::<200, Json<v2::RegistrationForm>, _>(|answer| {
            answer.description("What to bring along.").example(example::registration_form())
        })
}
