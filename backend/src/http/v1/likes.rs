//! Liking posts.

use aide::{
    axum::{ApiRouter, routing::post_with},
    transform::TransformOperation,
};
use axum::extract::State;
use broadsheet_shared::{limit::Action, problem::Code, v1};

use super::{
    example,
    posts::{PostPath, resolve},
};
use crate::{
    http::{
        Answer, AppState, doc,
        extract::{Json, Path, SignedIn, access},
    },
    services::{
        likes,
        posts::{self, PostTarget},
    },
};

/// The operations of likes.
pub fn routes() -> ApiRouter<AppState> {
    ApiRouter::new().api_route("/posts/{post}/like", post_with(like, like_doc).delete_with(unlike, unlike_doc))
}

async fn like(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::CommentsWrite>,
    Path(path): Path<PostPath>,
) -> Answer<Json<v1::Liked>> {
    let post = resolve(&state, &actor, &path).await?;
    likes::like_post(state.context(), &actor, post).await?;
    let like_count = likes::count(state.context(), post).await?;
    Ok(Json(v1::Liked { liked: true, like_count }))
}

async fn unlike(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::CommentsWrite>,
    Path(path): Path<PostPath>,
) -> Answer<Json<v1::Liked>> {
    // Also of a post that the caller does not see any more: what is theirs they can take back.
    let post = posts::locate(state.context(), &actor, &PostTarget::parse(&path.post)).await?;
    likes::unlike_post(state.context(), &actor, post).await?;
    let like_count = likes::count(state.context(), post).await?;
    Ok(Json(v1::Liked { liked: false, like_count }))
}

/// Of both verbs; a block keeps nobody from taking a like back.
const PROBLEMS: &[Code] =
    &[Code::PostNotFound, Code::PostRemoved, Code::PostWrongState, Code::PermissionDenied, Code::AccountUnconfirmed];

fn like_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("likePost")
        .tag("posts")
        .with(doc::counts_as(Action::LikesWrite))
        .summary("Like a post")
        .description("Twice is once.")
        .response_with::<200, Json<v1::Liked>, _>(|answer| {
            answer.description("You like it.").example(example::liked(true))
        })
        .with(doc::problems(PROBLEMS))
        .with(doc::problems(&[Code::UserBlocked]))
}

fn unlike_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("unlikePost")
        .tag("posts")
        .with(doc::counts_as(Action::LikesWrite))
        .summary("Take a like back")
        .description("Twice is once.")
        .response_with::<200, Json<v1::Liked>, _>(|answer| {
            answer.description("You do not like it.").example(example::liked(false))
        })
        .with(doc::problems(PROBLEMS))
}
