//! Writing: create, change, delete, preview.

use aide::transform::TransformOperation;
use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use broadsheet_shared::{limit::Action, problem::Code, v2};

use super::{PostPath, answer, resolve};
use crate::{
    http::{
        Answer, AppState, Problem, doc, etag,
        extract::{IdempotencyKey, IfMatch, Json, Path, SignedIn, access},
        v2::example,
    },
    platform::markdown::Rendered,
    services::{
        idempotency::Claim,
        posts::{self, Draft},
    },
};

const CREATE: &str = "POST /api/v2/posts";

pub(super) async fn create(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::PostsWrite>,
    key: IdempotencyKey,
    Json(request): Json<v2::CreatePost>,
) -> Answer<Response> {
    let post = request.parse().map_err(Problem::invalid_fields)?;
    let key = key.for_request(state.context(), CREATE, &[], &request)?;
    if let Some(Claim::Replay { status, body }) = key.claim(state.context(), &actor).await? {
        return replay(status, body);
    }
    let draft = Draft { post, is_published: false, key: key.inner() };
    match posts::create(state.context(), &actor, &draft).await {
        Ok(post) => answer::stored(&state, StatusCode::CREATED, &actor, post).await,
        Err(error) => {
            key.release(state.context(), &actor).await?;
            Err(error.into())
        }
    }
}

/// The answer that the first request with the key got.
pub(in crate::http::v2) fn replay(status: u16, body: String) -> Answer<Response> {
    let status = StatusCode::from_u16(status).map_err(Problem::internal)?;
    let tag = Versioned::of(&body).map(|version| etag::Tag::versioned(version, body.as_bytes()).header());
    let mut response = (status, [(header::CONTENT_TYPE, "application/json")], body).into_response();
    if let Some(tag) = tag {
        response.headers_mut().insert(header::ETAG, tag);
    }
    Ok(response)
}

/// What an answer that is kept says of its edit version.
#[derive(serde::Deserialize)]
struct Versioned {
    version: i64,
}

impl Versioned {
    fn of(body: &str) -> Option<i64> {
        serde_json::from_str::<Self>(body).ok().map(|kept| kept.version)
    }
}

pub(super) async fn revise(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::PostsWrite>,
    Path(path): Path<PostPath>,
    if_match: IfMatch,
    Json(request): Json<v2::UpdatePost>,
) -> Answer<Response> {
    let patch = request.parse().map_err(Problem::invalid_fields)?;
    let id = resolve(&state, &actor, &path).await?;
    let post = posts::revise(state.context(), &actor, id, &if_match.precondition(), &patch).await?;
    answer::stored(&state, StatusCode::OK, &actor, post).await
}

pub(super) async fn delete(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::PostsWrite>,
    Path(path): Path<PostPath>,
    if_match: IfMatch,
) -> Answer<StatusCode> {
    let id = resolve(&state, &actor, &path).await?;
    posts::delete(state.context(), &actor, id, &if_match.precondition()).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn render(
    State(state): State<AppState>,
    SignedIn(..): SignedIn<access::PostsWrite>,
    Json(request): Json<v2::Render>,
) -> Answer<Json<v2::Rendered>> {
    let body = request.parse().map_err(Problem::invalid_fields)?;
    let rendered = posts::preview(state.context(), &body).await?;
    Ok(Json(shown(rendered)))
}

fn shown(rendered: Rendered) -> v2::Rendered {
    v2::Rendered {
        html: rendered.html,
        table_of_contents: rendered
            .table_of_contents
            .into_iter()
            .map(|heading| v2::Heading { level: heading.level, id: heading.id, text: heading.text })
            .collect(),
        word_count: rendered.word_count,
        reading_minutes: rendered.reading_minutes,
    }
}

pub(super) fn create_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("createPost")
        .tag("posts")
        .with(doc::counts_as(Action::PostsCreate))
        .summary("Write a draft")
        .description("Needs `posts.write`. Publish it with `POST /posts/{post}/publish`.")
        .response_with::<201, Json<v2::Post>, _>(|answer| answer.description("The draft.").example(example::post()))
        .with(doc::problems(&[
            Code::PermissionDenied,
            Code::SlugTaken,
            Code::IdempotencyRunning,
            Code::IdempotencyMismatch,
        ]))
}

pub(super) fn revise_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("updatePost")
        .tag("posts")
        .with(doc::counts_as(Action::PostsWrite))
        .summary("Change a post")
        .description(
            "Absent fields stay, null empties (JSON merge patch). A stale `If-Match` stores nothing: the answer is 412 \
             with the stored version in `current`.",
        )
        .response_with::<200, Json<v2::Post>, _>(|answer| answer.description("The post.").example(example::post()))
        .with(doc::problems(&[
            Code::PostNotFound,
            Code::PostRemoved,
            Code::PermissionDenied,
            Code::LinksTooEarly,
            Code::SlugTaken,
            Code::PostStale,
        ]))
}

pub(super) fn delete_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("deletePost")
        .tag("posts")
        .with(doc::counts_as(Action::PostsWrite))
        .summary("Delete a post")
        .description("Its author may restore it for 30 days. A stale `If-Match` deletes nothing: the answer is 412.")
        .response_with::<204, (), _>(|answer| answer.description("It is gone."))
        .with(doc::problems(&[Code::PostNotFound, Code::PostRemoved, Code::PermissionDenied, Code::PostStale]))
}

pub(super) fn render_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("render")
        .tag("posts")
        .with(doc::counts_as(Action::Render))
        .summary("Preview Markdown")
        .description(
            "The very HTML that publishing would store, byte by byte. A name behind an `@` is a link where somebody has that \
             name or had it before: 20 people at most, and none in code or links.",
        )
        .response_with::<200, Json<v2::Rendered>, _>(|answer| {
            answer.description("The preview.").example(example::rendered())
        })
}
