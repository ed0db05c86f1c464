//! The verbs that lead a post from one state to another.

use aide::transform::TransformOperation;
use axum::{extract::State, http::StatusCode, response::Response};
use broadsheet_shared::{limit::Action, problem::Code, v2};

use super::{PostPath, answer, resolve};
use crate::{
    http::{
        Answer, AppState, doc,
        extract::{Json, OptionalIfMatch, Path, SignedIn, access},
        v2::example,
    },
    services::posts,
};

pub(super) async fn publish(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::PostsWrite>,
    Path(path): Path<PostPath>,
    if_match: OptionalIfMatch,
    Json(request): Json<v2::PublishPost>,
) -> Answer<Response> {
    let id = resolve(&state, &actor, &path).await?;
    let post = posts::publish(state.context(), &actor, id, &if_match.precondition(), request.at).await?;
    answer::stored(&state, StatusCode::OK, &actor, post).await
}

pub(super) async fn unpublish(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::PostsWrite>,
    Path(path): Path<PostPath>,
    if_match: OptionalIfMatch,
) -> Answer<Response> {
    let id = resolve(&state, &actor, &path).await?;
    let post = posts::unpublish(state.context(), &actor, id, &if_match.precondition()).await?;
    answer::stored(&state, StatusCode::OK, &actor, post).await
}

pub(super) async fn archive(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::PostsWrite>,
    Path(path): Path<PostPath>,
    if_match: OptionalIfMatch,
) -> Answer<Response> {
    let id = resolve(&state, &actor, &path).await?;
    let post = posts::archive(state.context(), &actor, id, &if_match.precondition()).await?;
    answer::stored(&state, StatusCode::OK, &actor, post).await
}

pub(super) async fn restore(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::PostsWriteOrModerate>,
    Path(path): Path<PostPath>,
    if_match: OptionalIfMatch,
) -> Answer<Response> {
    let id = resolve(&state, &actor, &path).await?;
    let post = posts::restore(state.context(), &actor, id, &if_match.precondition()).await?;
    answer::stored(&state, StatusCode::OK, &actor, post).await
}

pub(super) fn publish_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("publishPost")
        .tag("posts")
        .with(doc::counts_as(Action::PostsWrite))
        .summary("Publish a post")
        .description(
            "Now, or at a time to come: then it is `scheduled` until that time. Needs `posts.publish` and a text, and whoever \
            set a time still needs the permission when it comes; otherwise the post stays scheduled.",
        )
        .response_with::<200, Json<v2::Post>, _>(|answer| answer.description("The post.").example(example::post()))
        .with(doc::problems(STATES))
        .with(doc::problems(&[Code::LinksTooEarly]))
}

pub(super) fn unpublish_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("unpublishPost")
        .tag("posts")
        .with(doc::counts_as(Action::PostsWrite))
        .summary("Take a post back")
        .description("It becomes a draft that only its author sees; its address stays its own.")
        .response_with::<200, Json<v2::Post>, _>(|answer| answer.description("The draft.").example(example::post()))
        .with(doc::problems(STATES))
}

pub(super) fn archive_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("archivePost")
        .tag("posts")
        .with(doc::counts_as(Action::PostsWrite))
        .summary("Archive a post")
        .description("It leaves every list, feed and search; its address goes on working.")
        .response_with::<200, Json<v2::Post>, _>(|answer| answer.description("The post.").example(example::post()))
        .with(doc::problems(STATES))
}

pub(super) fn restore_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("restorePost")
        .tag("posts")
        .with(doc::counts_as(Action::PostsWrite))
        .summary("Restore a deleted or removed post")
        .description(
            "What its author deleted, its author brings back, for 30 days; what staff removed, staff with `posts.moderate` \
            give back. It is as it was before; a scheduled one comes back as a draft.",
        )
        .response_with::<200, Json<v2::Post>, _>(|answer| answer.description("The post.").example(example::post()))
        .with(doc::problems(STATES))
}

/// Stale is a post that has another version than `If-Match` names. Without the field the verbs take it in whatever version it
/// has, and stale is only what is changed again and again in the same moment.
const STATES: &[Code] = &[
    Code::PostNotFound,
    Code::PermissionDenied,
    Code::AccountUnconfirmed,
    Code::PostWrongState,
    Code::PostRemoved,
    Code::PostStale,
];
