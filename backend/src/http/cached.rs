//! From a cached entry to an answer: 304 where the caller has it, Brotli where the caller takes it.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
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

/// The answer to a request for one page of a list, with the `Link` to the next.
pub(super) fn page(entry: &Entry, uri: &Uri, request: &HeaderMap) -> Response {
    let mut response = answer(entry, request);
    if let Some(cursor) = &entry.next {
        response.headers_mut().insert(header::LINK, value(&next_link(uri, cursor)));
    }
    response
}

/// The same address with another `after`. Cursors are base64url and need no escaping.
pub(super) fn next_link(uri: &Uri, cursor: &str) -> String {
    let others = uri.query().unwrap_or_default().split('&');
    let mut query: Vec<&str> = others.filter(|pair| !pair.is_empty() && !pair.starts_with("after=")).collect();
    let after = format!("after={cursor}");
    query.push(&after);
    format!("<{}?{}>; rel=\"next\"", uri.path(), query.join("&"))
}

/// Tags and types are ours; one that is no field value would be a fault and is left empty.
fn value(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn next_page_keeps_the_other_parameters() {
        let uri = Uri::from_static("/api/v2/users?q=a&after=old&limit=2");

        assert_eq!(next_link(&uri, "new"), "</api/v2/users?q=a&limit=2&after=new>; rel=\"next\"");
        assert_eq!(next_link(&Uri::from_static("/x"), "new"), "</x?after=new>; rel=\"next\"");
    }
}
