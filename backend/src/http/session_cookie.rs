//! The cookies of a browser: the refresh token, which no script can read, a hint that it may exist, a mark that the
//! browser has signed in before, and what binds a sign-in of several steps to it.
//!
//! The `__Host-` prefix binds all to this very host and to https (browsers take localhost for it); `Strict` keeps them
//! out of every request that another site begins.

use axum::{
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};

use crate::{
    domain::{factor::CeremonyPurpose, session::DeviceMark},
    platform::crypto::Token,
};

/// Holds the refresh token.
const REFRESH: &str = "__Host-rt";
/// Readable: says that a refresh may succeed, so that anonymous readers make no request.
const HINT: &str = "__Host-hint";
/// By it the browser is known the next time somebody signs in. It opens nothing and outlives the session.
const DEVICE: &str = "__Host-device";
/// Binds a sign-in of several steps to the browser that began it.
const STEP: &str = "__Host-step";
/// As long as such a sign-in may take.
const STEP_SECS: i64 = CeremonyPurpose::LIFE_SECS;
/// As long as browsers keep any cookie.
const DEVICE_SECS: i64 = 400 * 24 * 60 * 60;

/// The refresh token that a request brings. Two cookies of the name are none: one of them was planted.
pub(super) fn read(headers: &HeaderMap) -> Option<&str> {
    the_one(headers, REFRESH)
}

/// What a request brings to be known again.
pub(super) fn device(headers: &HeaderMap) -> Option<DeviceMark> {
    the_one(headers, DEVICE).map(DeviceMark::new)
}

/// What binds a request to the sign-in that its browser began.
pub(super) fn step(headers: &HeaderMap) -> Option<&str> {
    the_one(headers, STEP)
}

fn the_one<'a>(headers: &'a HeaderMap, wanted: &str) -> Option<&'a str> {
    let fields = headers.get_all(header::COOKIE).iter().filter_map(|field| field.to_str().ok());
    let mut tokens = fields
        .flat_map(|field| field.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(name, value)| *name == wanted && !value.is_empty())
        .map(|(_, value)| value);
    tokens.next().filter(|_| tokens.next().is_none())
}

/// The answer with a refresh token that is good for `secs`, and a mark if there is a new one.
pub(super) fn keep(answer: impl IntoResponse, token: &Token, secs: i64, device: Option<&DeviceMark>) -> Response {
    let secs = secs.max(0);
    let known = device.map(|device| cookie(DEVICE, device.expose(), DEVICE_SECS, "; HttpOnly"));
    let over = cookie(STEP, "", 0, "; HttpOnly");
    let cookies = [cookie(REFRESH, token.as_str(), secs, "; HttpOnly"), cookie(HINT, "1", secs, ""), over];
    with(answer, cookies.into_iter().chain(known))
}

/// The answer with what binds the rest of a sign-in to this browser.
pub(super) fn keep_step(answer: impl IntoResponse, step: &Token) -> Response {
    with(answer, [cookie(STEP, step.as_str(), STEP_SECS, "; HttpOnly")])
}

/// The answer that makes the browser forget both cookies, by name.
pub(super) fn forget(answer: impl IntoResponse) -> Response {
    with(answer, [cookie(REFRESH, "", 0, "; HttpOnly"), cookie(HINT, "", 0, "")])
}

fn with(answer: impl IntoResponse, cookies: impl IntoIterator<Item = String>) -> Response {
    let mut response = answer.into_response();
    for cookie in cookies {
        if let Ok(value) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
    response
}

fn cookie(name: &str, value: &str, max_age_secs: i64, more: &str) -> String {
    format!("{name}={value}; Max-Age={max_age_secs}; Path=/; Secure; SameSite=Strict{more}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_from(fields: &[&'static str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for field in fields {
            headers.append(header::COOKIE, HeaderValue::from_static(field));
        }
        read(&headers).map(str::to_owned)
    }

    #[test]
    fn a13_two_cookies_of_one_name_are_none() {
        assert_eq!(read_from(&["__Host-rt=abc"]), Some("abc".into()));
        assert_eq!(read_from(&["theme=dark; __Host-rt=abc; x=y"]), Some("abc".into()));
        assert_eq!(read_from(&["rt=abc; __host-rt=abc"]), None);
        assert_eq!(read_from(&["__Host-rt=abc; __Host-rt=def"]), None);
        assert_eq!(read_from(&["__Host-rt=abc", "__Host-rt=def"]), None);
        assert_eq!(read_from(&["__Host-rt="]), None);
    }

    #[test]
    fn cookies_are_bound_to_this_host() {
        let response = forget(());
        let cookies: Vec<_> = response.headers().get_all(header::SET_COOKIE).iter().collect();

        assert_eq!(cookies[0], "__Host-rt=; Max-Age=0; Path=/; Secure; SameSite=Strict; HttpOnly");
        assert_eq!(cookies[1], "__Host-hint=; Max-Age=0; Path=/; Secure; SameSite=Strict");
    }
}
