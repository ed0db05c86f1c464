//! Notifications: who is told of what, put together, seen, mailed and ended.

mod bell;
mod gathered;
mod hidden;
mod live;
mod mailed;
mod marks;
mod settings;
mod shielded;
mod sight;
mod standing;
mod types;
mod unsubscribe;

use serde_json::{Value, json};

use crate::support::Caller;

const LIST: &str = "/api/v2/me/notifications";
const SETTINGS: &str = "/api/v2/me/notification-settings";
const TYPES: [&str; 7] = ["comment", "reply", "mention", "like", "follow", "post", "moderation"];

/// What a person is told of.
async fn told(person: &Caller) -> Vec<Value> {
    person.get(LIST).await.is(200).body()["items"].as_array().unwrap().clone()
}

/// The same in short: type, those who did it, and how many that are.
async fn lines(person: &Caller) -> Vec<String> {
    told(person).await.iter().map(line).collect()
}

fn line(one: &Value) -> String {
    let actors: Vec<_> =
        one["actors"].as_array().unwrap().iter().map(|actor| actor["username"].as_str().unwrap()).collect();
    format!("{} {} {}", one["type"].as_str().unwrap(), actors.join("+"), one["actor_count"])
}

async fn unread(person: &Caller) -> u64 {
    person.get(&format!("{LIST}?limit=1")).await.is(200).body()["unread_count"].as_u64().unwrap()
}

async fn turn_on(person: &Caller, path: &str) {
    person.put(&format!("/api/v2/{path}"), json!({})).await.is(204);
}

async fn turn_off(person: &Caller, path: &str) {
    person.delete(&format!("/api/v2/{path}")).await.is(204);
}

async fn answer(person: &Caller, slug: &str, parent: &Value, body: &str) -> Value {
    let path = format!("/api/v2/posts/{slug}/comments");
    person.post(&path, json!({"body": body, "parent_id": parent["id"]})).await.is(201).body()
}

fn id(thing: &Value) -> &str {
    thing["id"].as_str().unwrap()
}

/// Settings with this choice for some types, and nothing for the others.
fn only(choices: &[(&str, Value)]) -> Value {
    let off = json!({"in_app": false, "email": "off"});
    let of = |kind: &str| choices.iter().find(|(one, _)| *one == kind).map_or(&off, |(_, choice)| choice).clone();
    TYPES.iter().map(|kind| ((*kind).to_owned(), of(kind))).collect::<serde_json::Map<_, _>>().into()
}

async fn choose(person: &Caller, settings: &Value) {
    person.put(SETTINGS, settings.clone()).await.is(200);
}
