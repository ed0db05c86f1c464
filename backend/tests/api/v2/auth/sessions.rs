//! Where one's account is signed in.

use serde_json::json;

use crate::support::{App, PASSWORD};

#[tokio::test]
async fn browsers_and_scripts_are_listed_and_this_one_is_marked() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    app.anonymous().post("/api/v1/auth/login", json!({"login": "ada", "password": PASSWORD})).await.is(200);

    let list = ada.get("/api/v2/auth/sessions").await.is(200).body();

    let items = list["items"].as_array().unwrap();
    let mut kinds: Vec<_> =
        items.iter().map(|item| (item["kind"].as_str().unwrap(), item["is_current"] == true)).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, [("browser", true), ("v1", false)]);
    assert!(list["next"].is_null());
}

#[tokio::test]
async fn ended_session_is_dead_at_once() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let elsewhere = app.sign_in("ada").await;
    elsewhere.get("/api/v2/me").await.is(200);
    let list = elsewhere.get("/api/v2/auth/sessions").await.is(200).body();
    let items = list["items"].as_array().unwrap();
    let id = items.iter().find(|item| item["is_current"] == true).unwrap()["id"].as_str().unwrap();
    let path = format!("/api/v2/auth/sessions/{id}");

    ada.delete(&path).await.is(204);

    elsewhere.get("/api/v2/me").await.is_problem(401, "token.invalid");
    elsewhere.try_refresh().await.is_problem(401, "token.invalid");
    ada.delete(&path).await.is_problem(404, "session.not_found");
    ada.get("/api/v2/me").await.is(200);
}

#[tokio::test]
async fn all_others_end_together() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let others = [app.sign_in("ada").await, app.sign_in("ada").await];
    let bob = app.author("bob").await;

    ada.delete("/api/v2/auth/sessions").await.is(204);

    for other in others {
        other.get("/api/v2/me").await.is(401);
    }
    ada.get("/api/v2/me").await.is(200);
    bob.get("/api/v2/me").await.is(200);
}

#[tokio::test]
async fn b2_session_of_another_is_not_found_and_lives_on() {
    let app = App::new().await;
    let (ada, mallory) = (app.author("ada").await, app.author("mallory").await);
    let list = ada.get("/api/v2/auth/sessions").await.is(200).body();
    let id = list["items"][0]["id"].as_str().unwrap().to_owned();

    mallory.delete(&format!("/api/v2/auth/sessions/{id}")).await.is_problem(404, "session.not_found");
    mallory.delete("/api/v2/auth/sessions/12abc").await.is(404);

    ada.get("/api/v2/me").await.is(200);
}
