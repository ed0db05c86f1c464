//! Comments of a post: a flat list, oldest first.

use aide::{
    NoApi,
    axum::{
        ApiRouter,
        routing::{delete_with, get_with},
    },
    transform::TransformOperation,
};
use axum::{
    extract::{OriginalUri, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use broadsheet_shared::{id::CommentId, limit::Action, problem::Code, v1};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    convert, example,
    page::{self, PageQuery},
    posts::{PostPath, resolve},
};
use crate::{
    domain::precondition::Precondition,
    http::{
        Answer, AppState, Problem, doc,
        extract::{CurrentActor, Json, Path, Query, SignedIn, access},
    },
    services::comments::{self, CommentError},
};

/// The operations of `/posts/{post}/comments`.
pub fn routes() -> ApiRouter<AppState> {
    ApiRouter::new()
        .api_route("/posts/{post}/comments", get_with(list, list_doc).post_with(create, create_doc))
        .api_route("/posts/{post}/comments/{id}", delete_with(delete, delete_doc))
}

/// Names a comment beneath its post.
#[derive(Debug, Deserialize, JsonSchema)]
struct CommentPath {
    /// The post's id or slug.
    #[schemars(length(max = 200))]
    post: String,
    /// The comment.
    id: CommentId,
}

async fn list(
    State(state): State<AppState>,
    CurrentActor(actor): CurrentActor,
    NoApi(OriginalUri(uri)): NoApi<OriginalUri>,
    Path(path): Path<PostPath>,
    Query(query): Query<PageQuery>,
) -> Answer<Response> {
    let post = resolve(&state, &actor, &path).await?;
    let offset = query.page.offset(query.per_page).into();
    let (found, total) = comments::flat(state.context(), &actor, post, offset, query.per_page.get()).await?;
    let pagination = query.page.of(query.per_page, total);
    let comments = found.into_iter().map(convert::comment).collect();
    Ok(page::answer(&uri, pagination, &v1::Comments { comments, pagination }))
}

async fn create(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::CommentsWrite>,
    Path(path): Path<PostPath>,
    Json(request): Json<v1::CreateComment>,
) -> Answer<Response> {
    let new = request.parse().map_err(Problem::invalid_fields)?;
    let post = resolve(&state, &actor, &path).await?;
    let comment = comments::create(state.context(), &actor, post, &new, None).await?;
    Ok((StatusCode::CREATED, Json(convert::comment(comment))).into_response())
}

async fn delete(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::CommentsWriteOrModerate>,
    Path(CommentPath { post, id }): Path<CommentPath>,
) -> Answer<StatusCode> {
    let post = resolve(&state, &actor, &PostPath { post }).await?;
    // The address names both, and both must agree (SECURITY B9).
    if comments::find(state.context(), &actor, id).await?.post_id != post {
        return Err(CommentError::NotFound.into());
    }
    comments::delete(state.context(), &actor, id, &Precondition::Any).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn list_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("listComments")
        .tag("comments")
        .summary("List the comments of a post")
        .description("Oldest first, answers among them.")
        .response_with::<200, Json<v1::Comments>, _>(|answer| {
            answer.description("One page of comments.").example(example::comments())
        })
        .with(doc::problems(&[Code::PostNotFound, Code::PostRemoved]))
}

fn create_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("createComment")
        .tag("comments")
        .with(doc::counts_as(Action::CommentsWrite))
        .summary("Comment on a post")
        .description("Or answer another comment with `parent_id`.")
        .response_with::<201, Json<v1::Comment>, _>(|answer| {
            answer.description("The comment.").example(example::comment())
        })
        .with(doc::problems(&[
            Code::PostNotFound,
            Code::PostRemoved,
            Code::PermissionDenied,
            Code::AccountUnconfirmed,
            Code::UserBlocked,
            Code::CommentsClosed,
        ]))
}

fn delete_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("deleteComment")
        .tag("comments")
        .with(doc::counts_as(Action::CommentsWrite))
        .summary("Delete a comment")
        .description("Your own, or anybody's as staff. Its place stays while somebody answered it.")
        .response_with::<204, (), _>(|answer| answer.description("It is gone."))
        .with(doc::problems(&[Code::PostNotFound, Code::PostRemoved, Code::CommentNotFound, Code::PermissionDenied]))
}
