//! `ReadyAnswer`: an answer whose bytes, tags and headers were all made before anybody asked for them.
//!
//! The warm path of public lists, posts and pages: clone a few reference counts, compare a tag, send. Pattern:
//! precomputed response; what is public is the same for everyone, so it is built once and never per request.

use std::io::Write;

use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::Response,
};
use bytes::Bytes;

use super::etag::{self, Tag};

/// Below this, compression saves less than its header costs.
const MIN_COMPRESSED_BYTES: usize = 512;

/// Bytes in both codings with their fields; cheap to clone.
#[derive(Debug, Clone)]
pub struct ReadyAnswer {
    identity: Bytes,
    identity_tag: HeaderValue,
    brotli: Option<(Bytes, HeaderValue)>,
    content_type: HeaderValue,
    fields: Vec<(HeaderName, HeaderValue)>,
}

impl ReadyAnswer {
    /// From bytes and their tag, uncompressed.
    pub fn new(content_type: &'static str, body: impl Into<Bytes>, tag: &Tag) -> Self {
        Self {
            identity: body.into(),
            identity_tag: tag.header(),
            brotli: None,
            content_type: HeaderValue::from_static(content_type),
            fields: Vec::new(),
        }
    }

    /// The same with a Brotli twin. Costs milliseconds: call it where an answer is stored, never where it is sent.
    pub fn compressed(content_type: &'static str, body: impl Into<Bytes>, tag: &Tag) -> Self {
        let ready = Self::new(content_type, body, tag);
        let coded = brotli(&ready.identity, 5);
        ready.with_brotli(coded, tag)
    }

    /// Adds a Brotli twin that was made elsewhere; one that is no smaller is ignored.
    #[must_use]
    pub fn with_brotli(mut self, coded: Option<Bytes>, tag: &Tag) -> Self {
        self.brotli =
            coded.filter(|coded| coded.len() < self.identity.len()).map(|coded| (coded, tag.coded_header("br")));
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
        self.identity.len() + self.brotli.as_ref().map_or(0, |(bytes, _)| bytes.len()) + 256
    }

    /// The answer to a request with these fields: 304, or 200 in the best coding that the caller takes.
    pub fn respond(&self, request: &HeaderMap) -> Response {
        let coded = self.brotli.as_ref().filter(|_| accepts_brotli(request));
        let (bytes, tag) = coded.map_or((&self.identity, &self.identity_tag), |(bytes, tag)| (bytes, tag));
        let is_fresh = match &self.brotli {
            Some((_, other)) => etag::none_match(request, &[&self.identity_tag, other]),
            None => etag::none_match(request, &[&self.identity_tag]),
        };
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
        if coded.is_some() {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
        }
        *response.body_mut() = Body::from(bytes.clone());
        response
    }
}

/// Brotli at `quality` 0 to 11, or `None` where it does not pay.
pub fn brotli(bytes: &[u8], quality: u32) -> Option<Bytes> {
    if bytes.len() < MIN_COMPRESSED_BYTES {
        return None;
    }
    let mut coded = Vec::with_capacity(bytes.len() / 3);
    let mut writer = brotli::CompressorWriter::new(&mut coded, 4096, quality, 20);
    writer.write_all(bytes).and_then(|()| writer.flush()).ok()?;
    drop(writer);
    Some(Bytes::from(coded))
}

/// True if the caller takes Brotli.
pub fn accepts_brotli(headers: &HeaderMap) -> bool {
    accepts(headers, "br")
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
        let refused = ready.respond(&request(header::ACCEPT_ENCODING, "br;q=0"));

        assert!(plain.headers().get(header::CONTENT_ENCODING).is_none());
        assert_eq!(coded.headers()[header::CONTENT_ENCODING], "br");
        assert!(refused.headers().get(header::CONTENT_ENCODING).is_none());
        assert_ne!(plain.headers()[header::ETAG], coded.headers()[header::ETAG]);
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
