//! How good a password would be: the meter beside the field.

use aide::{
    axum::{ApiRouter, routing::post_with},
    transform::TransformOperation,
};
use axum::extract::State;
use broadsheet_shared::{limit::Action, v2};

use super::example;
use crate::{
    http::{Answer, AppState, doc, extract::Json},
    services::passwords,
};

/// The operation of `/auth/password-strength`.
pub fn routes() -> ApiRouter<AppState> {
    ApiRouter::new().api_route("/auth/password-strength", post_with(measure, measure_doc))
}

async fn measure(
    State(state): State<AppState>,
    Json(body): Json<v2::CheckPassword>,
) -> Answer<Json<v2::PasswordStrength>> {
    let passwords::Strength { score, errors } = passwords::strength(state.context(), &body.parse()).await?;
    Ok(Json(v2::PasswordStrength { score, is_accepted: errors.is_empty(), errors }))
}

fn measure_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("measurePassword")
        .tag("auth")
        .with(doc::counts_as(Action::AuthMeasure))
        .summary("Ask how good a password would be")
        .description(
            "For the meter beside a field. `errors` are those that registration would answer, or with a link's `token` the \
             reset; the score refuses nothing. \
             Nothing of the password is kept. A busy server answers 503: show no meter then.",
        )
        .response_with::<200, Json<v2::PasswordStrength>, _>(|answer| {
            answer.description("How good it is.").example(example::password_strength())
        })
}
