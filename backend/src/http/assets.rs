//! `/assets/...`: the browser's files, found by their exact name in a table; there is no path to climb out of. And the
//! address at which programs look for a site's icon without asking.

use axum::{
    Router,
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Response},
    routing::get,
};
use broadsheet_shared::problem::Code;

use super::{
    AppState, Problem, etag,
    ready::accepts,
    site::assets::{Asset, PREFIX},
};

/// A picture that every program shows; those who read our pages are told of the drawing as well.
const ICON: &str = "/assets/icons/icon-192.png";

/// The routes of the files.
pub fn routes() -> Router<AppState> {
    Router::new().route(&format!("{PREFIX}{{*path}}"), get(send)).route("/favicon.ico", get(send_to_icon))
}

/// Kept for a day, for they ask on every page.
async fn send_to_icon() -> Response {
    let kept = HeaderValue::from_static("public, max-age=86400");
    let to = HeaderValue::from_static(ICON);
    (StatusCode::MOVED_PERMANENTLY, [(header::LOCATION, to), (header::CACHE_CONTROL, kept)]).into_response()
}

/// The address is compared as it came, so `..`, `%2f` and their like name nothing (SECURITY L6).
async fn send(State(state): State<AppState>, uri: Uri, headers: HeaderMap) -> Response {
    match state.assets().find(uri.path()) {
        Some(asset) => answer(asset, &headers),
        None => Problem::new(Code::RouteNotFound).into_response(),
    }
}

fn answer(asset: &Asset, request: &HeaderMap) -> Response {
    let offers = [("br", &asset.brotli), ("gzip", &asset.gzip)];
    let coded = offers
        .into_iter()
        .find_map(|(coding, bytes)| bytes.as_ref().filter(|_| accepts(request, coding)).map(|bytes| (coding, bytes)));
    let (suffix, bytes) =
        coded.map_or((String::new(), &asset.identity), |(coding, bytes)| (format!("-{coding}"), bytes));
    let Ok(tag) = HeaderValue::from_str(&format!("\"{}{suffix}\"", asset.sha256)) else {
        return Problem::internal("a digest is not a header value").into_response();
    };
    let life = if asset.is_hashed { "public, max-age=31536000, immutable" } else { "public, no-cache" };
    let mut response = Response::default();
    let is_fresh = etag::none_match(request, &[&tag]);
    let headers = response.headers_mut();
    headers.insert(header::ETAG, tag);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(life));
    headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    if is_fresh {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return response;
    }
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.content_type));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes.len()));
    if let Some((coding, _)) = coded {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    *response.body_mut() = Body::from(bytes.clone());
    response
}
