//! Where one's account is signed in.

use aide::{
    axum::{
        ApiRouter,
        routing::{delete_with, get_with},
    },
    transform::TransformOperation,
};
use axum::{extract::State, http::StatusCode};
use broadsheet_shared::{id::SessionId, limit::Action, problem::Code, v2};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{convert, example};
use crate::{
    http::{
        Answer, AppState, doc,
        extract::{Json, Path, SignedIn},
    },
    services::sessions,
};

/// The operations of `/auth/sessions`.
pub fn routes() -> ApiRouter<AppState> {
    ApiRouter::new()
        .api_route("/auth/sessions", get_with(list, list_doc).delete_with(delete_others, delete_others_doc))
        .api_route("/auth/sessions/{id}", delete_with(delete, delete_doc))
}

#[derive(Debug, Deserialize, JsonSchema)]
struct SessionPath {
    /// The session.
    id: SessionId,
}

async fn list(State(state): State<AppState>, SignedIn(actor, ..): SignedIn) -> Answer<Json<v2::List<v2::Session>>> {
    let current = actor.person().and_then(|person| person.session);
    let sessions = sessions::own_sessions(state.context(), &actor).await?;
    let items = sessions.into_iter().map(|session| convert::session(session, current)).collect();
    Ok(Json(v2::List { items, next: None, total: None }))
}

fn list_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("listSessions")
        .tag("auth")
        .summary("List where you are signed in")
        .description(
            "Browsers, and scripts with a token of version 1; last used first. Of each there are 50 at most: one more \
             ends the one that was not used for longest.",
        )
        .response_with::<200, Json<v2::List<v2::Session>>, _>(|answer| {
            answer.description("Your sessions.").example(example::list(example::session()))
        })
}

async fn delete_others(State(state): State<AppState>, SignedIn(actor, ..): SignedIn) -> Answer<StatusCode> {
    sessions::end_others(state.context(), &actor).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn delete_others_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("deleteOtherSessions")
        .tag("auth")
        .with(doc::counts_as(Action::AccountWrite))
        .summary("Sign out everywhere else")
        .description("Ends all of your sessions but the one that asks.")
        .response_with::<204, (), _>(|answer| answer.description("The others have ended."))
}

async fn delete(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn,
    Path(SessionPath { id }): Path<SessionPath>,
) -> Answer<StatusCode> {
    sessions::end(state.context(), &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn delete_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("deleteSession")
        .tag("auth")
        .with(doc::counts_as(Action::AccountWrite))
        .summary("Sign out somewhere")
        .response_with::<204, (), _>(|answer| answer.description("The session has ended."))
        .with(doc::problems(&[Code::SessionNotFound]))
}
