//! From a cached entry to an answer: 304 where the caller has it, compressed where the caller takes that.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::Response,
};
use bytes::Bytes;

use super::{accepted_coding, etag};
use crate::platform::{
    cache::{Entry, Ready},
    coding::Coding,
};

/// The answer to a request with these fields.
pub(super) async fn answer(ready: &Ready, request: &HeaderMap) -> Response {
    let wanted = accepted_coding(request).filter(|_| ready.is_worth_compressing());
    // Who has it already costs no compressing.
    if let Some(response) = unchanged(ready, wanted, request) {
        return response;
    }
    let Some(coding) = wanted else { return sent(ready, &ready.body, tag(ready, None)) };
    let Some(coded) = ready.coded(coding).await else { return sent(ready, &ready.body, tag(ready, None)) };
    let mut response = sent(ready, coded, tag(ready, wanted));
    response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding.token()));
    response
}

/// The answer for one person alone, which nobody keeps: compressing it would cost more than it saves.
pub(super) fn uncompressed(entry: &Entry, request: &HeaderMap) -> Response {
    unchanged(entry, None, request).unwrap_or_else(|| sent(entry, &entry.body, tag(entry, None)))
}

/// The answer to a request for one page of a list, with the `Link` to the next.
pub(super) async fn page(ready: &Ready, uri: &Uri, request: &HeaderMap) -> Response {
    linked(answer(ready, request).await, ready, uri)
}

/// [`page`] for one person alone.
pub(super) fn uncompressed_page(entry: &Entry, uri: &Uri, request: &HeaderMap) -> Response {
    linked(uncompressed(entry, request), entry, uri)
}

fn linked(mut response: Response, entry: &Entry, uri: &Uri) -> Response {
    if let Some(cursor) = &entry.next {
        response.headers_mut().insert(header::LINK, value(&next_link(uri, cursor)));
    }
    response
}

/// The tag of the body as it is, or in a coding.
fn tag(entry: &Entry, coding: Option<Coding>) -> HeaderValue {
    match coding {
        None => value(&entry.etag),
        Some(coding) => value(&format!("{}-{}\"", entry.etag.trim_end_matches('"'), coding.token())),
    }
}

/// 304, if the caller has it. They may have it in another coding than they take now.
fn unchanged(entry: &Entry, wanted: Option<Coding>, request: &HeaderMap) -> Option<Response> {
    if request.contains_key(header::IF_NONE_MATCH) {
        let others = [None].into_iter().chain(Coding::ALL.map(Some));
        let mut tags = [wanted].into_iter().chain(others).map(|coding| tag(entry, coding));
        return tags.find(|tag| etag::none_match(request, &[tag])).map(|tag| not_modified(entry, tag));
    }
    is_unchanged(entry, request).then(|| not_modified(entry, tag(entry, wanted)))
}

/// True if a caller who names no tag has it as it was when it last changed. Only that very time counts, and none behind
/// it: where the newest post is taken out of a feed, the feed's time goes back.
fn is_unchanged(entry: &Entry, request: &HeaderMap) -> bool {
    let Some(changed_at) = entry.changed_at else { return false };
    let since = request.get(header::IF_MODIFIED_SINCE);
    since.is_some_and(|since| since.as_bytes() == changed_at.to_http_date().as_bytes())
}

fn not_modified(entry: &Entry, tag: HeaderValue) -> Response {
    let mut response = Response::default();
    *response.status_mut() = StatusCode::NOT_MODIFIED;
    response.headers_mut().insert(header::ETAG, tag);
    tell_change(entry, &mut response);
    response
}

fn tell_change(entry: &Entry, response: &mut Response) {
    if let Some(changed_at) = entry.changed_at {
        response.headers_mut().insert(header::LAST_MODIFIED, value(&changed_at.to_http_date()));
    }
}

fn sent(entry: &Entry, body: &Bytes, tag: HeaderValue) -> Response {
    let mut response = Response::new(Body::from(body.clone()));
    *response.status_mut() = StatusCode::from_u16(entry.status).unwrap_or(StatusCode::OK);
    let headers = response.headers_mut();
    // Room for the fields of the edge as well, so that the table never grows.
    headers.reserve(24);
    headers.insert(header::ETAG, tag);
    headers.insert(header::CONTENT_TYPE, value(&entry.content_type));
    tell_change(entry, &mut response);
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
    fn who_names_no_tag_is_asked_for_the_very_time() {
        let at = broadsheet_shared::time::Timestamp::from_millis(1_709_200_800_000);
        let entry = Entry::new("text/plain", "words").changed(at);
        let status = |fields: &[(header::HeaderName, &str)]| {
            let fields = fields.iter().map(|(name, text)| (name.clone(), HeaderValue::from_str(text).unwrap()));
            uncompressed(&entry, &fields.collect()).status()
        };
        let since = |text| (header::IF_MODIFIED_SINCE, text);

        assert_eq!(status(&[since("Thu, 29 Feb 2024 10:00:00 GMT")]), StatusCode::NOT_MODIFIED);
        assert_eq!(status(&[since("Fri, 01 Mar 2024 10:00:00 GMT")]), StatusCode::OK);
        // A tag says more than a time.
        let other = (header::IF_NONE_MATCH, "\"other\"");
        assert_eq!(status(&[since("Thu, 29 Feb 2024 10:00:00 GMT"), other]), StatusCode::OK);
    }

    #[test]
    fn next_page_keeps_the_other_parameters() {
        let uri = Uri::from_static("/api/v2/users?q=a&after=old&limit=2");

        assert_eq!(next_link(&uri, "new"), "</api/v2/users?q=a&limit=2&after=new>; rel=\"next\"");
        assert_eq!(next_link(&Uri::from_static("/x"), "new"), "</x?after=new>; rel=\"next\"");
    }
}
