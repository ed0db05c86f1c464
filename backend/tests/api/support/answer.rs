//! What came back.

use axum::{
    body::Bytes,
    http::{HeaderMap, header},
};
use serde_json::Value;

/// An answer, read to its end.
#[derive(Debug, Clone)]
pub struct Answer {
    asked: String,
    status: u16,
    headers: HeaderMap,
    bytes: Bytes,
}

#[expect(clippy::wrong_self_convention, reason = "an answer is asked and handed on in one sentence")]
impl Answer {
    pub(super) fn new(asked: String, status: u16, headers: HeaderMap, bytes: Bytes) -> Self {
        Self { asked, status, headers, bytes }
    }

    /// The status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The answer itself, if it has this status: `ada.get("/me").await.is(200)`.
    ///
    /// # Panics
    /// With request and body if it has another.
    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}: {}", self.asked, self.text());
        self
    }

    /// The answer itself, if it is a problem with this status and code, in the manner of either version.
    ///
    /// # Panics
    /// With request and body if it is something else.
    #[track_caller]
    pub fn is_problem(self, status: u16, code: &str) -> Self {
        let answer = self.is(status);
        assert_eq!(answer.code(), code, "{}: {}", answer.asked, answer.text());
        answer
    }

    /// The problem's code; empty if it is none.
    pub fn code(&self) -> String {
        let body = self.body();
        let code = if body["error"].is_object() { &body["error"]["code"] } else { &body["code"] };
        code.as_str().unwrap_or_default().to_owned()
    }

    /// The body as JSON; null if it is none.
    pub fn body(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_default()
    }

    /// The body as it came.
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// A header field; empty if it is missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// All header fields.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// `ETag`.
    pub fn etag(&self) -> String {
        self.header(header::ETAG.as_str()).to_owned()
    }

    /// The cookies that it sets, by name.
    pub fn cookies(&self) -> Vec<(String, String)> {
        let fields = self.headers.get_all(header::SET_COOKIE).iter().filter_map(|field| field.to_str().ok());
        let pairs = fields.filter_map(|field| field.split(';').next()?.split_once('='));
        pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }
}
