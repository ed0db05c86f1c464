//! Entity tags: whatever answers one takes it back, and its document says so. And whatever is one thing has one.

use axum::http::Method;
use serde_json::Value;

use super::{Principals, Scene, all_rules, call, expected, operations};
use crate::support::App;

#[tokio::test]
async fn every_tag_is_answered_304_and_documented_and_nothing_else_is() {
    let app = App::new().await;
    let operations = operations(&app).await;
    let documents = [document(&app, "v1").await, document(&app, "v2").await];
    let principals = Principals::assemble(&app).await;
    let mut wrong = Vec::new();
    let mut count = 0;

    for rule in all_rules() {
        let operation = &operations[rule.operation];
        if operation.method != Method::GET || rule.answer != 200 {
            continue;
        }
        let thing = Scene::new(&app, &principals).make(rule.target).await;
        let may = |principal: &&super::Principal| expected(&rule, principal).status == 200;
        let principal = principals.all.iter().find(may).unwrap_or_else(|| panic!("nobody may {}", rule.operation));
        let answer = call(operation, &rule, principal, &thing, 0).send().await.is(200);
        count += 1;

        let tag = answer.etag();
        let documented = &documents[usize::from(rule.operation.starts_with("v2"))]["paths"][&operation.path]["get"];
        let says_304 = documented["responses"].get("304").is_some();
        if says_304 == tag.is_empty() {
            wrong.push(format!("{}: ETag {tag:?}, documented 304: {says_304}", rule.operation));
        }
        if !tag.is_empty() {
            let again = call(operation, &rule, principal, &thing, 0).header("if-none-match", &tag).send().await;
            if again.status() != 304 || !again.bytes().is_empty() || again.etag() != tag {
                wrong.push(format!("{}: {} to its own tag", rule.operation, again.status()));
            }
        }
    }

    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count > 35, "{count}");
}

async fn document(app: &App, version: &str) -> Value {
    app.anonymous().get(&format!("/api/{version}/openapi.json")).await.is(200).body()
}
