//! Where one's account is signed in.

use axum::http::Method;
use serde_json::json;

use crate::support::{App, Caller, PASSWORD};

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
async fn a_session_says_which_program_from_where_and_since_when() {
    let app = App::new().await;
    app.account("ada", "author").await;
    let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    let login = app.anonymous().call(Method::POST, "/api/v2/auth/login").header("user-agent", agent);
    let mut ada = app.anonymous();
    ada.accept(login.json(&json!({"login": "ada", "password": PASSWORD})).send().await.is(200));
    app.wait_secs(300);

    let before = ada.get("/api/v2/auth/sessions").await.is(200).body()["items"][0].clone();
    ada.refresh().await.is(200);
    let after = ada.get("/api/v2/auth/sessions").await.is(200).body()["items"][0].clone();

    assert_eq!((&before["device"], &before["user_agent"]), (&json!("Firefox on Linux"), &json!(agent)));
    assert_eq!(before["address"], "127.0.0.1");
    assert_eq!(before["created_at"], "2026-01-01T12:00:00.000Z");
    // Reading writes nothing; the refresh every ten minutes does.
    assert_eq!(before["last_seen_at"], "2026-01-01T12:00:00.000Z");
    assert_eq!(after["last_seen_at"], "2026-01-01T12:05:00.000Z");
}

#[tokio::test]
async fn a_script_is_listed_and_revoked_like_a_browser() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let login = json!({"login": "ada", "password": PASSWORD});
    let grant = app.anonymous().post("/api/v1/auth/login", login).await.is(200).body();
    let script = app.anonymous().with_token(grant["token"].as_str().unwrap());
    script.get("/api/v1/me").await.is(200);
    let list = ada.get("/api/v2/auth/sessions").await.is(200).body();
    let id = list["items"].as_array().unwrap().iter().find(|item| item["kind"] == "v1").unwrap()["id"].clone();

    ada.delete(&format!("/api/v2/auth/sessions/{}", id.as_str().unwrap())).await.is(204);

    script.get("/api/v1/me").await.is_problem(401, "token.invalid");
    ada.get("/api/v2/me").await.is(200);
}

#[tokio::test]
async fn a_script_that_signs_in_again_and_again_pushes_no_browser_off_the_list() {
    let app = App::new().await;
    let mut ada = app.author("ada").await;
    let elsewhere = app.sign_in("ada").await;
    let mut scripts = Vec::new();
    for _ in 0..105 {
        app.wait_secs(3_600);
        let login = json!({"login": "ada", "password": PASSWORD});
        let grant = app.anonymous().post("/api/v1/auth/login", login).await.is(200).body();
        scripts.push(app.anonymous().with_token(grant["token"].as_str().unwrap()));
    }
    ada.refresh().await.is(200);

    let list = ada.get("/api/v2/auth/sessions").await.is(200).body();

    let of = |kind: &str| list["items"].as_array().unwrap().iter().filter(|item| item["kind"] == kind).count();
    assert_eq!((of("browser"), of("v1")), (2, 50));
    // Those that were not used for longest have made room.
    scripts[54].get("/api/v1/me").await.is_problem(401, "token.invalid");
    scripts[55].get("/api/v1/me").await.is(200);
    let other =
        list["items"].as_array().unwrap().iter().find(|item| item["kind"] == "browser" && item["is_current"] == false);
    let path = format!("/api/v2/auth/sessions/{}", other.unwrap()["id"].as_str().unwrap());
    ada.delete(&path).await.is(204);
    elsewhere.try_refresh().await.is_problem(401, "token.invalid");
}

/// All the sessions that ada may have in browsers, the one that was not used for longest first.
async fn as_many_browsers_as_may_be(app: &App) -> Vec<Caller> {
    app.account("ada", "author").await;
    let mut browsers = Vec::new();
    for _ in 0..50 {
        app.wait_secs(3_600);
        browsers.push(app.sign_in("ada").await);
    }
    browsers
}

#[tokio::test]
async fn a_session_that_makes_room_for_another_is_dead_at_once() {
    let app = App::new().await;
    let mut browsers = as_many_browsers_as_may_be(&app).await;
    let mut idle = browsers.remove(20);
    idle.refresh().await.is(200);
    app.wait_secs(60);
    for browser in &mut browsers {
        browser.refresh().await.is(200);
    }
    idle.get("/api/v2/me").await.is(200);

    app.sign_in("ada").await;

    idle.get("/api/v2/me").await.is_problem(401, "token.invalid");
    browsers[0].get("/api/v2/me").await.is(200);
    let reasons = app.texts("SELECT revoked_reason FROM sessions WHERE revoked_at IS NOT NULL").await;
    assert_eq!(reasons, ["crowded"]);
}

#[tokio::test]
async fn whoever_signs_in_again_in_one_browser_takes_nobody_elses_place() {
    let app = App::new().await;
    let mut browsers = as_many_browsers_as_may_be(&app).await;

    let again = browsers[30].with_refresh_cookie("login").json(&json!({"login": "ada", "password": PASSWORD}));
    again.send().await.is(200);

    let reasons = app.texts("SELECT revoked_reason FROM sessions WHERE revoked_at IS NOT NULL").await;
    assert_eq!(reasons, ["replaced"]);
    browsers[0].refresh().await.is(200);
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
