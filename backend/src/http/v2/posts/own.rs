//! One's own posts, drafts included.

use aide::{NoApi, transform::TransformOperation};
use axum::{
    extract::{OriginalUri, State},
    response::Response,
};
use broadsheet_shared::{problem::Code, v2};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    http::{
        Answer, AppState, Problem, doc,
        extract::{Count, CursorText, Json, PageLimit, PageQuery, Query, SignedIn, access},
        v2::{example, list},
    },
    services::posts,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OwnQuery {
    /// Only posts in this state; without it all but the deleted ones.
    #[serde(default)]
    state: Option<v2::PostState>,
    /// `exact` counts all entries into `total`.
    #[serde(default)]
    count: Option<Count>,
    /// How many items at most.
    #[serde(default)]
    limit: PageLimit,
    /// Only what comes after this cursor, taken from `next` of the page before.
    #[serde(default)]
    after: Option<CursorText>,
}

pub(super) async fn list(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::Read>,
    NoApi(OriginalUri(uri)): NoApi<OriginalUri>,
    Query(query): Query<OwnQuery>,
) -> Answer<Response> {
    let person = actor.user_id().ok_or_else(|| Problem::new(Code::AuthenticationRequired))?;
    let fingerprint = format!("me/posts?person={person}&state={:?}", query.state);
    let asked = PageQuery { limit: query.limit, after: query.after, count: query.count };
    let part = list::part(&state, &fingerprint, asked)?;
    let page = posts::own(state.context(), &actor, query.state, &part).await?;
    list::answer(&state, &uri, &fingerprint, page, v2::OwnPost::from)
}

pub(super) fn list_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("listOwnPosts")
        .tag("me")
        .summary("List your own posts")
        .description(
            "Last changed first, drafts included, with the time of scheduled ones and the reason for removed ones.",
        )
        .response_with::<200, Json<v2::List<v2::OwnPost>>, _>(|answer| {
            answer.description("One page of your posts.").example(example::list(example::own_post()))
        })
        .with(doc::problems(&[Code::CursorInvalid]))
}
