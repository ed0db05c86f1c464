//! What staff do to posts of others. Giving one back is `restore`, as for the deleted.

use aide::transform::TransformOperation;
use axum::{extract::State, http::StatusCode, response::Response};
use broadsheet_shared::{limit::Action, problem::Code, v2};

use super::{PostPath, answer, resolve};
use crate::{
    http::{
        Answer, AppState, Problem, doc,
        extract::{Json, Path, SignedIn, access},
        v2::example,
    },
    services::posts,
};

pub(super) async fn remove(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::Moderate>,
    Path(path): Path<PostPath>,
    Json(request): Json<v2::RemovePost>,
) -> Answer<Response> {
    let reason = request.parse().map_err(Problem::invalid_fields)?;
    let id = resolve(&state, &actor, &path).await?;
    let post = posts::remove(state.context(), &actor, id, &reason).await?;
    answer::stored(&state, StatusCode::OK, &actor, post).await
}

pub(super) fn remove_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("removePost")
        .tag("posts")
        .with(doc::counts_as(Action::StaffWrite))
        .summary("Remove a post of somebody else")
        .description(
            "For staff with `posts.moderate`. The author and staff go on seeing it, with the reason; for everyone else it \
            is gone (410). `restore` gives it back. Nobody removes a post of their own, or of somebody with a higher role.",
        )
        .response_with::<200, Json<v2::Post>, _>(|answer| {
            answer.description("The post, removed.").example(example::removed_post())
        })
        .with(doc::problems(&[
            Code::PostNotFound,
            Code::PermissionDenied,
            Code::PostWrongState,
            Code::PostRemoved,
            Code::PostStale,
        ]))
}
