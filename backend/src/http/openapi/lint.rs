//! Rules that both documents keep: every text and list has a bound, every operation a name, statuses and a guard.

use broadsheet_shared::{
    limit::Action,
    problem::Code,
    v2::{CommentVersion, Current, Stored},
};
use serde_json::{Value, json};

use super::{v1, v2};
use crate::http::doc::ACTION;

fn both() -> [(&'static str, Value); 2] {
    [("v1", v1().document), ("v2", v2().document)]
}

/// Calls `check` with every object of the document and its JSON pointer.
fn visit(value: &Value, pointer: &str, check: &mut impl FnMut(&str, &serde_json::Map<String, Value>)) {
    match value {
        Value::Object(members) => {
            check(pointer, members);
            for (name, member) in members.iter().filter(|(name, _)| *name != "example" && *name != "examples") {
                visit(member, &format!("{pointer}/{name}"), check);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                visit(item, &format!("{pointer}/{index}"), check);
            }
        }
        _ => {}
    }
}

fn is(schema: &serde_json::Map<String, Value>, kind: &str) -> bool {
    match schema.get("type") {
        Some(Value::String(only)) => only == kind,
        Some(Value::Array(kinds)) => kinds.iter().any(|one| one == kind),
        _ => false,
    }
}

fn operations(document: &Value) -> Vec<(String, Value)> {
    let paths = document["paths"].as_object().cloned().unwrap_or_default();
    let of_path = |(path, item): (String, Value)| {
        let item = item.as_object().cloned().unwrap_or_default();
        item.into_iter().map(move |(method, operation)| (format!("{method} {path}"), operation)).collect::<Vec<_>>()
    };
    paths.into_iter().flat_map(of_path).collect()
}

#[test]
fn f7_every_string_and_array_is_bounded() {
    for (version, document) in both() {
        let mut open = Vec::new();
        visit(&document, "", &mut |pointer, schema| {
            if pointer.ends_with("/properties") {
                return;
            }
            if is(schema, "string") && !schema.contains_key("maxLength") {
                open.push(format!("{pointer}: string without maxLength"));
            }
            if is(schema, "array") && !schema.contains_key("maxItems") {
                open.push(format!("{pointer}: array without maxItems"));
            }
        });
        assert!(open.is_empty(), "{version}:\n{}", open.join("\n"));
    }
}

/// Each handler is routed by a call that documents it, and the document has as many operations as there are such calls.
#[test]
fn b8_every_route_is_documented() {
    for (version, document) in both() {
        let folder = format!("{}/src/http/{version}", env!("CARGO_MANIFEST_DIR"));
        let mut handlers = 0;
        let files = walkdir::WalkDir::new(&folder).into_iter().filter_map(Result::ok);
        for file in files.filter(|file| file.path().extension().is_some_and(|extension| extension == "rs")) {
            let source = std::fs::read_to_string(file.path()).unwrap();
            for plain in [".route(", ".route_service(", ".nest_service(", ".fallback(", "routing::any", "MethodRouter"]
            {
                assert!(
                    !source.contains(plain),
                    "{}: `{plain}` hides a route from the document",
                    file.path().display()
                );
            }
            for method in ["get_with(", "put_with(", "post_with(", "patch_with(", "delete_with("] {
                handlers += source.matches(method).count();
            }
        }
        assert_eq!(handlers, operations(&document).len(), "{version}: handlers and documented operations");
    }
}

#[test]
fn every_operation_is_described() {
    for (version, document) in both() {
        let mut ids = std::collections::BTreeSet::new();
        for (name, operation) in operations(&document) {
            let id = operation["operationId"].as_str().unwrap_or_else(|| panic!("{version} {name}: no operationId"));
            assert!(ids.insert(id.to_owned()), "{version} {name}: operationId {id} is used twice");
            for member in ["summary", "tags", "security", "responses"] {
                assert!(operation.get(member).is_some(), "{version} {name}: no {member}");
            }
            let statuses = operation["responses"].as_object().unwrap();
            assert!(statuses.keys().any(|status| status < &"400".to_owned()), "{version} {name}: no success");
        }
    }
}

#[test]
fn every_operation_counts_as_an_action() {
    for (version, document) in both() {
        for (name, operation) in operations(&document) {
            let action = operation[ACTION].as_str().unwrap_or_else(|| panic!("{version} {name}: no {ACTION}"));
            let action: Action = action.parse().unwrap_or_else(|_| panic!("{version} {name}: {action} is no action"));
            let reads = matches!(action, Action::ApiRead | Action::Search);
            let is_get = name.starts_with("get ");
            assert_eq!(reads, is_get, "{version} {name} counts as {}", action.as_str());
        }
    }
}

#[test]
fn every_answer_tells_of_its_limits() {
    for (version, document) in both() {
        for (name, operation) in operations(&document) {
            for (status, response) in operation["responses"].as_object().unwrap() {
                for field in ["RateLimit-Policy", "RateLimit"] {
                    assert!(response["headers"].get(field).is_some(), "{version} {name} {status}: no {field}");
                }
            }
            assert!(operation["responses"]["429"]["headers"].get("Retry-After").is_some(), "{version} {name}");
        }
    }
}

#[test]
fn every_success_with_a_body_has_an_example() {
    let mut bare = Vec::new();
    for (version, document) in both() {
        for (name, operation) in operations(&document) {
            for (status, response) in operation["responses"].as_object().unwrap() {
                let content = response["content"].as_object().into_iter().flatten();
                for (kind, media) in content.filter(|(kind, _)| status.as_str() < "400" && kind.contains("json")) {
                    if media.get("example").is_none() && media.get("examples").is_none() {
                        bare.push(format!("{version} {name} {status} {kind}"));
                    }
                }
            }
        }
    }
    assert!(bare.is_empty(), "without an example:\n{}", bare.join("\n"));
}

#[test]
fn every_refusal_has_examples_of_its_shape() {
    let mut wrong = Vec::new();
    for (version, document) in both() {
        for (name, operation) in operations(&document) {
            for (status, response) in operation["responses"].as_object().unwrap() {
                let content = response["content"].as_object().into_iter().flatten();
                for (kind, media) in content.filter(|(kind, _)| status.as_str() >= "400" && kind.contains("json")) {
                    let examples: Vec<_> = media["examples"].as_object().into_iter().flatten().collect();
                    let is_right = |(_, example): &(&String, &Value)| {
                        let named = example["$ref"].as_str().and_then(|name| document.pointer(name.strip_prefix('#')?));
                        named.is_some_and(|example| is_refusal(version, status.parse().unwrap(), &example["value"]))
                    };
                    if examples.is_empty() || !examples.iter().all(is_right) {
                        wrong.push(format!("{version} {name} {status} {kind}"));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "without examples, or with wrong ones:\n{}", wrong.join("\n"));
}

/// True if a version answers so with this status, and nothing of it is unknown to its own type.
fn is_refusal(version: &str, status: u16, example: &Value) -> bool {
    if version == "v1" {
        return serde_json::from_value::<broadsheet_shared::v1::ErrorBody>(example.clone()).is_ok_and(|body| {
            let error = &body.error;
            let names_fields = error.code != Code::RequestInvalid || !error.fields.is_empty();
            error.code.status() == status && !error.message.is_empty() && names_fields && json!(body) == *example
        });
    }
    serde_json::from_value::<broadsheet_shared::v2::Problem>(example.clone()).is_ok_and(|problem| {
        let is_of_code = problem.code.status() == status && problem.title == problem.code.title();
        let names_fields = problem.code != Code::RequestInvalid || !problem.errors.is_empty();
        let tells_wait = !matches!(status, 429 | 503) || problem.retry_after.is_some();
        is_of_code
            && names_fields
            && tells_wait
            && problem.current.as_ref().is_none_or(is_current)
            && problem.status == status
            && !problem.detail.is_empty()
            && json!(problem) == *example
    })
}

/// True if nothing of a stored version is unknown to its own type.
fn is_current(stored: &Stored) -> bool {
    let current = match (stored.post(), stored.comment()) {
        (Some(post), _) => Current::Post(Box::new(post)),
        (None, Some(comment)) => Current::Comment(Box::new(CommentVersion { comment })),
        (None, None) => return false,
    };
    json!(current) == json!(stored)
}

#[test]
fn every_request_body_has_an_example_that_its_operation_takes() {
    let mut wrong = Vec::new();
    for ((version, document), examples) in
        both().into_iter().zip([crate::http::v1::requests(), crate::http::v2::requests()])
    {
        let operations = operations(&document);
        for (name, operation) in &operations {
            for (kind, media) in operation["requestBody"]["content"].as_object().into_iter().flatten() {
                if media["example"].as_object().is_none() {
                    wrong.push(format!("{version} {name} {kind}: no example"));
                }
            }
        }
        for example in examples {
            let taken = operations.iter().any(|(_, operation)| {
                operation["operationId"] == example.operation && operation.get("requestBody").is_some()
            });
            if !taken || !example.is_right {
                wrong.push(format!("{version} {}: an example that nothing takes", example.operation));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Made anew for everybody who asks (it carries a token with the time), or no resource at all.
const NEVER_THE_SAME: [&str; 3] = ["get /api/v2/auth/registration", "get /api/v2/ws", "get /api/v2/events"];

/// What API.md promises of single resources; `api/matrix` asks the operations themselves, lists included.
#[test]
fn every_read_of_one_thing_documents_its_tag_and_304() {
    let [_, (version, document)] = both();
    let mut bare = Vec::new();
    for (name, operation) in operations(&document).into_iter().filter(|(name, _)| name.starts_with("get ")) {
        let schema = &operation["responses"]["200"]["content"]["application/json"]["schema"];
        let is_list = schema["$ref"]
            .as_str()
            .is_some_and(|name| name.contains("/List") || name.ends_with("List") || name.ends_with("Results"));
        let has_tag = ["200", "304"].iter().all(|status| operation["responses"][status]["headers"]["ETag"].is_object());
        if !is_list && !has_tag && !NEVER_THE_SAME.contains(&name.as_str()) {
            bare.push(name);
        }
    }
    assert!(bare.is_empty(), "{version}, without ETag and 304:\n{}", bare.join("\n"));
}

/// What API.md promises of every list, so that no later one forgets it.
#[test]
fn every_list_that_has_pages_can_be_counted() {
    let [_, (version, document)] = both();
    let takes = |operation: &Value, name: &str| {
        operation["parameters"].as_array().into_iter().flatten().any(|parameter| parameter["name"] == name)
    };
    let (mut lists, mut bare) = (0, Vec::new());
    for (name, operation) in operations(&document).into_iter().filter(|(_, operation)| takes(operation, "after")) {
        lists += 1;
        let schema = &operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"];
        let schema = schema.as_str().and_then(|reference| document.pointer(reference.trim_start_matches('#')));
        let has_total = schema.is_some_and(|schema| schema["properties"]["total"].is_object());
        if !takes(&operation, "count") || !takes(&operation, "limit") || !has_total {
            bare.push(name);
        }
    }
    assert!(bare.is_empty(), "{version}, without limit, count or total:\n{}", bare.join("\n"));
    assert!(lists >= 15, "{lists} lists: is the parameter still called so?");
}

#[test]
fn schemas_of_one_version_stay_out_of_the_other() {
    let [(_, first), (_, second)] = both();

    assert!(first["components"]["schemas"].get("Problem").is_none());
    assert!(first["components"]["schemas"].get("ErrorBody").is_some());
    assert!(second["components"]["schemas"].get("Problem").is_some());
    assert!(second["components"]["schemas"].get("ErrorBody").is_none());
}

#[test]
fn committed_documents_are_up_to_date() {
    for (version, document) in both() {
        let path = format!("{}/openapi/{version}.json", env!("CARGO_MANIFEST_DIR"));
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            committed == super::pretty(&document),
            "{version} differs: cargo run -p broadsheet -- openapi {version} > backend/openapi/{version}.json, \
             and say in the commit what changes for callers"
        );
    }
}
