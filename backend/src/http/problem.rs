//! `Problem`: the one way HTTP says that something went wrong (RFC 9457).
//!
//! Handlers, extractors and layers return it and know nothing of bodies: the value travels in the answer's extensions,
//! and the outermost layer (`middleware::edge`) writes it in the manner of the version that was asked, with the request
//! id. Pattern: errors as values, rendered once at the edge, so that no two of them can differ in shape.

use std::{borrow::Cow, error::Error, fmt};

use aide::OperationOutput;
use axum::{
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use broadsheet_shared::problem::{Code, FieldError};
use serde_json::{Map, Value};

use crate::{platform::limiter::Exceeded, services::ServiceError};

mod render;
#[cfg(test)]
mod tests;

pub use render::{Shape, render, sample};

/// What a fallible handler answers.
pub type Answer<T> = Result<T, Problem>;

/// A mistake of the caller's or a fault of ours, on its way to the edge.
#[derive(Debug, Clone)]
pub struct Problem(Box<Facts>);

#[derive(Debug, Clone)]
struct Facts {
    code: Code,
    detail: Option<Cow<'static, str>>,
    errors: Vec<FieldError>,
    members: Map<String, Value>,
    headers: HeaderMap,
    exceeded: Option<Exceeded>,
    cause: Option<String>,
}

impl Problem {
    /// A problem with the status and title of its code.
    pub fn new(code: Code) -> Self {
        Self(Box::new(Facts {
            code,
            detail: None,
            errors: Vec::new(),
            members: Map::new(),
            headers: HeaderMap::new(),
            exceeded: None,
            cause: None,
        }))
    }

    /// A fault of ours: a plain 500 for the caller, the cause for the log.
    pub fn internal(cause: impl fmt::Display) -> Self {
        let mut problem = Self::new(Code::Internal);
        problem.0.cause = Some(cause.to_string());
        problem
    }

    /// A 422 that names one field (`/title`) or parameter (`limit`).
    pub fn invalid(pointer: impl Into<String>, code: &str, detail: impl Into<String>) -> Self {
        Self::invalid_fields(vec![FieldError::new(pointer, code, detail)])
    }

    /// A 422 with every field that is wrong.
    pub fn invalid_fields(errors: Vec<FieldError>) -> Self {
        Self::new(Code::RequestInvalid).errors(errors)
    }

    /// Says what went wrong this time, and how to mend it.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<Cow<'static, str>>) -> Self {
        self.0.detail = Some(detail.into());
        self
    }

    /// The fields that are wrong.
    #[must_use]
    pub fn errors(mut self, errors: Vec<FieldError>) -> Self {
        self.0.errors = errors;
        self
    }

    /// An extension member of the body, as `current` of a 412. Version 1 leaves it out.
    #[must_use]
    pub fn member(mut self, name: &str, value: Value) -> Self {
        self.0.members.insert(name.to_owned(), value);
        self
    }

    /// A header of the answer.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.headers.insert(name, value);
        self
    }

    /// When to try again.
    #[must_use]
    pub fn retry_after_secs(self, secs: u32) -> Self {
        self.header(header::RETRY_AFTER, HeaderValue::from(secs))
    }

    /// The limit that was met, and with it when to try again.
    #[must_use]
    pub fn limit(mut self, exceeded: Exceeded) -> Self {
        self.0.exceeded = Some(exceeded);
        self.retry_after_secs(exceeded.retry_after_secs)
    }

    /// The reason for the log; never sent.
    #[must_use]
    pub fn cause(mut self, cause: impl fmt::Display) -> Self {
        self.0.cause = Some(cause.to_string());
        self
    }

    /// The code.
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// The status of the code.
    pub fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.0.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// The fields that are wrong.
    pub fn field_errors(&self) -> &[FieldError] {
        &self.0.errors
    }

    /// The limit that was met.
    pub fn exceeded(&self) -> Option<Exceeded> {
        self.0.exceeded
    }

    /// The reason for the log.
    pub fn logged_cause(&self) -> Option<&str> {
        self.0.cause.as_deref()
    }
}

impl IntoResponse for Problem {
    fn into_response(mut self) -> Response {
        let mut response = Response::default();
        *response.status_mut() = self.status();
        if response.status() == StatusCode::UNAUTHORIZED {
            // RFC 9110, 11.6.1: a 401 names a way in.
            self.0.headers.entry(header::WWW_AUTHENTICATE).or_insert(HeaderValue::from_static("Bearer"));
        }
        std::mem::swap(response.headers_mut(), &mut self.0.headers);
        response.extensions_mut().insert(self);
        response
    }
}

impl OperationOutput for Problem {
    type Inner = Self;
}

/// The one conversion: whatever a service refuses becomes a problem of its code.
impl<E: ServiceError> From<E> for Problem {
    fn from(error: E) -> Self {
        let code = error.code();
        let mut problem = Self::new(code).errors(error.fields());
        if code.status() >= 500 {
            problem = problem.cause(chain(&error));
        } else {
            problem = problem.detail(error.to_string());
        }
        if let Some(current) = error.current() {
            problem = problem.member("current", current);
        }
        if let Some(exceeded) = error.exceeded() {
            return problem.limit(exceeded);
        }
        match error.retry_after_secs() {
            Some(secs) => problem.retry_after_secs(secs),
            None if code.status() == 503 => problem.retry_after_secs(2),
            None => problem,
        }
    }
}

/// An error with all its sources on one line.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        let next = error.to_string();
        if !text.ends_with(&next) {
            text.push_str(": ");
            text.push_str(&next);
        }
        source = error.source();
    }
    text
}
