//! From a cached entry to an answer: 304 where the caller has it, Brotli where the caller takes it.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};

use super::{accepts_brotli, etag};
use crate::platform::cache::Entry;

/// The answer to a request with these fields.
pub(super) fn answer(entry: &Entry, request: &HeaderMap) -> Response {
    let plain_tag = value(&entry.etag);
    let coded_tag = value(&format!("{}-br\"", entry.etag.trim_end_matches('"')));
    let coded = entry.brotli.as_ref().filter(|_| accepts_brotli(request));
    let mut response = Response::default();
    let headers = response.headers_mut();
    headers.insert(header::ETAG, if coded.is_some() { coded_tag.clone() } else { plain_tag.clone() });
    if etag::none_match(request, &[&plain_tag, &coded_tag]) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return response;
    }
    headers.insert(header::CONTENT_TYPE, value(&entry.content_type));
    if coded.is_some() {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    *response.status_mut() = StatusCode::from_u16(entry.status).unwrap_or(StatusCode::OK);
    *response.body_mut() = Body::from(coded.unwrap_or(&entry.body).clone());
    response
}

/// Tags and types are ours; one that is no field value would be a fault and is left empty.
fn value(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or_else(|_| HeaderValue::from_static(""))
}
