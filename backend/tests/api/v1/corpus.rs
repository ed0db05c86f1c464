//! What version 1 answered on the day it was frozen, asked again: requests and answers in `openapi/v1.corpus`.
//!
//! Written by hand, and by no command. When a pair does not hold any more, mend the code and not the pair: an answer may
//! have fields besides, and nothing else may differ.

mod likeness;
mod scene;
mod story;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use self::{
    scene::Stage,
    story::{Exchange, Story},
};
use super::frozen;
use crate::support::Answer;

/// An operation of the frozen document.
struct Operation {
    method: String,
    path: String,
    said: Value,
}

/// All of them, by their ids.
fn operations() -> BTreeMap<String, Operation> {
    let document = frozen::document();
    let mut operations = BTreeMap::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, said) in item.as_object().expect("a path") {
            let id = said["operationId"].as_str().expect("an id").to_owned();
            let method = method.to_uppercase();
            operations.insert(id, Operation { method, path: path.clone(), said: said.clone() });
        }
    }
    operations
}

#[tokio::test]
async fn every_recorded_request_is_answered_as_it_was() {
    let operations = operations();
    let (mut differing, mut count) = (Vec::new(), 0);

    for story in story::all() {
        let mut stage = Stage::set(story.scene).await;
        for exchange in &story.exchanges {
            count += 1;
            let answer = stage.ask(exchange).await;
            let mut found = exchange.response.differences(&answer, &mut stage.names);
            found.extend(missing_fields(&operations, exchange, &answer));
            if !found.is_empty() {
                differing.push(told(&story, exchange, &found, &answer));
            }
        }
        stage.close().await;
    }

    assert!(differing.is_empty(), "{} of {count} answers differ:\n{}", differing.len(), differing.join("\n"));
    assert!(count > 250, "{count} recorded pairs");
}

/// The header fields that the document promises with this status and that are not there.
fn missing_fields(operations: &BTreeMap<String, Operation>, exchange: &Exchange, answer: &Answer) -> Vec<String> {
    let Some(operation) = exchange.operation.as_ref().and_then(|id| operations.get(id)) else { return Vec::new() };
    let promised = operation.said["responses"][answer.status().to_string()]["headers"].as_object();
    let names = promised.into_iter().flatten().map(|(name, _)| name.as_str());
    names.filter(|name| !answer.headers().contains_key(*name)).map(|name| format!("{name} is not there")).collect()
}

fn told(story: &Story, exchange: &Exchange, found: &[String], answer: &Answer) -> String {
    let Exchange { name, request, .. } = exchange;
    let asked = format!("{} {}", request.method, request.path);
    format!("{} ({}): {name} ({asked})\n    {}\n    {}", story.name, story.about, found.join("\n    "), answer.text())
}

#[test]
fn every_recorded_pair_belongs_to_its_operation() {
    let operations = operations();
    let mut strange = Vec::new();

    for story in story::all() {
        for exchange in story.exchanges.iter().filter(|exchange| exchange.operation.is_some()) {
            let id = exchange.operation.as_deref().unwrap_or_default();
            let status = exchange.response.status.to_string();
            let is_its_own = operations.get(id).is_some_and(|operation| {
                let method = exchange.request.method.replace("HEAD", "GET");
                method == operation.method
                    && is_at(&operation.path, &exchange.request.path)
                    && operation.said["responses"].get(&status).is_some()
            });
            if !is_its_own {
                strange.push(format!("{}: {} is no {id} with {status}", story.name, exchange.name));
            }
        }
    }

    assert!(strange.is_empty(), "{}", strange.join("\n"));
}

fn is_at(template: &str, path: &str) -> bool {
    let path = path.split('?').next().unwrap_or_default();
    let (template, path): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
    template.len() == path.len() && template.iter().zip(path).all(|(part, own)| part.starts_with('{') || *part == own)
}

#[test]
fn every_operation_is_recorded_with_its_success_and_all_its_refusals() {
    let mut recorded: BTreeMap<String, BTreeSet<(u16, String)>> = BTreeMap::new();
    for exchange in story::all().into_iter().flat_map(|story| story.exchanges) {
        let code = exchange.response.code();
        let Some(operation) = exchange.operation else { continue };
        recorded.entry(operation).or_default().insert((exchange.response.status, code));
    }

    let mut lacking = Vec::new();
    for (id, operation) in operations() {
        let own = recorded.remove(&id).unwrap_or_default();
        lacking
            .extend(expected(&operation.said).difference(&own).map(|(status, code)| format!("{id}: {status} {code}")));
    }

    assert!(lacking.is_empty(), "not recorded:\n{}", lacking.join("\n"));
}

/// The statuses and codes that one can provoke: its successes, what its document names, and what follows from its way in.
fn expected(operation: &Value) -> BTreeSet<(u16, String)> {
    let mut expected = BTreeSet::new();
    for (status, response) in operation["responses"].as_object().expect("responses") {
        let status: u16 = status.parse().expect("a status");
        if status < 400 {
            expected.insert((status, String::new()));
        }
        let words = response["description"].as_str().unwrap_or_default().split('`').skip(1).step_by(2);
        expected.extend(words.filter(|word| word.contains('.')).map(|code| (status, code.to_owned())));
    }
    let mut expect = |status: u16, code: &str| expected.insert((status, code.to_owned()));
    expect(400, "request.malformed");
    expect(422, "request.invalid");
    expect(429, "limit.exceeded");
    if operation.get("requestBody").is_some() {
        expect(413, "request.too_large");
        expect(415, "request.unsupported_media_type");
    }
    let ways = operation["security"].as_array().expect("ways in");
    let has = |scheme: &str| ways.iter().any(|way| way.get(scheme).is_some());
    if has("bearer") {
        expect(401, "token.invalid");
        expect(403, if has("personal_token") { "token.scope_missing" } else { "session.required" });
        if ways.iter().all(|way| way.as_object().is_some_and(|way| !way.is_empty())) {
            expect(401, "auth.required");
        }
    }
    expected
}
