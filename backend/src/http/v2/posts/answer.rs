//! One post as an answer to the person who asks, with its entity tag.

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use broadsheet_shared::v2;

use crate::{
    domain::{actor::Actor, post::Post},
    http::{Problem, etag, extract::Json},
    services::posts,
};

/// The post with what this person may do with it.
pub(super) fn body(actor: &Actor, post: Post) -> v2::Post {
    let viewer = actor.person().map(|_| posts::viewer(actor, &post));
    let mut body = v2::Post::from(post);
    body.viewer = viewer;
    body
}

/// A post that was just stored.
pub(super) fn stored(status: StatusCode, actor: &Actor, post: Post) -> Result<Response, Problem> {
    let body = body(actor, post);
    let tag = tag(&body)?;
    let mut response = (status, Json(body)).into_response();
    response.headers_mut().insert(header::ETAG, tag);
    Ok(response)
}

/// A post that was asked for: 304 if the caller has it.
pub(super) fn read(actor: &Actor, post: Post, request: &HeaderMap) -> Result<Response, Problem> {
    let body = body(actor, post);
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
