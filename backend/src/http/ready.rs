//! `ReadyAnswer`: an answer whose bytes, tags and headers were all made before anybody asked for them.
//!
//! The warm path of public lists, posts and pages: clone a few reference counts, compare a tag, send. Pattern:
//! precomputed response; what is public is the same for everyone, so it is built once and never per request.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::Response,
};
use bytes::Bytes;

use super::etag::{self, Tag};
use crate::platform::coding::Coding;

/// Below this, compression saves less than its header costs.
const MIN_COMPRESSED_BYTES: usize = 512;

/// Bytes in all codings with their fields; cheap to clone.
#[derive(Debug, Clone)]
pub struct ReadyAnswer {
    identity: Bytes,
    identity_tag: HeaderValue,
    /// The smallest first.
    coded: Vec<(Coding, Bytes, HeaderValue)>,
    content_type: HeaderValue,
    fields: Vec<(HeaderName, HeaderValue)>,
}

impl ReadyAnswer {
    /// From bytes and their tag, uncompressed.
    pub fn new(content_type: &'static str, body: impl Into<Bytes>, tag: &Tag) -> Self {
        Self {
            identity: body.into(),
            identity_tag: tag.header(),
            coded: Vec::new(),
            content_type: HeaderValue::from_static(content_type),
            fields: Vec::new(),
        }
    }

    /// The same with its compressed twins. Costs milliseconds: call it where an answer is stored, never where it is sent.
    pub fn compressed(content_type: &'static str, body: impl Into<Bytes>, tag: &Tag) -> Self {
        let ready = Self::new(content_type, body, tag);
        if ready.identity.len() < MIN_COMPRESSED_BYTES {
            return ready;
        }
        let twins = Coding::ALL.map(|coding| coding.compress(&ready.identity).map(|bytes| (coding, bytes)));
        twins.into_iter().flatten().fold(ready, |ready, (coding, bytes)| ready.with(coding, bytes, tag))
    }

    /// Adds a compressed twin. What is added first is sent to those who take several.
    #[must_use]
    pub fn with(mut self, coding: Coding, bytes: Bytes, tag: &Tag) -> Self {
        self.coded.push((coding, bytes, tag.coded_header(coding.token())));
        self
    }

    /// Adds a field that every answer carries, as `Link` or `Cache-Control`.
    #[must_use]
    pub fn field(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.fields.push((name, value));
        self
    }

    /// The uncompressed bytes.
    pub fn body(&self) -> &Bytes {
        &self.identity
    }

    /// What these bytes weigh in a cache.
    pub fn weight(&self) -> usize {
        self.identity.len() + self.coded.iter().map(|(_, bytes, _)| bytes.len()).sum::<usize>() + 256
    }

    /// The answer to a request with these fields: 304, or 200 in the best coding that the caller takes.
    pub fn respond(&self, request: &HeaderMap) -> Response {
        let coded = self.coded.iter().find(|(coding, ..)| accepts(request, coding.token()));
        let (bytes, tag) = coded.map_or((&self.identity, &self.identity_tag), |(_, bytes, tag)| (bytes, tag));
        let tags = [&self.identity_tag].into_iter().chain(self.coded.iter().map(|(.., tag)| tag));
        let is_fresh = etag::none_match(request, &tags.collect::<Vec<_>>());
        let mut response = Response::default();
        let headers = response.headers_mut();
        headers.reserve(16);
        for (name, value) in &self.fields {
            headers.insert(name.clone(), value.clone());
        }
        headers.insert(header::ETAG, tag.clone());
        if is_fresh {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            return response;
        }
        headers.insert(header::CONTENT_TYPE, self.content_type.clone());
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes.len()));
        if let Some((coding, ..)) = coded {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding.token()));
        }
        *response.body_mut() = Body::from(bytes.clone());
        response
    }
}

/// The coding in which the caller is answered best; `None` for as it is.
pub fn accepted_coding(headers: &HeaderMap) -> Option<Coding> {
    Coding::ALL.into_iter().find(|coding| accepts(headers, coding.token()))
}

/// True if the caller names a coding and does not weigh it zero.
pub fn accepts(headers: &HeaderMap, coding: &str) -> bool {
    let Some(Ok(field)) = headers.get(header::ACCEPT_ENCODING).map(HeaderValue::to_str) else { return false };
    field.split(',').any(|offer| {
        let (name, weight) = offer.split_once(';').unwrap_or((offer, ""));
        name.trim().eq_ignore_ascii_case(coding) && !is_zero(weight.trim())
    })
}

fn is_zero(weight: &str) -> bool {
    weight.strip_prefix("q=").is_some_and(|number| number.parse::<f32>().is_ok_and(|number| number == 0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(name: HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_str(value).unwrap())])
    }

    #[test]
    fn coding_follows_the_caller() {
        let body = "the same words again and again ".repeat(100);
        let ready = ReadyAnswer::compressed("text/plain", body.clone(), &Tag::of(body.as_bytes()));

        let plain = ready.respond(&HeaderMap::new());
        let coded = ready.respond(&request(header::ACCEPT_ENCODING, "gzip, deflate, br"));
        let zipped = ready.respond(&request(header::ACCEPT_ENCODING, "gzip, deflate, br;q=0"));
        let refused = ready.respond(&request(header::ACCEPT_ENCODING, "br;q=0"));

        assert!(plain.headers().get(header::CONTENT_ENCODING).is_none());
        assert_eq!(coded.headers()[header::CONTENT_ENCODING], "br");
        assert_eq!(zipped.headers()[header::CONTENT_ENCODING], "gzip");
        assert!(refused.headers().get(header::CONTENT_ENCODING).is_none());
        let tags = [plain, coded, zipped].map(|answer| answer.headers()[header::ETAG].clone());
        assert!(tags[0] != tags[1] && tags[0] != tags[2] && tags[1] != tags[2]);
        for tag in &tags {
            let known = ready.respond(&request(header::IF_NONE_MATCH, tag.to_str().unwrap()));
            assert_eq!(known.status(), StatusCode::NOT_MODIFIED);
        }
    }

    #[test]
    fn known_tag_answers_304_without_a_body() {
        let ready = ReadyAnswer::new("text/plain", "words", &Tag::of(b"words"));
        let tag = ready.respond(&HeaderMap::new()).headers()[header::ETAG].clone();

        let answer = ready.respond(&request(header::IF_NONE_MATCH, tag.to_str().unwrap()));

        assert_eq!(answer.status(), StatusCode::NOT_MODIFIED);
        assert!(answer.headers().get(header::CONTENT_TYPE).is_none());
        assert_eq!(answer.headers()[header::ETAG], tag);
    }
}
