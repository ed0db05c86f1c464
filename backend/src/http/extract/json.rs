//! `Json<T>`: a body that is really JSON, small enough, unambiguous, and of the right shape; or a problem that says why.

use std::error::Error;

use aide::{OperationInput, OperationOutput, generate::GenContext, openapi::Operation};
use axum::{
    body::{Body, Bytes},
    extract::{FromRequest, Request},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use broadsheet_shared::problem::{Code, FieldError};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use schemars::JsonSchema;
use serde::{Serialize, de::DeserializeOwned};
use serde_path_to_error::Segment;

use super::{explain::explain, json_scan};
use crate::http::Problem;

/// The largest JSON body that any operation takes.
pub const MAX_JSON_BYTES: usize = 1024 * 1024;

/// A JSON body, in or out.
///
/// In: wrong type or coded 415, too large 413, unparsable 400, anything else that is wrong 422 with a pointer to it.
/// Request types carry `#[serde(deny_unknown_fields)]`. Out: 200 with `application/json`.
#[derive(Debug, Clone, Copy)]
pub struct Json<T>(pub T);

impl<T, S> FromRequest<S> for Json<T>
where
    T: DeserializeOwned,
    S: Send + Sync,
{
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        check_headers(request.headers())?;
        let bytes = read(request.into_body()).await?;
        parse(&bytes).map(Self)
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self.0) {
            Ok(body) => ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], Bytes::from(body))
                .into_response(),
            Err(error) => Problem::internal(error).into_response(),
        }
    }
}

fn check_headers(headers: &HeaderMap) -> Result<(), Problem> {
    let wrong = |detail: &'static str| Err(Problem::new(Code::UnsupportedMediaType).detail(detail));
    let coded = headers.get(header::CONTENT_ENCODING).is_some_and(|coding| coding != "identity");
    if coded {
        return wrong("Send the body without a Content-Encoding.");
    }
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (essence, parameters) = content_type.split_once(';').unwrap_or((content_type, ""));
    let is_json =
        matches!(essence.trim().to_ascii_lowercase().as_str(), "application/json" | "application/merge-patch+json");
    let parameters = parameters.trim().to_ascii_lowercase();
    let is_utf8 = !parameters.starts_with("charset") || parameters.replace('"', "").ends_with("=utf-8");
    if is_json && is_utf8 { Ok(()) } else { wrong("Send `Content-Type: application/json`.") }
}

async fn read(body: Body) -> Result<Bytes, Problem> {
    match Limited::new(body, MAX_JSON_BYTES).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) => Err(broken_body(error.as_ref())),
    }
}

/// Why a body could not be read to its end.
pub(crate) fn broken_body(error: &(dyn Error + 'static)) -> Problem {
    let mut link = Some(error);
    while let Some(error) = link {
        if error.is::<LengthLimitError>() {
            return Problem::new(Code::RequestTooLarge);
        }
        if error.is::<crate::http::server::BodyTooSlow>() {
            return Problem::new(Code::RequestTimeout).header(header::CONNECTION, HeaderValue::from_static("close"));
        }
        link = error.source();
    }
    Problem::new(Code::RequestMalformed).detail("The body broke off.")
}

/// Two passes: the first over the text itself (what parses twice or not at all), the second into `T`.
fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    if bytes.is_empty() {
        return Err(Problem::new(Code::RequestMalformed).detail("The body is empty; send JSON."));
    }
    json_scan::check(bytes)?;
    // A derived struct would take an array as well, field by field in the order of the source.
    if !bytes.trim_ascii_start().starts_with(b"{") {
        return Err(Problem::invalid_fields(vec![FieldError::new("", "invalid", "Send a JSON object.")]));
    }
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let path = pointer(error.path());
        let error = error.into_inner();
        if error.is_data() {
            Problem::invalid_fields(vec![data_error(path, &error.to_string())])
        } else {
            syntax(&error)
        }
    })
}

pub(super) fn syntax(error: &serde_json::Error) -> Problem {
    Problem::new(Code::RequestMalformed).detail(format!("The body is not JSON: {error}."))
}

/// RFC 6901: `~` and `/` inside a name are escaped.
pub(super) fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    let mut text = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => text.push_str(&format!("/{index}")),
            Segment::Map { key } => text.push_str(&format!("/{}", escape(key))),
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    text
}

/// Serde's sentence, taken apart into a pointer, a reason and a hint.
pub(super) fn data_error(mut path: String, message: &str) -> FieldError {
    let message = message.rsplit_once(" at line ").map_or(message, |(message, _)| message);
    let named = message.split('`').nth(1).unwrap_or_default();
    if message.starts_with("unknown field") {
        if !path.ends_with(&format!("/{}", escape(named))) {
            path.push_str(&format!("/{}", escape(named)));
        }
        return FieldError::new(cut(path, 200), "unknown", "There is no such field here; leave it out.");
    }
    if message.starts_with("missing field") {
        path.push_str(&format!("/{}", escape(named)));
        return FieldError::new(path, "required", "Give this field.");
    }
    if message.starts_with("duplicate field") {
        return FieldError::new(path, "repeated", "Give this field once.");
    }
    let detail = cut(explain(&path, message), 400);
    FieldError::new(cut(path, 200), "invalid", detail)
}

/// At most `max` bytes, ending on a character.
pub(super) fn cut(mut text: String, max: usize) -> String {
    if text.len() > max {
        text.truncate(text.floor_char_boundary(max));
    }
    text
}

impl<T: JsonSchema> OperationInput for Json<T> {
    fn operation_input(context: &mut GenContext, operation: &mut Operation) {
        axum::Json::<T>::operation_input(context, operation);
        crate::http::doc::expect(operation, &[400, 408, 413, 415, 422]);
    }
}

impl<T: JsonSchema> OperationOutput for Json<T> {
    type Inner = T;

    fn operation_response(context: &mut GenContext, operation: &mut Operation) -> Option<aide::openapi::Response> {
        axum::Json::<T>::operation_response(context, operation)
    }

    fn inferred_responses(
        context: &mut GenContext,
        operation: &mut Operation,
    ) -> Vec<(Option<u16>, aide::openapi::Response)> {
        axum::Json::<T>::inferred_responses(context, operation)
    }
}

#[cfg(test)]
mod tests;
