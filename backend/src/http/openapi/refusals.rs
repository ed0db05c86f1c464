//! What refusals look like: an example for each code, made by what writes the answers themselves, and which of them
//! stand beside a response.

use std::collections::BTreeMap;

use broadsheet_shared::{
    limit::Action,
    problem::{Code, FieldError},
};
use serde_json::{Map, Value, json};

use super::{Version, complete::operations};
use crate::{
    http::{Problem, doc, problem, v2},
    platform::limiter::Exceeded,
};

/// The name of the example of a wrong parameter, where an operation takes no body with fields. All others are codes.
const PARAMETER: &str = "request.invalid.parameter";

/// Gives every refusal its examples. They stand in the document once, by name, and responses refer to them.
pub(super) fn show(document: &mut Value, version: &Version) {
    let mut shown = BTreeMap::new();
    for (_, operation) in operations(document) {
        let has_body = operation.contains_key("requestBody");
        let responses = operation.get_mut("responses").and_then(Value::as_object_mut);
        for (status, response) in responses.into_iter().flatten() {
            let Some(status) = status.parse::<u16>().ok().filter(|status| *status >= 400) else { continue };
            let codes = codes(status, response["description"].as_str().unwrap_or_default());
            let mut references = Map::new();
            for code in codes {
                let name = if code == Code::RequestInvalid && !has_body { PARAMETER } else { code.as_str() };
                references.insert(name.to_owned(), json!({"$ref": format!("#/components/examples/{name}")}));
                shown.entry(name).or_insert_with(|| example(version, code, name));
            }
            let content = response.get_mut("content").and_then(Value::as_object_mut);
            for (_, media) in content.into_iter().flatten() {
                media["examples"] = Value::Object(references.clone());
            }
        }
    }
    document["components"]["examples"] = json!(shown);
}

/// The codes that a description names, and what comes with the status wherever it is answered.
fn codes(status: u16, description: &str) -> Vec<Code> {
    let is_named = |code: &Code| code.status() == status && description.contains(&format!("`{}`", code.as_str()));
    let mut codes: Vec<Code> = Code::ALL.iter().copied().filter(is_named).collect();
    // Every operation may be sent what cannot be read, or a parameter that it does not have.
    if codes.is_empty() || matches!(status, 400 | 422) {
        codes.extend(doc::usual_code(status).filter(|code| !is_named(code)));
    }
    codes
}

fn example(version: &Version, code: Code, name: &str) -> Value {
    let refusal = refusal(code, name);
    json!({"summary": code.title(), "value": problem::sample(&refusal, version.shape)})
}

fn refusal(code: Code, name: &str) -> Problem {
    let problem = Problem::new(code);
    match code {
        Code::RequestInvalid if name == PARAMETER => {
            let detail = "There is no such parameter here; leave it out.";
            problem.errors(vec![FieldError::new("colour", "unknown", detail)])
        }
        Code::RequestInvalid => {
            let detail = "There is no such field here; leave it out.";
            problem.errors(vec![FieldError::new("/colour", "unknown", detail)])
        }
        Code::SlugTaken => problem.errors(vec![FieldError::new("/slug", "taken", "Another post has this address.")]),
        Code::LimitExceeded => {
            let action = Action::ApiRead;
            let limit = action.defaults().into_iter().next();
            match limit.map(|limit| Exceeded { action, limit, retry_after_secs: 12 }) {
                Some(exceeded) => problem.detail(exceeded.to_string()).limit(exceeded),
                None => problem,
            }
        }
        Code::ServiceBusy | Code::ServiceUnavailable => problem.retry_after_secs(2),
        _ => match v2::current(code).and_then(|current| serde_json::to_value(current).ok()) {
            Some(current) => problem.member("current", current),
            None => problem,
        },
    }
}
