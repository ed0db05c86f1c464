//! `Turn`: PUT turns something on, DELETE turns it off. So one handler does for both verbs of a like or a follow.

use std::convert::Infallible;

use aide::OperationInput;
use axum::{
    extract::FromRequestParts,
    http::{Method, request::Parts},
};

use crate::domain::turn::Turn;

impl<S: Send + Sync> FromRequestParts<S> for Turn {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(if parts.method == Method::DELETE { Self::Off } else { Self::On })
    }
}

impl OperationInput for Turn {}
