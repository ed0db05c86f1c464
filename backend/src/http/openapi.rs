//! The two OpenAPI 3.1 documents, made from the routes themselves, so that they cannot disagree with them.
//!
//! aide gathers schemas in a thread-local that `finish_api` drains and resets: one function a version configures, builds
//! and finishes, and only then the other begins. Routes outside `ApiRouter::api_route` would go unseen.

use std::sync::Arc;

use aide::{axum::ApiRouter, generate, openapi::OpenApi};
use axum::{
    Router,
    http::{HeaderMap, HeaderValue, header},
    routing::{MethodRouter, get},
};
use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};
use serde_json::Value;

use super::{AppState, ReadyAnswer, doc::RequestExample, etag::Tag, problem::Shape, v1, v2};

mod complete;
mod frames;
#[cfg(test)]
mod lint;
mod refusals;

pub use frames::frames;

/// A version's routes and what describes them.
#[derive(Debug)]
pub struct Api {
    /// The routes, with their full paths.
    pub router: Router<AppState>,
    /// The OpenAPI document.
    pub document: Value,
}

/// Version 1.
pub fn v1() -> Api {
    build(&Version {
        prefix: "/api/v1",
        title: "Broadsheet API, version 1",
        description: include_str!("openapi/v1.md"),
        error: error_schema::<broadsheet_shared::v1::ErrorBody>,
        error_type: "application/json",
        shape: Shape::V1,
        statuses: &[400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503],
        requests: v1::requests,
        router: v1::router,
    })
}

/// Version 2.
pub fn v2() -> Api {
    build(&Version {
        prefix: "/api/v2",
        title: "Broadsheet API, version 2",
        description: include_str!("openapi/v2.md"),
        error: error_schema::<broadsheet_shared::v2::Problem>,
        error_type: "application/problem+json",
        shape: Shape::Problem,
        statuses: &[400, 429, 500, 503],
        requests: v2::requests,
        router: v2::router,
    })
}

/// What differs between the documents.
struct Version {
    prefix: &'static str,
    title: &'static str,
    description: &'static str,
    error: fn(&mut SchemaGenerator) -> schemars::Schema,
    error_type: &'static str,
    shape: Shape,
    statuses: &'static [u16],
    requests: fn() -> Vec<RequestExample>,
    router: fn() -> ApiRouter<AppState>,
}

fn error_schema<T: JsonSchema>(generator: &mut SchemaGenerator) -> schemars::Schema {
    generator.subschema_for::<T>()
}

fn build(version: &Version) -> Api {
    generate::reset_context();
    let error = generate::in_context(|context| {
        let settings = SchemaSettings::draft2020_12().with(|settings| {
            settings.definitions_path = "/components/schemas".into();
            settings.meta_schema = None;
        });
        context.schema = SchemaGenerator::new(settings);
        (version.error)(&mut context.schema)
    });
    let mut api = OpenApi::default();
    let router = ApiRouter::new().nest(version.prefix, (version.router)()).finish_api(&mut api);
    Api { router, document: complete::complete(&api, version, &error) }
}

/// The route that serves a document, its bytes made once.
pub fn serve(document: &Value) -> MethodRouter<AppState> {
    let body = document.to_string();
    let tag = Tag::of(body.as_bytes());
    let ready = ReadyAnswer::compressed("application/json", body, &tag)
        .field(header::CACHE_CONTROL, HeaderValue::from_static("public, no-cache"));
    let ready = Arc::new(ready);
    get(move |headers: HeaderMap| {
        let ready = Arc::clone(&ready);
        async move { ready.respond(&headers) }
    })
}

/// The document as it is committed: indented, with a last line break.
pub fn pretty(document: &Value) -> String {
    format!("{document:#}\n")
}
