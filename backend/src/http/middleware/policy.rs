//! The security fields of every answer, errors and redirects included: what a browser may do with it.
//!
//! Three kinds of answer have three content policies: documents, the API, pictures. A handler that must differ sets the
//! field itself, and it stays. `backend/docs/SECURITY-HEADERS.md` gives the reasons.

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};

/// What a page of ours may load and do.
const DOCUMENT: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; \
     font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; \
     frame-ancestors 'none'; base-uri 'none'; object-src 'none'; report-to csp",
);
/// Data is no document: nothing may run in it.
const API: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
/// Pictures are no documents either, and have no origin: what people upload, and what we draw of their words.
const PICTURE: HeaderValue = HeaderValue::from_static("sandbox; default-src 'none'; frame-ancestors 'none'");

const REPORTING_ENDPOINTS: HeaderName = HeaderName::from_static("reporting-endpoints");
const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");
const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

const PERMISSIONS: HeaderValue = HeaderValue::from_static(
    "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), clipboard-read=(), \
     clipboard-write=(self), display-capture=(), encrypted-media=(), fullscreen=(), gamepad=(), geolocation=(), \
     gyroscope=(), hid=(), idle-detection=(), local-fonts=(), magnetometer=(), microphone=(), midi=(), payment=(), \
     picture-in-picture=(), publickey-credentials-create=(self), publickey-credentials-get=(self), \
     screen-wake-lock=(), serial=(), storage-access=(), usb=(), web-share=(self), window-management=(), \
     xr-spatial-tracking=()",
);

/// Which policy an answer gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Document,
    Api,
    Picture,
}

impl Kind {
    /// By address, for errors must have it as well.
    pub(super) fn of(path: &str) -> Self {
        if path.starts_with("/api/") {
            Self::Api
        } else if path.starts_with("/media/") || path.starts_with("/cards/") {
            Self::Picture
        } else {
            Self::Document
        }
    }
}

/// Adds what is missing. `hsts` is there when the site's address is https.
pub(super) fn apply(kind: Kind, path: &str, hsts: Option<&HeaderValue>, headers: &mut HeaderMap) {
    headers.reserve(14);
    let policy = match kind {
        Kind::Document => DOCUMENT,
        Kind::Api => API,
        Kind::Picture => PICTURE,
    };
    add(headers, header::CONTENT_SECURITY_POLICY, policy);
    if kind == Kind::Document {
        add(headers, REPORTING_ENDPOINTS, HeaderValue::from_static("csp=\"/csp-reports\""));
    }
    let sharing = if kind == Kind::Picture { "cross-origin" } else { "same-origin" };
    add(headers, RESOURCE_POLICY, HeaderValue::from_static(sharing));
    add(headers, header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    let referrer = if has_secret(path) { "no-referrer" } else { "strict-origin-when-cross-origin" };
    add(headers, header::REFERRER_POLICY, HeaderValue::from_static(referrer));
    add(headers, OPENER_POLICY, HeaderValue::from_static("same-origin"));
    add(headers, PERMISSIONS_POLICY, PERMISSIONS);
    add(headers, header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    if let Some(hsts) = hsts {
        add(headers, header::STRICT_TRANSPORT_SECURITY, hsts.clone());
    }
}

/// Pages whose address holds a secret, behind its `#` or the key that ends mails: nobody is told that somebody came from
/// there.
fn has_secret(path: &str) -> bool {
    matches!(path, "/confirm" | "/reset" | "/forgot" | "/setup" | "/unsubscribe")
}

/// How caches may treat an answer of the API that says nothing about it, and of any that failed (SECURITY J3).
pub(super) fn cache(kind: Kind, path: &str, status: StatusCode, has_user: bool, headers: &mut HeaderMap) {
    if status.as_u16() >= 400 {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if kind != Kind::Api {
        return;
    }
    add(headers, header::VARY, HeaderValue::from_static("Authorization, Cookie, Accept-Encoding, Origin"));
    if is_private(path) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    } else if has_user && status.as_u16() < 400 {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    } else {
        add(headers, header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    }
}

/// Accounts, sessions, administration and what is told to one listener: never stored anywhere.
fn is_private(path: &str) -> bool {
    let Some((_, rest)) = path.strip_prefix("/api/").and_then(|path| path.split_once('/')) else { return false };
    let room = rest.split('/').next().unwrap_or_default();
    matches!(
        room,
        "auth" | "me" | "admin" | "ws" | "events" | "invitations" | "setup" | "login" | "logout" | "register"
    )
}

fn add(headers: &mut HeaderMap, name: HeaderName, value: HeaderValue) {
    headers.entry(name).or_insert(value);
}
