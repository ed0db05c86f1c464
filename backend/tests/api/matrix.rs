//! The permission matrix: every operation of both documents times everybody who might call it (SECURITY B6, A15, A17).
//!
//! What is expected is computed from a rule written by hand for each operation (`rules`) and from the rights of each
//! principal, taken from the contract (`principals`); no answer was ever recorded. An operation without a rule fails.

mod expected;
mod principals;
mod rules;
mod scene;
mod tags;

use std::collections::{BTreeMap, BTreeSet};

use axum::http::Method;
use broadsheet_shared::scope::Scope;
use serde_json::{Value, json};

use self::{
    expected::{Expected, expected},
    principals::{EVERYBODY, Principal, Principals},
    rules::{Door, Rule, all_rules},
    scene::{Scene, Thing},
};
use crate::support::{Answer, App, Call};

/// An operation as its document has it.
struct Operation {
    method: Method,
    path: String,
    security: Value,
}

/// Every operation of both documents, by version and name.
async fn operations(app: &App) -> BTreeMap<String, Operation> {
    let mut operations = BTreeMap::new();
    for version in ["v1", "v2"] {
        let document = app.anonymous().get(&format!("/api/{version}/openapi.json")).await.is(200).body();
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                let name = format!("{version} {}", operation["operationId"].as_str().unwrap());
                let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
                let security = operation["security"].clone();
                operations.insert(name, Operation { method, path: path.clone(), security });
            }
        }
    }
    operations
}

#[tokio::test]
async fn b6_b8_every_operation_has_a_rule_and_its_document_names_the_same_credentials() {
    let app = App::new().await;
    let operations = operations(&app).await;
    let rules = all_rules();

    let documented: BTreeSet<_> = operations.keys().map(String::as_str).collect();
    let ruled: BTreeSet<_> = rules.iter().map(|rule| rule.operation).collect();

    let (lacking, idle): (Vec<_>, Vec<_>) =
        (documented.difference(&ruled).collect(), ruled.difference(&documented).collect());
    assert!(lacking.is_empty(), "operations without a rule: {lacking:?}");
    assert!(idle.is_empty(), "rules without an operation: {idle:?}");
    for rule in rules {
        assert_eq!(operations[rule.operation].security, rule.door.security(), "{}", rule.operation);
    }
}

#[tokio::test]
async fn a17_b6_every_operation_answers_every_principal_as_its_rule_says() {
    let app = App::new().await;
    let operations = operations(&app).await;
    let mut principals = Principals::assemble(&app).await;
    let mut wrong = Vec::new();
    let mut count = 0;

    for rule in all_rules() {
        let operation = &operations[rule.operation];
        let mut thing = Scene::new(&app, &principals).make(rule.target).await;
        for index in 0..principals.all.len() {
            let principal = &principals.all[index];
            let expected = expected(&rule, principal);
            principal.comes(&app).await;
            let answer = call(operation, &rule, principal, &thing, count).send().await;
            principal.goes(&app).await;
            count += 1;
            if !expected.is_met_by(&answer) {
                wrong.push(told(&rule, principal, &expected, &answer));
            }
            if answer.status() < 300 {
                if rule.ends_sessions {
                    principals.renew(&app).await;
                }
                // What was refused must have left the thing as it was: the next principal meets the same one.
                thing = Scene::new(&app, &principals).make(rule.target).await;
            }
        }
    }

    assert!(wrong.is_empty(), "{} of {count} answers differ:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(count, all_rules().len() * EVERYBODY, "rules times principals");
}

/// The request that this principal makes about this thing.
fn call(operation: &Operation, rule: &Rule, principal: &Principal, thing: &Thing, number: usize) -> Call {
    let parts = operation.path.split('/').map(|part| {
        let name = part.strip_prefix('{').and_then(|part| part.strip_suffix('}'));
        name.map_or(part, |name| thing.names.get(name).map_or("nothing", String::as_str))
    });
    let path = parts.collect::<Vec<_>>().join("/") + rule.query;
    if rule.operation == "v2 uploadMedia" {
        return principal.caller.upload(scene::picture());
    }
    let mut call = principal.caller.call(operation.method.clone(), &path).header("x-broadsheet-client", "test");
    if !thing.etag.is_empty() {
        call = call.if_match(&thing.etag);
    }
    if rule.body.is_empty() {
        return call;
    }
    let body = rule.body.replace("{n}", &number.to_string());
    call.json(&serde_json::from_str(&body).unwrap_or_else(|error| panic!("{}: {error}", rule.operation)))
}

fn told(rule: &Rule, principal: &Principal, expected: &Expected, answer: &Answer) -> String {
    let Expected { status, code } = expected;
    format!(
        "{} ({:?}) by {}: expected {status} {code}, got {} {}",
        rule.operation,
        rule.target,
        principal.name,
        answer.status(),
        answer.code()
    )
}

impl Door {
    /// What the document must say of an operation with this door.
    fn security(self) -> Value {
        let session = || json!({"bearer": []});
        let token = |scope: &Scope| json!({"personal_token": [scope.as_str()]});
        let with_tokens = |first: Vec<Value>, scopes: &[Scope]| {
            Value::Array(first.into_iter().chain(scopes.iter().map(token)).collect())
        };
        match self {
            Self::Open | Self::Cookie => json!([{}]),
            Self::Anyone => with_tokens(vec![json!({}), session()], &[Scope::Read]),
            Self::SessionOrNobody => json!([{}, session()]),
            Self::Session => json!([session()]),
            Self::Tokens(scopes) => with_tokens(vec![session()], scopes),
        }
    }
}
