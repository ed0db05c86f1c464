//! Bookmarks: posts that one puts aside for later.

use aide::{
    NoApi,
    axum::{
        ApiRouter,
        routing::{get_with, put_with},
    },
    transform::TransformOperation,
};
use axum::{
    extract::{OriginalUri, State},
    http::StatusCode,
    response::Response,
};
use broadsheet_shared::{limit::Action, problem::Code, v2};

use super::{
    example, list,
    posts::{PostPath, resolve},
};
use crate::{
    domain::{post::Bookmarked, turn::Turn},
    http::{
        Answer, AppState, Problem, doc,
        extract::{Json, PageQuery, Path, Query, SignedIn, access},
    },
    services::bookmarks,
};

/// The operations of bookmarks.
pub fn routes() -> ApiRouter<AppState> {
    ApiRouter::new()
        .api_route("/posts/{post}/bookmark", put_with(keep, keep_doc).delete_with(keep, remove_doc))
        .api_route("/me/bookmarks", get_with(list_own, list_own_doc))
}

async fn keep(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::CommentsWrite>,
    turn: Turn,
    Path(path): Path<PostPath>,
) -> Answer<StatusCode> {
    let post = resolve(&state, &actor, &path).await?;
    match turn {
        Turn::On => bookmarks::keep(state.context(), &actor, post).await?,
        Turn::Off => bookmarks::remove(state.context(), &actor, post).await?,
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn list_own(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::Read>,
    NoApi(OriginalUri(uri)): NoApi<OriginalUri>,
    Query(query): Query<PageQuery>,
) -> Answer<Response> {
    let person = actor.user_id().ok_or_else(|| Problem::new(Code::AuthenticationRequired))?;
    let fingerprint = format!("me/bookmarks?person={person}");
    let part = list::part(&state, &fingerprint, query)?;
    let page = bookmarks::own(state.context(), &actor, &part).await?;
    list::answer(&state, &uri, &fingerprint, page, |Bookmarked { post, .. }| v2::PostSummary::from(post))
}

const PROBLEMS: &[Code] = &[Code::PostNotFound, Code::PostRemoved, Code::PostWrongState];

fn keep_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("bookmarkPost")
        .tag("posts")
        .with(doc::counts_as(Action::LikesWrite))
        .summary("Put a post aside")
        .description("Among your bookmarks, which nobody else sees. One that everybody may read. Twice is once.")
        .response_with::<204, (), _>(|answer| answer.description("It is among your bookmarks."))
        .with(doc::problems(PROBLEMS))
}

fn remove_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("unbookmarkPost")
        .tag("posts")
        .with(doc::counts_as(Action::LikesWrite))
        .summary("Take a post off your bookmarks")
        .description("Twice is once. Also one that you do not see any more.")
        .response_with::<204, (), _>(|answer| answer.description("It is not among your bookmarks."))
        .with(doc::problems(PROBLEMS))
}

fn list_own_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("listBookmarks")
        .tag("me")
        .summary("List your bookmarks")
        .description(
            "The last first. A post that cannot be read any more, or whose author you have blocked or muted, is not among them, \
            and is again when that is over.",
        )
        .response_with::<200, Json<v2::List<v2::PostSummary>>, _>(|answer| {
            answer.description("One page of posts.").example(example::list(example::post_summary()))
        })
        .with(doc::problems(&[Code::CursorInvalid]))
}
