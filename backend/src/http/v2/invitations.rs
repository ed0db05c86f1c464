//! Invitations to make an account.

use aide::{
    NoApi,
    axum::{
        ApiRouter,
        routing::{delete_with, get_with},
    },
    transform::TransformOperation,
};
use axum::{
    extract::{OriginalUri, State},
    http::StatusCode,
    response::Response,
};
use broadsheet_shared::{id::InvitationId, limit::Action, problem::Code, v2};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{convert, example, list};
use crate::{
    http::{
        Answer, AppState, Problem, doc,
        extract::{Json, PageQuery, Path, Query, SignedIn, access},
    },
    services::invitations,
};

const FINGERPRINT: &str = "invitations";

/// The operations of `/invitations`.
pub fn routes() -> ApiRouter<AppState> {
    ApiRouter::new()
        .api_route("/invitations", get_with(list_all, list_doc).post_with(create, create_doc))
        .api_route("/invitations/{id}", delete_with(delete, delete_doc))
}

#[derive(Debug, Deserialize, JsonSchema)]
struct InvitationPath {
    /// The invitation.
    id: InvitationId,
}

async fn list_all(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::Admin>,
    NoApi(OriginalUri(uri)): NoApi<OriginalUri>,
    Query(query): Query<PageQuery>,
) -> Answer<Response> {
    let part = list::part(&state, FINGERPRINT, query)?;
    let page = invitations::list(state.context(), &actor, &part).await?;
    let now = state.context().clock.now();
    list::answer(&state, &uri, FINGERPRINT, page, |invitation| convert::invitation(invitation, now))
}

fn list_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("listInvitations")
        .tag("invitations")
        .summary("List the invitations")
        .description("Newest first. Their secrets are not shown again. Needs `users.manage`.")
        .response_with::<200, Json<v2::List<v2::Invitation>>, _>(|answer| {
            answer.description("One page of invitations.").example(example::list(example::invitation()))
        })
        .with(doc::problems(&[Code::PermissionDenied, Code::CursorInvalid]))
}

async fn create(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::Admin>,
    Json(body): Json<v2::CreateInvitation>,
) -> Answer<(StatusCode, Json<v2::CreatedInvitation>)> {
    let new = body.parse().map_err(Problem::invalid_fields)?;
    let invited = invitations::invite(state.context(), &actor, &new).await?;
    let now = state.context().clock.now();
    let created = v2::CreatedInvitation {
        invitation: convert::invitation(invited.invitation, now),
        token: invited.token.into_string(),
        url: invited.url,
    };
    Ok((StatusCode::CREATED, Json(created)))
}

fn create_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("createInvitation")
        .tag("invitations")
        .with(doc::counts_as(Action::StaffWrite))
        .summary("Invite somebody")
        .description(
            "Answers a link to hand on; it is shown this once. Who follows it can make an account in the modes `open`, \
             `invitation` and `approval`, and need not wait. Needs `users.manage`.",
        )
        .response_with::<201, Json<v2::CreatedInvitation>, _>(|answer| {
            answer.description("The invitation with its link.").example(example::created_invitation())
        })
        .with(doc::problems(&[Code::PermissionDenied]))
}

async fn delete(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::Admin>,
    Path(InvitationPath { id }): Path<InvitationPath>,
) -> Answer<StatusCode> {
    invitations::revoke(state.context(), &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn delete_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("deleteInvitation")
        .tag("invitations")
        .with(doc::counts_as(Action::StaffWrite))
        .summary("Take an invitation back")
        .description("Accounts that it made stay. Needs `users.manage`.")
        .response_with::<204, (), _>(|answer| answer.description("It is no longer good."))
        .with(doc::problems(&[Code::PermissionDenied, Code::InvitationNotFound]))
}
