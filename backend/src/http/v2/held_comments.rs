//! Comments that wait for staff, because they have links and their author's account is new.

use aide::{
    NoApi,
    axum::{ApiRouter, routing::get_with},
    transform::TransformOperation,
};
use axum::{
    extract::{OriginalUri, State},
    response::Response,
};
use broadsheet_shared::{problem::Code, v2};

use super::{example, list};
use crate::{
    http::{
        Answer, AppState, doc,
        extract::{Json, PageQuery, Query, SignedIn, access},
    },
    services::comments,
};

const FINGERPRINT: &str = "held-comments";

/// The operation of `/admin/held-comments`.
pub fn routes() -> ApiRouter<AppState> {
    ApiRouter::new().api_route("/admin/held-comments", get_with(list_held, list_doc))
}

async fn list_held(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::Moderate>,
    NoApi(OriginalUri(uri)): NoApi<OriginalUri>,
    Query(query): Query<PageQuery>,
) -> Answer<Response> {
    let part = list::part(&state, FINGERPRINT, query)?;
    let page = comments::held(state.context(), &actor, &part).await?;
    list::answer(&state, &uri, FINGERPRINT, page, v2::HeldComment::from)
}

fn list_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("listHeldComments")
        .tag("admin")
        .summary("List comments that wait for staff")
        .description(
            "The longest first. Show one by `DELETE /comments/{id}/hide`, or delete it by `DELETE /comments/{id}`. Needs \
             `comments.moderate`.",
        )
        .response_with::<200, Json<v2::List<v2::HeldComment>>, _>(|answer| {
            answer.description("One page of comments.").example(example::list(example::held_comment()))
        })
        .with(doc::problems(&[Code::PermissionDenied, Code::CursorInvalid]))
}
