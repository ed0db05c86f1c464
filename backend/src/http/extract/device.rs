//! Which program asks, from where: what a person later reads in the list of their sessions.

use std::convert::Infallible;

use aide::OperationInput;
use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};

use super::RequestFacts;
use crate::domain::session;

/// The caller's `User-Agent`, cut and cleaned, and address.
#[derive(Debug, Clone)]
pub struct Device(pub session::Device);

impl<S: Send + Sync> FromRequestParts<S> for Device {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let facts = RequestFacts::from_request_parts(parts, state).await?;
        let agent = parts.headers.get(header::USER_AGENT).map(|agent| String::from_utf8_lossy(agent.as_bytes()));
        Ok(Self(session::Device::new(agent.as_deref().unwrap_or_default(), facts.client_address())))
    }
}

impl OperationInput for Device {}
