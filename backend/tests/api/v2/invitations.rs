//! `/invitations`: links that let somebody in.

use broadsheet::config::{self, RegistrationMode};
use broadsheet_shared::limit::Action;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{Answer, App, Caller, PASSWORD, limited};

async fn app(mode: RegistrationMode) -> App {
    let mut config = config::testing();
    config.registration.mode = mode;
    App::with(config).await
}

async fn invite(admin: &Caller, wanted: Value) -> Value {
    admin.post("/api/v2/invitations", wanted).await.is(201).body()
}

async fn register(app: &App, username: &str, invitation: &Value) -> Answer {
    let body = json!({
        "username": username, "email": format!("{username}@example.org"), "password": PASSWORD, "invitation": invitation,
    });
    app.anonymous().post("/api/v2/auth/register", body).await
}

fn code(answer: &Answer) -> String {
    let error = &answer.body()["errors"][0];
    format!("{} {}", error["pointer"].as_str().unwrap_or_default(), error["code"].as_str().unwrap_or_default())
}

#[tokio::test]
async fn an_invitation_lets_one_in_and_is_used_up() {
    let app = app(RegistrationMode::Invitation).await;
    let rita = app.admin("rita").await;
    let made = invite(&rita, json!({})).await;
    let token = made["token"].as_str().unwrap();
    assert_eq!(made["url"], format!("http://localhost:8080/register#invitation={token}"));

    assert_eq!(code(&register(&app, "ada", &Value::Null).await.is(422)), "/invitation required");
    assert_eq!(code(&register(&app, "ada", &json!("x")).await.is(422)), "/invitation invalid");
    register(&app, "ada", &made["token"]).await.is(202);
    assert_eq!(code(&register(&app, "bob", &made["token"]).await.is(422)), "/invitation invalid");

    app.sign_in("ada").await.get("/api/v2/me").await.is(200);
    let listed = rita.get("/api/v2/invitations").await.is(200);
    let entry = &listed.body()["items"][0];
    assert_eq!(
        (&entry["uses"], &entry["is_open"], &entry["created_by"]["username"]),
        (&json!(1), &json!(false), &json!("rita"))
    );
    assert_eq!(listed.header("cache-control"), "no-store");
}

#[tokio::test]
async fn a16_the_secret_is_shown_once_and_kept_as_a_hash() {
    let app = app(RegistrationMode::Invitation).await;
    let rita = app.admin("rita").await;
    let made = invite(&rita, json!({})).await;
    let token = made["token"].as_str().unwrap();

    let listed = rita.get("/api/v2/invitations").await.is(200).text();
    let stored = app.texts("SELECT token_hash FROM invitations").await;

    assert!(!listed.contains(token));
    assert_eq!(stored.len(), 1);
    assert!(!stored[0].contains(token) && stored[0].len() == 64);
    assert_ne!(invite(&rita, json!({})).await["token"], made["token"]);
}

#[tokio::test]
async fn an_invitation_for_an_address_is_for_no_other() {
    let app = app(RegistrationMode::Invitation).await;
    let rita = app.admin("rita").await;
    let made = invite(&rita, json!({"email": "Ada@Example.org"})).await;

    assert_eq!(code(&register(&app, "eve", &made["token"]).await.is(422)), "/email not_invited");
    register(&app, "ada", &made["token"]).await.is(202);
    // It proves nothing of the address: whoever has the link could have typed it.
    assert_eq!(app.sign_in("ada").await.get("/api/v2/me").await.body()["is_email_confirmed"], false);
}

#[tokio::test]
async fn an_invitation_ends_by_time_and_by_being_taken_back() {
    let app = app(RegistrationMode::Invitation).await;
    let rita = app.admin("rita").await;
    let (old, back) = (invite(&rita, json!({"days": 1})).await, invite(&rita, json!({"max_uses": 5})).await);
    let path = format!("/api/v2/invitations/{}", back["id"].as_str().unwrap());

    register(&app, "ada", &back["token"]).await.is(202);
    rita.delete(&path).await.is(204);
    rita.delete(&path).await.is(204);
    assert_eq!(code(&register(&app, "bob", &back["token"]).await.is(422)), "/invitation invalid");
    app.wait_secs(24 * 3_600);
    assert_eq!(code(&register(&app, "bob", &old["token"]).await.is(422)), "/invitation invalid");

    let rita = app.sign_in("rita").await;
    rita.delete("/api/v2/invitations/0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e6f")
        .await
        .is_problem(404, "invitation.not_found");
    assert_eq!(app.texts("SELECT username FROM users ORDER BY username").await, ["ada", "rita"]);
}

#[tokio::test]
async fn who_is_invited_need_not_wait_nor_have_an_address_of_the_right_domain() {
    let app = app(RegistrationMode::Approval).await;
    let rita = app.admin("rita").await;
    rita.patch("/api/v2/admin/settings", json!({"registration": {"allowed_domains": ["example.net"]}})).await.is(200);
    let made = invite(&rita, json!({})).await;

    assert_eq!(code(&register(&app, "eve", &Value::Null).await.is(422)), "/email not_allowed");
    register(&app, "ada", &made["token"]).await.is(202);

    app.sign_in("ada").await.get("/api/v2/me").await.is(200);
    rita.patch("/api/v2/admin/settings", json!({"registration": {"mode": "closed"}})).await.is(200);
    let late = invite(&rita, json!({})).await;
    register(&app, "bob", &late["token"]).await.is_problem(403, "registration.closed");
}

#[tokio::test]
async fn k2_of_thirty_who_use_an_invitation_for_three_at_once_three_get_in() {
    let app = app(RegistrationMode::Invitation).await;
    let rita = app.admin("rita").await;
    let made = invite(&rita, json!({"max_uses": 3})).await;
    let names: Vec<_> = (0..30).map(|number| format!("guest-{number}")).collect();

    let answers = join_all(names.iter().map(|name| register(&app, name, &made["token"]))).await;

    assert_eq!(answers.iter().filter(|answer| answer.status() == 202).count(), 3);
    assert!(answers.iter().all(|answer| matches!(answer.status(), 202 | 422)));
    assert_eq!(app.texts("SELECT CAST(uses AS TEXT) FROM invitations").await, ["3"]);
    assert_eq!(app.texts("SELECT username FROM users").await.len(), 4);
}

#[tokio::test]
async fn a_registration_that_fails_uses_nothing_up() {
    let app = app(RegistrationMode::Invitation).await;
    let rita = app.admin("rita").await;
    let made = invite(&rita, json!({})).await;

    register(&app, "RITA", &made["token"]).await.is_problem(409, "username.taken");

    register(&app, "ada", &made["token"]).await.is(202);
}

#[tokio::test]
async fn numbers_out_of_range_and_bad_addresses_are_named() {
    let app = App::new().await;
    let rita = app.admin("rita").await;
    for (body, pointer) in [
        (json!({"max_uses": 0}), "/max_uses"),
        (json!({"max_uses": 101}), "/max_uses"),
        (json!({"days": 91}), "/days"),
        (json!({"email": "a@b@c.org"}), "/email"),
        (json!({"token": "mine"}), "/token"),
    ] {
        let refused = rita.post("/api/v2/invitations", body).await.is_problem(422, "request.invalid");
        assert_eq!(refused.body()["errors"][0]["pointer"], pointer);
    }
    for _ in 0..3 {
        invite(&rita, json!({})).await;
    }
    let first = rita.get("/api/v2/invitations?limit=2").await.is(200).body();
    let second = rita.get(&format!("/api/v2/invitations?after={}", first["next"].as_str().unwrap())).await.is(200);
    assert_eq!(first["items"].as_array().unwrap().len(), 2);
    assert_eq!(second.body()["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn an_invitation_for_an_address_is_mailed_there_with_the_same_link() {
    let app = app(RegistrationMode::Invitation).await;
    let rita = app.admin("rita").await;
    let made = invite(&rita, json!({"email": "Ada@example.org"})).await;
    invite(&rita, json!({})).await;
    assert_eq!(app.texts("SELECT template FROM mails WHERE user_id IS NULL").await, ["invitation"]);

    let mails = app.mails().await;

    let invited: Vec<_> = mails.iter().filter(|mail| mail.subject.starts_with("You are invited")).collect();
    assert_eq!(invited.len(), 1);
    assert_eq!(invited[0].to, "Ada@example.org");
    assert!(invited[0].text.contains(made["url"].as_str().unwrap()), "{}", invited[0].text);
    assert!(invited[0].text.contains("rita"), "{}", invited[0].text);
    register(&app, "ada", &made["token"]).await.is(202);
}

#[tokio::test]
async fn an_invitation_that_was_taken_back_is_not_mailed_any_more() {
    let app = app(RegistrationMode::Invitation).await;
    let rita = app.admin("rita").await;
    let made = invite(&rita, json!({"email": "ada@example.org"})).await;

    rita.delete(&format!("/api/v2/invitations/{}", made["id"].as_str().unwrap())).await.is(204);

    assert!(app.mails().await.iter().all(|mail| mail.to != "ada@example.org"));
    assert_eq!(app.texts("SELECT state FROM mails WHERE template = 'invitation'").await, ["dropped"]);
    let log = rita.get("/api/v2/admin/audit-log").await.is(200).body();
    let actions: Vec<_> = log["items"].as_array().unwrap().iter().map(|line| line["action"].clone()).collect();
    assert_eq!(actions[..2], ["invitation.revoked", "invitation.created"]);
}

#[tokio::test]
async fn f5_an_address_is_invited_by_mail_as_often_as_it_may_be_written_to() {
    let mut config = limited(&[(Action::AuthReset, "3/1h per account")]);
    config.registration.mode = RegistrationMode::Invitation;
    let app = App::with(config).await;
    let rita = app.admin("rita").await;

    for _ in 0..5 {
        invite(&rita, json!({"email": "ada@example.org"})).await;
    }

    assert_eq!(app.texts("SELECT template FROM mails WHERE template = 'invitation'").await.len(), 3);
}
