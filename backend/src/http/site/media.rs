//! `/media/...`: pictures, under names that hold the hash of their bytes.
//!
//! The edge gives these answers their own content policy: a sandbox without origin, which other sites may show.

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Response},
    routing::get,
};
use broadsheet_shared::problem::Code;

use crate::{
    http::{Answer, AppState, Problem, etag},
    platform::storage::FileName,
};

pub(super) fn routes() -> Router<AppState> {
    Router::new().route("/media/{file}", get(send))
}

/// The name is read as it came and has no room for a path, so `..`, `%2f` and their like name nothing (SECURITY L6).
async fn send(State(state): State<AppState>, uri: Uri, headers: HeaderMap) -> Answer<Response> {
    let missing = || Problem::new(Code::RouteNotFound);
    let name: FileName = uri.path().strip_prefix("/media/").and_then(|name| name.parse().ok()).ok_or_else(missing)?;
    let bytes = state.context().storage.read(&name).await.map_err(Problem::internal)?.ok_or_else(missing)?;
    let tag = HeaderValue::from_str(&format!("\"{name}\"")).map_err(Problem::internal)?;
    let is_fresh = etag::none_match(&headers, &[&tag]);
    let mut response =
        if is_fresh { StatusCode::NOT_MODIFIED.into_response() } else { axum::body::Body::from(bytes).into_response() };
    let fields = response.headers_mut();
    fields.insert(header::ETAG, tag);
    fields.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    if !is_fresh {
        fields.insert(header::CONTENT_TYPE, HeaderValue::from_static(name.extension().content_type()));
        fields.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("inline"));
    }
    Ok(response)
}
