//! Who waits to be let in, for staff.

use aide::{
    NoApi,
    axum::{
        ApiRouter,
        routing::{get_with, post_with},
    },
    transform::TransformOperation,
};
use axum::{
    extract::{OriginalUri, State},
    http::StatusCode,
    response::Response,
};
use broadsheet_shared::{limit::Action, problem::Code, v2};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{convert, example, list};
use crate::{
    http::{
        Answer, AppState, doc,
        extract::{Json, PageQuery, Path, Query, SignedIn, access},
    },
    services::registrations,
};

const FINGERPRINT: &str = "registrations";

/// The operations of `/admin/registrations`.
pub fn routes() -> ApiRouter<AppState> {
    ApiRouter::new()
        .api_route("/admin/registrations", get_with(list_waiting, list_doc))
        .api_route("/admin/registrations/{username}/approve", post_with(approve, approve_doc))
        .api_route("/admin/registrations/{username}/refuse", post_with(refuse, refuse_doc))
}

#[derive(Debug, Deserialize, JsonSchema)]
struct WaitingPath {
    /// The username.
    #[schemars(length(max = 60))]
    username: String,
}

async fn list_waiting(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::Admin>,
    NoApi(OriginalUri(uri)): NoApi<OriginalUri>,
    Query(query): Query<PageQuery>,
) -> Answer<Response> {
    let part = list::part(&state, FINGERPRINT, query)?;
    let page = registrations::waiting(state.context(), &actor, &part).await?;
    list::answer(&state, &uri, FINGERPRINT, page, convert::registration)
}

fn list_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("listRegistrations")
        .tag("admin")
        .summary("List who waits to be let in")
        .description("The longest first. Needs `users.manage`; addresses need `users.read_private` as well.")
        .response_with::<200, Json<v2::List<v2::Registration>>, _>(|answer| {
            answer.description("One page of those who wait.").example(example::list(example::registration()))
        })
        .with(doc::problems(&[Code::PermissionDenied, Code::CursorInvalid]))
}

async fn approve(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::Admin>,
    Path(WaitingPath { username }): Path<WaitingPath>,
    Json(v2::Empty {}): Json<v2::Empty>,
) -> Answer<StatusCode> {
    registrations::approve(state.context(), &actor, &username).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn approve_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("approveRegistration")
        .tag("admin")
        .with(doc::counts_as(Action::StaffWrite))
        .summary("Let somebody in")
        .description("The account can be used from then on. Needs `users.manage`.")
        .response_with::<204, (), _>(|answer| answer.description("They can sign in."))
        .with(doc::problems(&[Code::PermissionDenied, Code::RegistrationNotFound]))
}

async fn refuse(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::Admin>,
    Path(WaitingPath { username }): Path<WaitingPath>,
    Json(v2::Empty {}): Json<v2::Empty>,
) -> Answer<StatusCode> {
    registrations::refuse(state.context(), &actor, &username).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn refuse_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("refuseRegistration")
        .tag("admin")
        .with(doc::counts_as(Action::StaffWrite))
        .summary("Decide against somebody")
        .description(
            "They are told when they sign in with the right password; after 30 days name and address are forgotten. Needs \
             `users.manage`.",
        )
        .response_with::<204, (), _>(|answer| answer.description("They stay outside."))
        .with(doc::problems(&[Code::PermissionDenied, Code::RegistrationNotFound]))
}
