//! `Upgrade`: the handshake of a WebSocket that comes from a page of this site.
//!
//! A browser lets every page open a socket to anywhere and says whence in `Origin`; nothing else keeps other sites out
//! (SECURITY G1). A program has no origin: it may leave the field out if it brings a token, which no page can.

use aide::{OperationInput, generate::GenContext, openapi::Operation};
use axum::{
    extract::{FromRequestParts, WebSocketUpgrade},
    http::{HeaderMap, header, request::Parts},
};
use broadsheet_shared::problem::Code;

use super::same_site::is_same_site;
use crate::http::{AppState, Problem, doc};

/// The handshake, with the limits of a socket set.
#[derive(Debug)]
pub struct Upgrade(pub WebSocketUpgrade);

/// A message, and each of its frames.
const MAX_MESSAGE_BYTES: usize = 64 * 1024;
/// Every socket has this buffer, also one that is idle: ten thousand of them are there at once.
const READ_BUFFER_BYTES: usize = 4 * 1024;
/// What is said at once is sent at once, up to so much. The buffer grows as it is filled: an idle socket has none of it.
const WRITE_BUFFER_BYTES: usize = 16 * 1024;
/// What is on its way to a client that takes nothing.
const MAX_WRITE_BUFFER_BYTES: usize = 256 * 1024;

impl FromRequestParts<AppState> for Upgrade {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let no_handshake =
            || Problem::new(Code::RequestMalformed).detail("Open this address as a WebSocket (RFC 6455), version 13.");
        let upgrade = WebSocketUpgrade::from_request_parts(parts, state).await.map_err(|_| no_handshake())?;
        let own = state.config().site.base_address.origin().ascii_serialization();
        if !is_welcome(&parts.headers, &own) {
            return Err(Problem::new(Code::OriginForbidden));
        }
        Ok(Self(
            upgrade
                .max_message_size(MAX_MESSAGE_BYTES)
                .max_frame_size(MAX_MESSAGE_BYTES)
                .read_buffer_size(READ_BUFFER_BYTES)
                .write_buffer_size(WRITE_BUFFER_BYTES)
                .max_write_buffer_size(MAX_WRITE_BUFFER_BYTES),
        ))
    }
}

fn is_welcome(headers: &HeaderMap, own: &str) -> bool {
    let says_whence = headers.contains_key(header::ORIGIN) || headers.contains_key(header::AUTHORIZATION);
    says_whence && is_same_site(headers, own)
}

impl OperationInput for Upgrade {
    fn operation_input(_: &mut GenContext, operation: &mut Operation) {
        doc::expect(operation, &[403]);
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    const OWN: &str = "https://blog.example.org";

    #[test]
    fn g1_only_pages_of_ours_and_programs_with_a_token_open_a_socket() {
        let takes = |fields: &[(&'static str, &'static str)]| {
            let fields =
                fields.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
            is_welcome(&fields.collect(), OWN)
        };

        assert!(takes(&[("origin", OWN)]));
        assert!(takes(&[("authorization", "Bearer x")]));
        assert!(!takes(&[]), "a page has an origin, a program a token");
        for origin in [
            "null",
            "https://evil.example",
            "https://blog.example.org.evil.example",
            "http://blog.example.org",
            "https://blog.example.org:8443",
            "https://BLOG.example.org.",
        ] {
            assert!(!takes(&[("origin", origin)]), "{origin}");
            assert!(!takes(&[("origin", origin), ("authorization", "Bearer x")]), "{origin}");
        }
    }
}
