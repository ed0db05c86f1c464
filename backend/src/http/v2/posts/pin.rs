//! Pinning posts to one's page.

use aide::transform::TransformOperation;
use axum::{extract::State, http::StatusCode};
use broadsheet_shared::{limit::Action, problem::Code};

use super::{PostPath, resolve};
use crate::{
    domain::turn::Turn,
    http::{
        Answer, AppState, doc,
        extract::{Path, SignedIn, access},
    },
    services::posts,
};

pub(super) async fn pin(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::PostsWrite>,
    turn: Turn,
    Path(path): Path<PostPath>,
) -> Answer<StatusCode> {
    let post = resolve(&state, &actor, &path).await?;
    match turn {
        Turn::On => posts::pin(state.context(), &actor, post).await?,
        Turn::Off => posts::unpin(state.context(), &actor, post).await?,
    }
    Ok(StatusCode::NO_CONTENT)
}

const PROBLEMS: &[Code] = &[
    Code::PostNotFound,
    Code::PostRemoved,
    Code::PostWrongState,
    Code::PostPinsFull,
    Code::PermissionDenied,
    Code::AccountUnconfirmed,
];

pub(super) fn pin_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("pinPost")
        .tag("posts")
        .with(doc::counts_as(Action::PostsWrite))
        .summary("Pin a post to your page")
        .description(
            "Your own, published; three at most. `GET /users/{username}/posts?pinned=true` lists them. A post that is not \
             published any more is not pinned any more either. Needs `posts.publish`. Twice is once.",
        )
        .response_with::<204, (), _>(|answer| answer.description("It is pinned."))
        .with(doc::problems(PROBLEMS))
}

pub(super) fn unpin_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("unpinPost")
        .tag("posts")
        .with(doc::counts_as(Action::PostsWrite))
        .summary("Take a post off your page's pins")
        .description("Your own. Twice is once.")
        .response_with::<204, (), _>(|answer| answer.description("It is not pinned."))
        .with(doc::problems(PROBLEMS))
}
