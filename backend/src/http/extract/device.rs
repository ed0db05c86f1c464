//! Which program asks, from where: what a person later reads in the list of their sessions.

use std::convert::Infallible;

use aide::OperationInput;
use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};

use super::RequestFacts;
use crate::{domain::session, http::session_cookie};

/// The caller's `User-Agent`, cut and cleaned, address, and what it brings to be known again.
#[derive(Debug, Clone)]
pub struct Device(pub session::Device);

impl Device {
    /// The device that a request comes from.
    pub fn of(parts: &Parts) -> Self {
        let agent = parts.headers.get(header::USER_AGENT).map(|agent| String::from_utf8_lossy(agent.as_bytes()));
        let address = RequestFacts::of(parts).client_address();
        let device = session::Device::new(agent.as_deref().unwrap_or_default(), address);
        Self(device.with_mark(session_cookie::device(&parts.headers)))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Device {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(parts))
    }
}

impl OperationInput for Device {}
