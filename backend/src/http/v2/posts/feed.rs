//! The feed of the person who asks.

use aide::{NoApi, transform::TransformOperation};
use axum::{
    extract::{OriginalUri, State},
    response::Response,
};
use broadsheet_shared::{problem::Code, v2};

use crate::{
    http::{
        Answer, AppState, Problem, doc,
        extract::{Json, PageQuery, Query, SignedIn, access},
        v2::{example, list},
    },
    services::posts,
};

pub(super) async fn show(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::Read>,
    NoApi(OriginalUri(uri)): NoApi<OriginalUri>,
    Query(query): Query<PageQuery>,
) -> Answer<Response> {
    let person = actor.user_id().ok_or_else(|| Problem::new(Code::AuthenticationRequired))?;
    let fingerprint = format!("me/feed?person={person}");
    let part = list::part(&state, &fingerprint, query)?;
    let page = posts::home_feed(state.context(), &actor, &part).await?;
    list::answer(&state, &uri, &fingerprint, page, v2::PostSummary::from)
}

pub(super) fn show_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("showFeed")
        .tag("me")
        .summary("Read your feed")
        .description(
            "Published posts of the people whom you follow and with the tags that you follow, strictly newest first, each \
             once.",
        )
        .response_with::<200, Json<v2::List<v2::PostSummary>>, _>(|answer| {
            answer.description("One page of posts.").example(example::list(example::post_summary()))
        })
        .with(doc::problems(&[Code::CursorInvalid]))
}
