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
    domain::post::PostKey,
    http::{
        Answer, AppState, Problem, doc,
        extract::{CursorText, Json, PageLimit, Query, SignedIn, access},
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
    let after: Option<PostKey> =
        query.after.map(|CursorText(cursor)| state.cursors().open(&fingerprint, &cursor)).transpose()?;
    let page = posts::own(state.context(), &actor, query.state, after, query.limit.get()).await?;
    let next = page.next.map(|key| state.cursors().seal(&fingerprint, &key)).transpose()?;
    let items: Vec<v2::OwnPost> = page.items.into_iter().map(Into::into).collect();
    Ok(list::page(&uri, v2::List { items, next, total: None }))
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
