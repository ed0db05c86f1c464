//! One resource for the person who asks: its entity tag, and 304 to those who have it.

use axum::{http::HeaderMap, response::Response};
use serde::Serialize;

use crate::{
    http::{Answer, Problem, cached},
    platform::cache::Entry,
};

/// The resource, as an answer to a request with these fields. Its tag is the hash of its body: nothing is edited by it.
pub(super) fn answer(resource: &impl Serialize, request: &HeaderMap) -> Answer<Response> {
    let entry = Entry::json(resource).map_err(Problem::internal)?;
    Ok(cached::uncompressed(&entry, request))
}
