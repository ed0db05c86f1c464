//! Guards of the operations that read or write the session's cookie: only pages of this site may call them.
//!
//! A browser sends the cookie by itself, so the call must prove that it comes from our page: `Sec-Fetch-Site` and
//! `Origin` where the browser says them, and a header field of our own, which no form and no no-cors fetch can add.
//! `SameSite=Strict` on the cookie and JSON as the only content type stand behind it (SECURITY A14).

use aide::{OperationInput, generate::GenContext, openapi::Operation};
use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderName, header, request::Parts},
};
use broadsheet_shared::problem::Code;

use crate::http::{AppState, Problem, doc, middleware::is_local};

/// The field of our own.
pub const CLIENT_FIELD: HeaderName = HeaderName::from_static("x-broadsheet-client");
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The request does not come from a page of another site.
#[derive(Debug, Clone, Copy)]
pub struct SameSite;

/// The request comes from a program that meant to make it: same site, and the field of our own.
#[derive(Debug, Clone, Copy)]
pub struct DeliberateCall;

impl FromRequestParts<AppState> for SameSite {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let own = state.config().site.base_address.origin().ascii_serialization();
        if is_same_site(&parts.headers, &own) { Ok(Self) } else { Err(Problem::new(Code::OriginForbidden)) }
    }
}

impl FromRequestParts<AppState> for DeliberateCall {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        SameSite::from_request_parts(parts, state).await?;
        if parts.headers.contains_key(CLIENT_FIELD) {
            return Ok(Self);
        }
        Err(Problem::new(Code::OriginForbidden).detail("Send the header field `X-Broadsheet-Client`, as in `web`."))
    }
}

pub(super) fn is_same_site(headers: &HeaderMap, own: &str) -> bool {
    let site = headers.get(SEC_FETCH_SITE);
    if site.is_some_and(|site| site != "same-origin" && site != "none") {
        return false;
    }
    let mut origins = headers.get_all(header::ORIGIN).iter();
    match (origins.next(), origins.next()) {
        (None, _) => true,
        (Some(origin), None) => origin.to_str().is_ok_and(|origin| is_own(origin, own, headers)),
        (Some(_), Some(_)) => false,
    }
}

/// The configured origin, or that of the name that was called: the edge has let through only names of this site. Its
/// scheme is the configured one, for whoever can write into a page over http must not act for a site on https. Only
/// this machine, where a site that lives elsewhere is tried out, may be called by either.
fn is_own(origin: &str, own: &str, headers: &HeaderMap) -> bool {
    if origin == own {
        return true;
    }
    let Some((scheme, authority)) = origin.split_once("://").filter(|(_, authority)| !authority.is_empty()) else {
        return false;
    };
    let (own_scheme, own_authority) = own.split_once("://").unwrap_or_default();
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let is_here = is_local(authority) && !is_local(own_authority);
    authority.eq_ignore_ascii_case(host) && (scheme == own_scheme || is_here)
}

impl OperationInput for SameSite {
    fn operation_input(_: &mut GenContext, operation: &mut Operation) {
        doc::expect(operation, &[403]);
    }
}

impl OperationInput for DeliberateCall {
    fn operation_input(context: &mut GenContext, operation: &mut Operation) {
        doc::header_parameter(
            context,
            operation,
            "X-Broadsheet-Client",
            true,
            "Any text, as `web`: proves that no form of another site makes the call.",
        );
        doc::expect(operation, &[403]);
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    const OWN: &str = "https://blog.example.org";

    fn headers(fields: &[(&'static str, &'static str)]) -> HeaderMap {
        fields.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn a14_other_origins_are_told_from_ours() {
        let takes = |fields: &[(&'static str, &'static str)]| is_same_site(&headers(fields), OWN);

        assert!(takes(&[]));
        assert!(takes(&[("origin", OWN), ("sec-fetch-site", "same-origin")]));
        assert!(takes(&[("origin", "http://localhost:8080"), ("host", "localhost:8080")]));
        for origin in
            ["https://evil.example", "null", "https://blog.example.org.evil.example", "http://blog.example.org", "://"]
        {
            assert!(!takes(&[("origin", origin), ("host", "other.example")]), "{origin}");
        }
        assert!(takes(&[("origin", "https://www.example.org"), ("host", "www.example.org")]));
        for site in ["cross-site", "same-site", "anything"] {
            assert!(!takes(&[("origin", OWN), ("sec-fetch-site", site)]), "{site}");
        }
    }

    #[test]
    fn a14_an_http_page_of_the_same_name_is_not_our_https_site() {
        let takes = |own, origin, host| is_same_site(&headers(&[("origin", origin), ("host", host)]), own);

        for (origin, host) in [
            ("http://blog.example.org", "blog.example.org"),
            ("http://BLOG.example.org", "blog.example.org"),
            ("http://www.example.org", "www.example.org"),
            ("ws://blog.example.org", "blog.example.org"),
            ("blog.example.org", "blog.example.org"),
        ] {
            assert!(!takes(OWN, origin, host), "{origin}");
        }
        let local = "https://localhost:8443";
        assert!(!takes(local, "http://localhost:8443", "localhost:8443"));
        assert!(takes("http://localhost:8080", "http://127.0.0.1:8080", "127.0.0.1:8080"));
        assert!(!takes("http://localhost:8080", "https://127.0.0.1:8080", "127.0.0.1:8080"));
    }
}
