//! Completes a document after aide: what holds for every operation is said here once, not in each `_doc`.

use aide::openapi::OpenApi;
use broadsheet_shared::limit::Action;
use serde_json::{Map, Value, json};

use super::{Version, refusals};
use crate::http::doc::{ACTION, BEARER, PERSONAL_TOKEN, RequestExample, takes_query, usual};

const METHODS: &[&str] = &["get", "put", "post", "delete", "patch"];

/// Information, security schemes, errors with their schema, and limits that follow from a format.
pub(super) fn complete(api: &OpenApi, version: &Version, error: &schemars::Schema) -> Value {
    let mut document = serde_json::to_value(api).expect("aide's own types serialise: maps with text keys only");
    document["openapi"] = json!("3.1.0");
    document["info"] = json!({
        "title": version.title,
        "version": env!("CARGO_PKG_VERSION"),
        "description": version.description,
        "license": {"name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0"},
    });
    document["servers"] = json!([{"url": "/"}]);
    document["components"]["headers"] = limit_headers();
    document["components"]["securitySchemes"] = json!({
        BEARER: {
            "type": "http",
            "scheme": "bearer",
            "description": "`Authorization: Bearer <token>`, as the operations that sign in answer it.",
        },
        PERSONAL_TOKEN: {
            "type": "http",
            "scheme": "bearer",
            "description": "`Authorization: Bearer bs_pat_...`: a personal access token, made in the settings or by \
                `POST /api/v2/me/tokens`. An operation names the scope that it needs; without one it takes no token. \
                A token never does more than its owner may at that time.",
        },
    });
    let examples = (version.requests)();
    for (method, operation) in operations(&mut document) {
        request(operation, &examples);
        counts_as(method, operation);
        security(operation);
        responses(operation, version, error);
        revalidation(operation);
        parameters(operation);
    }
    refusals::show(&mut document, version);
    limits(&mut document);
    document
}

/// Every operation, with its method.
pub(super) fn operations(document: &mut Value) -> impl Iterator<Item = (&String, &mut Map<String, Value>)> {
    let paths = document.get_mut("paths").and_then(Value::as_object_mut).into_iter().flat_map(Map::values_mut);
    let methods = paths.filter_map(Value::as_object_mut).flat_map(Map::iter_mut);
    let methods = methods.filter(|(name, _)| METHODS.contains(&name.as_str()));
    methods.filter_map(|(name, operation)| Some((name, operation.as_object_mut()?)))
}

/// Shows a request beside its schema. An operation without one is found by `lint`.
fn request(operation: &mut Map<String, Value>, examples: &[RequestExample]) {
    let shown = examples.iter().find(|example| operation.get("operationId") == Some(&json!(example.operation)));
    let content = operation.get_mut("requestBody").and_then(|body| body.get_mut("content"));
    let (Some(shown), Some(content)) = (shown, content.and_then(Value::as_object_mut)) else { return };
    for media in content.values_mut() {
        media["example"] = shown.body.clone();
    }
}

/// What reads and says nothing else counts as a read.
fn counts_as(method: &str, operation: &mut Map<String, Value>) {
    if method == "get" {
        operation.entry(ACTION).or_insert_with(|| Action::ApiRead.as_str().into());
    }
}

/// The fields of every answer (draft-ietf-httpapi-ratelimit-headers).
fn limit_headers() -> Value {
    let header = |description: &str, example: &str| {
        json!({
            "description": description,
            "schema": {"type": "string", "maxLength": 500},
            "example": example,
        })
    };
    json!({
        "RateLimit-Policy": header(
            "The limits that counted the request: of each its name, how many (`q`) in how many seconds (`w`). Windows slide.",
            "\"api.read.address\";q=6000;w=60",
        ),
        "RateLimit": header(
            "How many are left of each (`r`), and seconds until there are more (`t`).",
            "\"api.read.address\";r=5999;t=60",
        ),
    })
}

/// An operation whose extractors ask for nobody is open to all, and says so.
fn security(operation: &mut Map<String, Value>) {
    operation.entry("security").or_insert_with(|| json!([{}]));
}

fn responses(operation: &mut Map<String, Value>, version: &Version, error: &schemars::Schema) {
    // Who takes no parameter refuses each that is given (`middleware::parameters`), as `Query` refuses those it has not.
    let refuses_parameters = if takes_query(operation.get("parameters")) { None } else { Some(422) };
    let Some(responses) = operation.entry("responses").or_insert_with(|| json!({})).as_object_mut() else { return };
    responses.remove("default");
    for status in version.statuses.iter().copied().chain(refuses_parameters) {
        responses.entry(status.to_string()).or_insert_with(|| json!({"description": usual(status)}));
    }
    for (status, response) in responses.iter_mut() {
        let Some(response) = response.as_object_mut() else { continue };
        let is_error = status.parse::<u16>().is_ok_and(|status| status >= 400);
        if is_error {
            response.insert("content".to_owned(), json!({version.error_type: {"schema": error}}));
        }
        let headers = response.entry("headers").or_insert_with(|| json!({}));
        headers["X-Request-Id"] = json!({
            "description": "Names this request in the server's log.",
            "schema": {"type": "string", "minLength": 16, "maxLength": 16},
        });
        for name in ["RateLimit-Policy", "RateLimit"] {
            headers[name] = json!({"$ref": format!("#/components/headers/{name}")});
        }
        if matches!(status.as_str(), "429" | "503") {
            headers["Retry-After"] =
                json!({"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 1}});
        }
    }
    responses.sort_keys();
}

/// Where 304 is an answer, the entity tag travels both ways.
fn revalidation(operation: &mut Map<String, Value>) {
    let responses = operation.get_mut("responses").and_then(Value::as_object_mut);
    let Some(responses) = responses.filter(|responses| responses.contains_key("304")) else { return };
    for (_, response) in responses.iter_mut().filter(|(status, _)| matches!(status.as_str(), "200" | "304")) {
        response["headers"]["ETag"] = json!({
            "description": "Names this representation; send it back in `If-None-Match`.",
            "schema": {"type": "string", "maxLength": 200},
        });
    }
    let parameters = operation.entry("parameters").or_insert_with(|| json!([]));
    if let Some(parameters) = parameters.as_array_mut() {
        parameters.push(json!({
            "in": "header",
            "name": "If-None-Match",
            "description": "The `ETag` of what you have: the answer is 304 without a body while nothing changed.",
            "schema": {"type": "string", "maxLength": 200},
            "style": "simple",
        }));
    }
}

/// A parameter is there or not; it is never null.
fn parameters(operation: &mut Map<String, Value>) {
    let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten();
    for schema in parameters.filter_map(|parameter| parameter.get_mut("schema")) {
        not_null(schema);
    }
}

fn not_null(schema: &mut Value) {
    if let Some(types) = schema.get_mut("type").and_then(Value::as_array_mut) {
        types.retain(|kind| kind != "null");
        if let [only] = types.as_slice() {
            schema["type"] = only.clone();
        }
    }
    if let Some(choices) = schema.get_mut("anyOf").and_then(Value::as_array_mut) {
        choices.retain(|choice| choice.get("type") != Some(&json!("null")));
        if let [only] = choices.as_slice() {
            let only = only.clone();
            if let (Some(schema), Some(only)) = (schema.as_object_mut(), only.as_object()) {
                schema.remove("anyOf");
                schema.extend(only.clone());
            }
        }
    }
}

/// Limits that follow from a format or a list of choices; all others must stand beside the field (`lint` checks).
pub(super) fn limits(value: &mut Value) {
    match value {
        Value::Object(members) => {
            limit(members);
            members.values_mut().for_each(limits);
        }
        Value::Array(items) => items.iter_mut().for_each(limits),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn limit(schema: &mut Map<String, Value>) {
    let is_text = match schema.get("type") {
        Some(Value::String(kind)) => kind == "string",
        Some(Value::Array(kinds)) => kinds.iter().any(|kind| kind == "string"),
        _ => false,
    };
    if !is_text || schema.contains_key("maxLength") {
        return;
    }
    let longest =
        |choices: &Vec<Value>| choices.iter().filter_map(Value::as_str).map(|text| text.chars().count()).max();
    let choices = schema.get("enum").and_then(Value::as_array).and_then(longest);
    let constant = schema.get("const").and_then(Value::as_str).map(|text| text.chars().count());
    let format = match schema.get("format").and_then(Value::as_str) {
        Some("uuid") => Some(36),
        Some("date-time") => Some(40),
        _ => None,
    };
    if let Some(max) = choices.or(constant).or(format) {
        schema.insert("maxLength".to_owned(), json!(max));
    }
}
