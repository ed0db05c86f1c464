//! Writes a problem as the caller expects it: version 1's `error` object, problem+json, or a small page for people.

use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::Response,
};
use broadsheet_shared::problem::FieldError;
use serde_json::{Map, Value, json};

use super::Problem;
use crate::http::plain_page;

/// In whose manner to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// `{"error": {"code", "message", "fields"}}`
    V1,
    /// `application/problem+json`
    Problem,
    /// A page, for a browser that asked for a document.
    Page,
}

/// Gives the answer its body; status and headers stay.
pub fn render(problem: &Problem, shape: Shape, request_id: &str, response: &mut Response) {
    let wait = response.headers().get(header::RETRY_AFTER).and_then(|wait| wait.to_str().ok()?.parse().ok());
    let (content_type, body) = match shape {
        Shape::V1 => ("application/json", v1(problem).to_string()),
        Shape::Problem => ("application/problem+json", v2(problem, request_id, wait).to_string()),
        Shape::Page => ("text/html; charset=utf-8", page(problem, request_id)),
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
    *response.body_mut() = Body::from(body);
}

/// The body of an answer as the documents show it; a page shows problem+json.
pub fn sample(problem: &Problem, shape: Shape) -> Value {
    let wait = problem.0.headers.get(header::RETRY_AFTER).and_then(|wait| wait.to_str().ok()?.parse().ok());
    match shape {
        Shape::V1 => v1(problem),
        Shape::Problem | Shape::Page => v2(problem, "4f1c9a27be60d358", wait),
    }
}

fn v2(problem: &Problem, request_id: &str, wait: Option<u32>) -> Value {
    let facts = &problem.0;
    let mut body = Map::new();
    body.insert("type".to_owned(), format!("/problems/{}", facts.code.as_str()).into());
    body.insert("title".to_owned(), facts.code.title().into());
    body.insert("status".to_owned(), facts.code.status().into());
    body.insert("detail".to_owned(), facts.detail.as_deref().unwrap_or(facts.code.explanation()).into());
    body.insert("code".to_owned(), facts.code.as_str().into());
    body.insert("request_id".to_owned(), request_id.into());
    if let Some(exceeded) = facts.exceeded {
        body.insert("policy".to_owned(), exceeded.policy().into());
    }
    if let Some(secs) = wait {
        body.insert("retry_after".to_owned(), secs.into());
    }
    if !facts.errors.is_empty() {
        body.insert("errors".to_owned(), json!(facts.errors));
    }
    for (name, value) in &facts.members {
        body.entry(name.clone()).or_insert_with(|| value.clone());
    }
    Value::Object(body)
}

fn v1(problem: &Problem) -> Value {
    let facts = &problem.0;
    let message = facts.detail.as_deref().unwrap_or(facts.code.explanation());
    let mut error = json!({"code": facts.code.as_str(), "message": message});
    if let Some(exceeded) = facts.exceeded {
        error["policy"] = exceeded.policy().into();
    }
    if !facts.errors.is_empty() {
        error["fields"] = Value::Object(fields(&facts.errors));
    }
    json!({ "error": error })
}

/// Messages by field: `/tags/2` becomes `tags.2`, a parameter keeps its name.
fn fields(errors: &[FieldError]) -> Map<String, Value> {
    let mut fields = Map::new();
    for error in errors {
        let name = error.pointer.trim_start_matches('/').replace('/', ".");
        let messages = fields.entry(name).or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(messages) = messages {
            messages.push(Value::String(error.detail.clone()));
        }
    }
    fields
}

/// Only our own constants and the id reach this page, so nothing in it needs escaping.
fn page(problem: &Problem, request_id: &str) -> String {
    let code = problem.0.code;
    let main = format!(
        "<p class=\"number\">{status}</p>\n<h1>{title}</h1>\n<p>{explanation}</p>\n\
         <p class=\"facts\">Request <code>{request_id}</code></p>\n<p class=\"links\"><a href=\"/\">Front page</a></p>\n",
        title = code.title(),
        explanation = code.explanation().replace('`', ""),
        status = code.status(),
    );
    plain_page::document(code.title(), &main)
}
