//! Roles that demand a second factor.

use axum::http::Method;
use serde_json::json;

use crate::support::{App, PASSWORD};

const AUTHOR: &str = "/api/v2/admin/roles/author";

#[tokio::test]
async fn who_lacks_a_demanded_factor_can_use_nothing_that_their_roles_allow() {
    let app = App::new().await;
    let (rita, mut ada) = (app.admin("rita").await, app.author("ada").await);
    let token = json!({"name": "Bot", "scopes": ["read", "posts:write"], "expires_in_days": 1});
    let bot = ada.post("/api/v2/me/tokens", token).await.is(201).body();
    let bot = app.anonymous().with_token(bot["token"].as_str().unwrap());
    let post = ada.publish("Words").await;
    let draft = ada.post("/api/v2/posts", json!({"title": "Draft"})).await.is(201).body();
    let draft = format!("/api/v2/posts/{}", draft["id"].as_str().unwrap());

    let role = rita.patch(AUTHOR, json!({"requires_second_factor": true})).await.is(200).body();

    assert_eq!(role["requires_second_factor"], true);
    ada.get("/api/v2/me").await.is_problem(401, "token.stale");
    let refreshed = ada.refresh().await.is(200).body();
    assert_eq!(refreshed["user"]["needs_second_factor"], true);
    // Reading goes on as a stranger; everything of one's own and every deed waits.
    ada.get(&format!("/api/v2/posts/{}", post["id"].as_str().unwrap())).await.is(200);
    ada.get(&draft).await.is_problem(404, "post.not_found");
    for (method, path) in [
        (Method::GET, "/api/v2/me/posts"),
        (Method::GET, "/api/v2/me/tokens"),
        (Method::GET, "/api/v2/auth/sessions"),
        (Method::GET, "/api/v2/me/audit-log"),
        (Method::POST, "/api/v2/posts"),
        (Method::PATCH, "/api/v2/me"),
        (Method::PUT, "/api/v2/me/email"),
        (Method::POST, "/api/v1/posts"),
    ] {
        let refused = ada.call(method.clone(), path).json(&json!({})).send().await;
        assert_eq!(
            (refused.status(), refused.code()),
            (403, "auth.second_factor_required".to_owned()),
            "{method} {path}"
        );
    }
    bot.get("/api/v2/me/posts").await.is_problem(403, "auth.second_factor_required");
    bot.post("/api/v2/posts", json!({"title": "By bot"})).await.is_problem(403, "auth.second_factor_required");
    // A fresh sign-in is no way around it.
    app.sign_in("ada").await.get("/api/v2/me/posts").await.is_problem(403, "auth.second_factor_required");

    assert_eq!(ada.get("/api/v2/me").await.is(200).body()["needs_second_factor"], true);
    let totp = app.set_up_totp(&ada).await;

    assert_eq!(ada.get("/api/v2/me").await.is(200).body()["needs_second_factor"], false);
    ada.get("/api/v2/me/posts").await.is(200);
    bot.get("/api/v2/me/posts").await.is(200);
    app.sign_in_with_code("ada", &totp).await.get(&draft).await.is(200);
    app.work().await;
}

#[tokio::test]
async fn who_lacks_a_demanded_factor_can_change_the_password_take_their_data_home_and_leave() {
    let app = App::new().await;
    let (rita, mut ada) = (app.admin("rita").await, app.author("ada").await);
    rita.patch(AUTHOR, json!({"requires_second_factor": true})).await.is(200);
    ada.refresh().await.is(200);
    ada.get("/api/v2/me/posts").await.is_problem(403, "auth.second_factor_required");

    let exported = ada.post("/api/v2/me/export", json!({})).await.is(200);
    assert_eq!(exported.header("content-type"), "application/zip");
    let other = "a better horse battery";
    let change = json!({"current_password": PASSWORD, "password": other});
    ada.put("/api/v2/me/password", change).await.is(204);
    let ada = app.sign_in_with("ada", other).await;
    // Each asks for the proof that it asks of everybody.
    ada.delete_with("/api/v2/me", json!({"content": "remove"})).await.is_problem(403, "auth.proof_required");
    ada.delete_with("/api/v2/me", json!({"content": "remove", "password": other})).await.is(202);

    ada.get("/api/v2/me").await.is_problem(401, "token.invalid");
    let back = app.sign_in_with("ada", other).await;
    assert!(back.get("/api/v2/me").await.is(200).body()["departure"].is_object());
    app.work().await;
}

#[tokio::test]
async fn the_last_factor_stays_while_a_role_demands_one() {
    let app = App::new().await;
    let (rita, ada) = (app.admin("rita").await, app.author("ada").await);
    app.set_up_totp(&ada).await;
    rita.patch(AUTHOR, json!({"requires_second_factor": true})).await.is(200);
    let mut ada = ada;
    ada.refresh().await.is(200);
    let proof = json!({"password": PASSWORD});

    ada.delete_with("/api/v2/me/totp", proof.clone()).await.is_problem(409, "second_factor.last");
    assert_eq!(ada.get("/api/v2/me/recovery-codes").await.is(200).body()["left"], 10, "nothing was lost");
    let added = app.register_passkey(&ada, &mut app.authenticator(), "Phone").await;
    ada.delete_with("/api/v2/me/totp", proof.clone()).await.is(204);
    let one = format!("/api/v2/me/passkeys/{}", added["passkey"]["id"].as_str().unwrap());
    ada.delete_with(&one, proof.clone()).await.is_problem(409, "second_factor.last");

    rita.patch(AUTHOR, json!({"requires_second_factor": false})).await.is(200);
    ada.refresh().await.is(200);
    ada.delete_with(&one, proof).await.is(204);
    let changes = app.texts("SELECT details FROM audit_log WHERE action = 'role.changed' ORDER BY id").await;
    assert!(changes.len() == 2 && changes[0].contains("requires_second_factor"), "{changes:?}");
    app.work().await;
}

#[tokio::test]
async fn an_administrator_can_demand_one_of_administrators_and_then_sets_one_up() {
    let app = App::new().await;
    let mut rita = app.admin("rita").await;

    rita.patch("/api/v2/admin/roles/admin", json!({"requires_second_factor": true})).await.is(200);

    rita.refresh().await.is(200);
    rita.get("/api/v2/admin/roles").await.is_problem(403, "auth.second_factor_required");
    app.register_passkey(&rita, &mut app.authenticator(), "Key").await;
    rita.get("/api/v2/admin/roles").await.is(200);
    let made = json!({"name": "editor", "label": "Editor", "position": 250, "permissions": [], "requires_second_factor": true});
    assert_eq!(rita.post("/api/v2/admin/roles", made).await.is(201).body()["requires_second_factor"], true);
    // One who may not manage roles cannot lift it, and demanding is refused like any other change.
    app.author("ada").await.patch(AUTHOR, json!({"requires_second_factor": true})).await.is(403);
    app.work().await;
}
