//! Likes of posts and comments.

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
    comments::CommentPath,
    convert, example, list,
    posts::{PostPath, resolve},
};
use crate::{
    domain::{turn::Turn, user::Since},
    http::{
        Answer, AppState, doc,
        extract::{CurrentActor, Json, PageQuery, Path, Query, SignedIn, access},
    },
    services::likes,
};

/// The operations of likes.
pub fn routes() -> ApiRouter<AppState> {
    ApiRouter::new()
        .api_route("/posts/{post}/like", put_with(like, like_doc).delete_with(like, unlike_doc))
        .api_route("/posts/{post}/likes", get_with(list_likes, list_likes_doc))
        .api_route(
            "/comments/{id}/like",
            put_with(like_comment, like_comment_doc).delete_with(like_comment, unlike_comment_doc),
        )
}

async fn like(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::CommentsWrite>,
    turn: Turn,
    Path(path): Path<PostPath>,
) -> Answer<StatusCode> {
    let post = resolve(&state, &actor, &path).await?;
    match turn {
        Turn::On => likes::like_post(state.context(), &actor, post).await?,
        Turn::Off => likes::unlike_post(state.context(), &actor, post).await?,
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn like_comment(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::CommentsWrite>,
    turn: Turn,
    Path(CommentPath { id }): Path<CommentPath>,
) -> Answer<StatusCode> {
    match turn {
        Turn::On => likes::like_comment(state.context(), &actor, id).await?,
        Turn::Off => likes::unlike_comment(state.context(), &actor, id).await?,
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn list_likes(
    State(state): State<AppState>,
    CurrentActor(actor): CurrentActor,
    NoApi(OriginalUri(uri)): NoApi<OriginalUri>,
    Path(path): Path<PostPath>,
    Query(query): Query<PageQuery>,
) -> Answer<Response> {
    let post = resolve(&state, &actor, &path).await?;
    let fingerprint = format!("likes?post={post}");
    let part = list::part(&state, &fingerprint, query)?;
    let page = likes::of_post(state.context(), &actor, post, &part).await?;
    list::answer(&state, &uri, &fingerprint, page, |Since { user, .. }| convert::user_ref(user))
}

const OF_POSTS: &[Code] = &[
    Code::PostNotFound,
    Code::PostRemoved,
    Code::PostWrongState,
    Code::PermissionDenied,
    Code::AccountUnconfirmed,
    Code::UserBlocked,
];
const OF_COMMENTS: &[Code] =
    &[Code::CommentNotFound, Code::PostWrongState, Code::PermissionDenied, Code::AccountUnconfirmed, Code::UserBlocked];

fn like_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("likePost")
        .tag("posts")
        .with(doc::counts_as(Action::LikesWrite))
        .summary("Like a post")
        .description("One that everybody may read. Needs `likes.write`. Twice is once.")
        .response_with::<204, (), _>(|answer| answer.description("You like it."))
        .with(doc::problems(OF_POSTS))
}

fn unlike_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("unlikePost")
        .tag("posts")
        .with(doc::counts_as(Action::LikesWrite))
        .summary("Take a like back")
        .description("Twice is once. Also of a post that you do not see any more.")
        .response_with::<204, (), _>(|answer| answer.description("You do not like it."))
        .with(doc::problems(OF_POSTS))
}

fn list_likes_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("listLikesOfPost")
        .tag("posts")
        .summary("List who likes a post")
        .description(
            "The last to do so first, without people whom you have blocked or muted and those who have blocked you.",
        )
        .response_with::<200, Json<v2::List<v2::UserRef>>, _>(|answer| {
            answer.description("One page of people.").example(example::list(example::user_ref()))
        })
        .with(doc::problems(&[Code::PostNotFound, Code::PostRemoved, Code::CursorInvalid]))
}

fn like_comment_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("likeComment")
        .tag("comments")
        .with(doc::counts_as(Action::LikesWrite))
        .summary("Like a comment")
        .description("One that everybody may read. Needs `likes.write`. Twice is once.")
        .response_with::<204, (), _>(|answer| answer.description("You like it."))
        .with(doc::problems(OF_COMMENTS))
}

fn unlike_comment_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("unlikeComment")
        .tag("comments")
        .with(doc::counts_as(Action::LikesWrite))
        .summary("Take a like of a comment back")
        .description("Twice is once. Also of a comment that you do not see any more.")
        .response_with::<204, (), _>(|answer| answer.description("You do not like it."))
        .with(doc::problems(OF_COMMENTS))
}
