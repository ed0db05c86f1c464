//! Tokens where they do not belong, and what a stolen database holds.

use broadsheet::{
    domain::{actor::Actor, user::role},
    platform::events::Events,
    services::sessions::Standings,
};
use serde_json::json;

use crate::support::{App, PASSWORD};

#[tokio::test]
async fn a1_edited_and_foreign_tokens_are_refused_even_where_nobody_need_sign_in() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let (message, _) = ada.token().rsplit_once('.').unwrap();
    let unsigned = format!("{message}.");

    for token in ["", "x", "a.b.c", &unsigned, &"x".repeat(100_000)] {
        for path in ["/api/v2/me", "/api/v2/users/ada", "/api/v1/users/ada"] {
            ada.clone().with_token(token).get(path).await.is_problem(401, "token.invalid");
        }
    }
}

#[tokio::test]
async fn a2_access_token_ends_after_ten_minutes() {
    let app = App::new().await;
    let mut ada = app.author("ada").await;

    app.wait_secs(605);
    ada.get("/api/v2/me").await.is(200);
    app.wait_secs(1);

    ada.get("/api/v2/me").await.is_problem(401, "token.invalid");
    ada.refresh().await.is(200);
    ada.get("/api/v2/me").await.is(200);
}

#[tokio::test]
async fn a3_tokens_of_the_wrong_kind_open_nothing_and_are_not_used_up() {
    let app = App::new().await;
    let mut ada = app.author("ada").await;
    let grant = app.anonymous().post("/api/v1/auth/login", json!({"login": "ada", "password": PASSWORD})).await.is(200);
    let script_token = grant.body()["token"].as_str().unwrap().to_owned();
    let refresh_token = ada.cookie("__Host-rt").unwrap().to_owned();
    let access_token = ada.token().to_owned();

    ada.clone().with_token(&refresh_token).get("/api/v2/me").await.is(401);
    ada.clone().with_token(&refresh_token).get("/api/v1/me").await.is(401);
    ada.clone().with_token(&script_token).get("/api/v2/me").await.is_problem(401, "token.invalid");
    for wrong in [&access_token, &script_token] {
        let caller = app.anonymous().with_cookie("__Host-rt", wrong);
        caller.try_refresh().await.is_problem(401, "token.invalid");
    }

    app.anonymous().with_token(&script_token).get("/api/v1/me").await.is(200);
    app.anonymous().with_token(&access_token).get("/api/v1/me").await.is(200);
    ada.refresh().await.is(200);
}

#[tokio::test]
async fn a6_changed_rights_make_the_access_token_stale_and_one_refresh_goes_on() {
    let app = App::new().await;
    let mut ada = app.reader("ada").await;
    ada.get("/api/v2/me").await.is(200);

    broadsheet::services::accounts::promote(app.context(), &Actor::System, "ada", role::MODERATOR).await.unwrap();

    ada.get("/api/v2/me").await.is_problem(401, "token.stale");
    ada.refresh().await.is(200);
    let me = ada.get("/api/v2/me").await.is(200).body();
    assert!(me["permissions"].as_array().unwrap().contains(&json!("posts.moderate")));
}

#[tokio::test]
async fn a_token_newer_than_what_a_process_remembers_opens_what_it_should_at_once() {
    let app = App::new().await;
    let mut ada = app.reader("ada").await;
    // A process that hears nothing of what others do.
    let deaf = app.adjusted(|parts| (parts.standings, parts.events) = (Standings::new(), Events::in_process()));
    deaf.caller(&ada).get("/api/v2/me").await.is(200);
    let former = ada.clone();
    broadsheet::services::accounts::promote(app.context(), &Actor::System, "ada", role::AUTHOR).await.unwrap();
    ada.refresh().await.is(200);

    deaf.caller(&ada).draft("With new rights").await;

    deaf.caller(&former).get("/api/v2/me").await.is_problem(401, "token.stale");
}

#[tokio::test]
async fn a16_stolen_database_holds_no_usable_token() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let grant = app.anonymous().post("/api/v1/auth/login", json!({"login": "ada", "password": PASSWORD})).await.is(200);
    let script_token = grant.body()["token"].as_str().unwrap().to_owned();
    let refresh_token = ada.cookie("__Host-rt").unwrap().to_owned();

    let mut stored = app.texts("SELECT token_hash FROM refresh_tokens").await;
    stored.extend(app.texts("SELECT token_hash FROM sessions WHERE token_hash IS NOT NULL").await);
    stored.extend(app.texts("SELECT password_hash FROM users").await);

    assert_eq!(stored.len(), 3);
    for text in &stored {
        assert!(![&script_token, &refresh_token, &PASSWORD.to_owned()].iter().any(|secret| text.contains(*secret)));
        app.anonymous().with_token(text).get("/api/v1/me").await.is(401);
        app.anonymous().with_token(&format!("bs_v1_{text}")).get("/api/v1/me").await.is(401);
        app.anonymous().with_cookie("__Host-rt", text).try_refresh().await.is(401);
    }
}
