//! Which other sites' scripts may call the API: those whose exact origin is configured, and nobody by default.
//!
//! Never with cookies: a listed site's script must bring a token of its own (SECURITY, section 5).

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, Method, header},
};

const METHODS: HeaderValue = HeaderValue::from_static("GET, HEAD, POST, PUT, PATCH, DELETE");
const REQUEST_FIELDS: HeaderValue =
    HeaderValue::from_static("Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match");
const ANSWER_FIELDS: HeaderValue = HeaderValue::from_static(
    "Deprecation, ETag, Link, Location, RateLimit, RateLimit-Policy, Retry-After, Sunset, X-Request-Id",
);
const MAX_AGE_SECS: HeaderValue = HeaderValue::from_static("600");

/// The origins of the configuration.
#[derive(Debug, Clone)]
pub(super) struct Cors(Vec<HeaderValue>);

impl Cors {
    pub(super) fn new(origins: &[String]) -> Self {
        Self(origins.iter().filter_map(|origin| HeaderValue::from_str(origin).ok()).collect())
    }

    /// The request's origin, if it may read answers of the API.
    pub(super) fn allow(&self, request: &Request) -> Option<HeaderValue> {
        if self.0.is_empty() || !request.uri().path().starts_with("/api/") {
            return None;
        }
        let origin = request.headers().get(header::ORIGIN)?;
        self.0.iter().find(|allowed| *allowed == origin).cloned()
    }
}

/// The question that a browser asks before the request itself.
pub(super) fn is_preflight(request: &Request) -> bool {
    request.method() == Method::OPTIONS && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
}

/// Lets the origin's script read the answer. `Vary: Origin` stands on all answers of the API.
pub(super) fn apply(origin: HeaderValue, headers: &mut HeaderMap) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, METHODS);
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_FIELDS);
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, ANSWER_FIELDS);
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, MAX_AGE_SECS);
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn allowed(path: &str, origin: &str) -> bool {
        let cors = Cors::new(&["https://tools.example.org".to_owned()]);
        let request = Request::get(path).header("origin", origin).body(Body::empty()).unwrap();
        cors.allow(&request).is_some()
    }

    #[test]
    fn only_exact_origins_may_read_the_api() {
        assert!(allowed("/api/v2/posts", "https://tools.example.org"));
        for origin in
            ["https://tools.example.org.evil.org", "http://tools.example.org", "null", "https://tools.example.org:8443"]
        {
            assert!(!allowed("/api/v2/posts", origin), "{origin}");
        }
        assert!(!allowed("/write", "https://tools.example.org"));
    }

    #[test]
    fn nobody_may_by_default() {
        let request = Request::get("/api/v2/posts").header("origin", "https://tools.example.org").body(Body::empty());

        assert!(Cors::new(&[]).allow(&request.unwrap()).is_none());
    }
}
