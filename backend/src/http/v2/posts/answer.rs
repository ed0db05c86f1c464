//! One post as an answer to the person who asks, with its entity tag.

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use broadsheet_shared::v2;

use crate::{
    domain::{actor::Actor, post::Post},
    http::{AppState, Problem, etag, extract::Json},
    services::posts,
};

/// The post with what this person has done with it and may do.
async fn body(state: &AppState, actor: &Actor, post: Post) -> Result<v2::Post, Problem> {
    let viewer = posts::standing(state.context(), actor, &post).await?;
    Ok(v2::Post { viewer, ..v2::Post::from(post) })
}

/// A post that was just stored.
pub(super) async fn stored(
    state: &AppState,
    status: StatusCode,
    actor: &Actor,
    post: Post,
) -> Result<Response, Problem> {
    let body = body(state, actor, post).await?;
    let tag = tag(&body)?;
    let mut response = (status, Json(body)).into_response();
    response.headers_mut().insert(header::ETAG, tag);
    Ok(response)
}

/// A post that was asked for: 304 if the caller has it.
pub(super) async fn read(
    state: &AppState,
    actor: &Actor,
    post: Post,
    request: &HeaderMap,
) -> Result<Response, Problem> {
    let body = body(state, actor, post).await?;
    let tag = tag(&body)?;
    let mut response = if etag::none_match(request, &[&tag]) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Json(body).into_response()
    };
    response.headers_mut().insert(header::ETAG, tag);
    Ok(response)
}

fn tag(body: &v2::Post) -> Result<HeaderValue, Problem> {
    let bytes = serde_json::to_vec(body).map_err(Problem::internal)?;
    let version = i64::try_from(body.version).unwrap_or(i64::MAX);
    Ok(etag::Tag::versioned(version, &bytes).header())
}
