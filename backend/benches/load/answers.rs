//! The least that axum can do: bytes and fields that lie ready, sent to whoever asks.

use std::{fs, path::Path};

use axum::{
    Router,
    http::{HeaderMap, HeaderName, HeaderValue},
    routing::get,
};
use bytes::Bytes;
use serde::Deserialize;

/// An answer that somebody gave.
#[derive(Deserialize)]
struct Answer {
    /// Without its query.
    path: String,
    headers: Vec<(String, String)>,
    body: String,
}

/// A route for each answer.
pub fn router(file: &Path) -> Result<Router, Box<dyn std::error::Error>> {
    let answers: Vec<Answer> = serde_json::from_slice(&fs::read(file)?)?;
    let mut router = Router::new();
    for answer in answers {
        let mut headers = HeaderMap::new();
        for (name, value) in &answer.headers {
            headers.append(HeaderName::from_bytes(name.as_bytes())?, HeaderValue::from_str(value)?);
        }
        let body = Bytes::from(answer.body);
        router = router.route(&answer.path, get(move || std::future::ready((headers.clone(), body.clone()))));
    }
    Ok(router)
}
