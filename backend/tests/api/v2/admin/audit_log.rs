//! What is written down, and who reads it.

use axum::http::Method;
use serde_json::{Value, json};

use crate::support::{App, Caller, PASSWORD, token_in};

const LOG: &str = "/api/v2/admin/audit-log";
const MINE: &str = "/api/v2/me/audit-log";

async fn lines(caller: &Caller, path: &str) -> Vec<Value> {
    caller.get(path).await.is(200).body()["items"].as_array().unwrap().clone()
}

fn actions(lines: &[Value]) -> Vec<&str> {
    lines.iter().map(|line| line["action"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn signing_in_and_failing_to_are_written_down_with_their_origin() {
    let app = App::new().await;
    let rita = app.admin("rita").await;
    app.account("ada", "author").await;
    let login = |password: &str| {
        let call = app.anonymous().call(Method::POST, "/api/v2/auth/login").header("user-agent", "curl/8.5");
        call.json(&json!({"login": "ada", "password": password})).send()
    };
    login("wrong horse battery").await.is(401);
    let ada = login(PASSWORD).await.is(200).body();
    app.anonymous().post("/api/v2/auth/login", json!({"login": "nobody", "password": "x"})).await.is(401);

    let all = lines(&rita, LOG).await;

    assert_eq!(actions(&all[..3]), ["session.sign_in_failed", "session.signed_in", "session.sign_in_failed"]);
    let [unknown, signed_in, failed, ..] = &all[..] else { panic!("{all:?}") };
    assert_eq!((&unknown["actor"], &unknown["person"]), (&json!(null), &json!(null)));
    assert_eq!((&signed_in["actor"]["id"], &signed_in["actor"]["username"]), (&ada["user"]["id"], &json!("ada")));
    assert_eq!(signed_in["subject"]["kind"], "session");
    assert_eq!((&failed["actor"], &failed["person"]["username"]), (&json!(null), &json!("ada")));
    assert_eq!((&failed["origin"]["device"], &failed["origin"]["address"]), (&json!("curl"), &json!("127.0.0.1")));
}

#[tokio::test]
async fn an_owner_sees_from_where_a_right_password_came_that_a_second_factor_stopped() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    app.set_up_totp(&ada).await;
    app.half_signed_in("ada").await;

    let mine = lines(&ada, MINE).await;

    let asked = mine.iter().find(|line| line["action"] == "session.second_factor_asked").expect("a line of it");
    assert_eq!((&asked["is_own"], &asked["origin"]["address"]), (&json!(false), &json!("127.0.0.1")));
    app.work().await;
}

#[tokio::test]
async fn addresses_and_passwords_that_change_are_written_down_without_them() {
    let app = App::new().await;
    let (rita, ada) = (app.admin("rita").await, app.newcomer("ada").await);
    let follow = async |address: &str, path: &str, more: Value| {
        let mut body = json!({"token": token_in(&app.last_mail_to(address).await)});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        app.anonymous().post(path, body).await.is(200);
    };
    follow("ada@example.org", "/api/v2/auth/confirm-email", json!({})).await;
    let wanted = |password: &str| json!({"email": "ada@new.example", "current_password": password});
    ada.put("/api/v2/me/email", wanted("not the password")).await.is(422);
    ada.put("/api/v2/me/email", wanted(PASSWORD)).await.is(202);
    follow("ada@new.example", "/api/v2/auth/confirm-email", json!({})).await;
    let change = json!({"current_password": PASSWORD, "password": "a better horse battery"});
    ada.put("/api/v2/me/password", change).await.is(204);
    app.anonymous().post("/api/v2/auth/forgot-password", json!({"login": "ada"})).await.is(202);
    follow("ada@new.example", "/api/v2/auth/reset-password", json!({"password": PASSWORD})).await;

    let all = lines(&rita, &format!("{LOG}?involving=ada")).await;

    assert_eq!(
        actions(&all),
        [
            "user.password_reset",
            "user.password_changed",
            "user.email_changed",
            "user.email_change_asked",
            "auth.proof_failed",
            "user.email_confirmed",
            "session.signed_in",
        ]
    );
    for line in &all {
        assert_eq!((&line["actor"]["username"], &line["origin"]["address"]), (&json!("ada"), &json!("127.0.0.1")));
        assert!(!line.to_string().contains('@'), "{line}");
    }
}

#[tokio::test]
async fn every_act_on_the_things_of_others_is_written_down() {
    let app = App::new().await;
    let (rita, ada) = (app.admin("rita").await, app.author("ada").await);
    let post = ada.publish("Talk").await;
    let id = post["id"].as_str().unwrap();
    let path = format!("/api/v2/posts/{id}");
    let (one, two) = (ada.comment("talk", "One").await, ada.comment("talk", "Two").await);
    let (one, two) = (one["id"].as_str().unwrap(), two["id"].as_str().unwrap());

    rita.change(&path, &ada.get(&path).await.etag(), json!({"title": "Talks"})).await.is(200);
    rita.post(&format!("{path}/remove"), json!({"reason": "x"})).await.is(200);
    rita.post(&format!("{path}/restore"), json!({})).await.is(200);
    rita.put(&format!("/api/v2/comments/{one}/hide"), json!({})).await.is(204);
    rita.delete(&format!("/api/v2/comments/{one}/hide")).await.is(204);
    let etag = ada.get(&format!("/api/v2/comments/{two}")).await.etag();
    rita.take_away(&format!("/api/v2/comments/{two}"), &etag).await.is(204);
    rita.post(&format!("{path}/unpublish"), json!({})).await.is(200);
    rita.post("/api/v2/categories", json!({"name": "Craft"})).await.is(201);
    rita.patch("/api/v2/categories/craft", json!({"position": 3})).await.is(200);
    rita.delete("/api/v2/categories/craft").await.is(204);

    let all = lines(&rita, &format!("{LOG}?actor=rita")).await;
    assert_eq!(
        actions(&all),
        [
            "category.deleted",
            "category.changed",
            "category.created",
            "post.changed_by_staff",
            "comment.deleted_by_staff",
            "comment.shown",
            "comment.hidden",
            "post.restored",
            "post.removed",
            "post.changed_by_staff",
            "session.signed_in",
        ]
    );
    let removed = all.iter().find(|line| line["action"] == "post.removed").unwrap();
    assert_eq!((&removed["subject"]["id"], &removed["person"]["username"]), (&json!(id), &json!("ada")));
    assert_eq!(removed["details"], json!([{"name": "state", "value": "removed"}]));
    assert!(removed["credential_id"].is_string() && removed["origin"].is_object());
    // What people do to their own is theirs: of ada there is only that she came.
    assert_eq!(actions(&lines(&rita, &format!("{LOG}?actor=ada")).await), ["session.signed_in"]);
}

#[tokio::test]
async fn changes_of_rights_and_tokens_are_written_down() {
    let app = App::new().await;
    let (rita, ada) = (app.admin("rita").await, app.author("ada").await);
    let token = json!({"name": "T", "scopes": ["read"], "expires_in_days": 1});
    let token = ada.post("/api/v2/me/tokens", token).await.is(201).body();
    ada.delete(&format!("/api/v2/me/tokens/{}", token["id"].as_str().unwrap())).await.is(204);
    app.sign_in("ada").await;
    ada.delete("/api/v2/auth/sessions").await.is(204);
    let role = json!({"name": "editor", "label": "E", "position": 250, "permissions": ["posts.write"]});
    let role = rita.post("/api/v2/admin/roles", role).await.is(201).body();
    rita.put("/api/v2/admin/users/ada/roles", json!({"roles": ["editor"]})).await.is(200);
    let more = json!({"permissions": ["posts.publish"]});
    rita.patch("/api/v2/admin/roles/editor", more).await.is(200);

    let of_ada = lines(&rita, &format!("{LOG}?involving=ada")).await;
    let changed = lines(&rita, &format!("{LOG}?action=role.changed")).await;

    let expected = [
        "user.roles_changed",
        "session.others_revoked",
        "session.signed_in",
        "token.revoked",
        "token.created",
        "session.signed_in",
        "user.created",
    ];
    assert_eq!(actions(&of_ada), expected);
    let details = of_ada[0]["details"].as_array().unwrap();
    assert!(details.contains(&json!({"name": "granted", "value": role["id"]})), "{details:?}");
    assert_eq!(details.iter().filter(|detail| detail["name"] == "revoked").count(), 1);
    let said = json!([
        {"name": "allowed", "value": "posts.publish"}, {"name": "no_longer_allowed", "value": "posts.write"},
    ]);
    assert_eq!((changed.len(), &changed[0]["details"]), (1, &said));
}

#[tokio::test]
async fn b10_the_log_holds_no_name_and_no_address() {
    let app = App::new().await;
    let rita = app.admin("rita").await;
    app.person("zebedee", "author").await;
    rita.post("/api/v2/admin/users/zebedee/suspend", json!({"reason": "zebedee was rude"})).await.is(200);
    app.anonymous().post("/api/v2/auth/login", json!({"login": "zebedee@example.org", "password": "x"})).await.is(401);

    let stored = app.texts("SELECT action || ' ' || COALESCE(subject_kind, '') || ' ' || details FROM audit_log").await;

    assert!(stored.len() >= 5);
    for line in stored {
        assert!(
            !["zebedee", "rita", "example.org", "127.0.0.1", "rude"].iter().any(|name| line.contains(name)),
            "{line}"
        );
    }
}

#[tokio::test]
async fn people_read_their_own_lines_and_learn_nothing_of_staff() {
    let app = App::new().await;
    let (maud, ada) = (app.moderator("maud").await, app.author("ada").await);
    let post = ada.publish("Talk").await;
    maud.post(&format!("/api/v2/posts/{}/remove", post["id"].as_str().unwrap()), json!({"reason": "x"})).await.is(200);
    app.anonymous().post("/api/v2/auth/login", json!({"login": "ada", "password": "x"})).await.is(401);

    let answer = ada.get(MINE).await.is(200);

    let mine = answer.body()["items"].as_array().unwrap().clone();
    assert_eq!(actions(&mine), ["session.sign_in_failed", "post.removed", "session.signed_in", "user.created"]);
    assert_eq!((&mine[0]["is_own"], &mine[0]["origin"]["address"]), (&json!(false), &json!("127.0.0.1")));
    assert_eq!((&mine[1]["is_own"], mine[1].get("origin")), (&json!(false), None));
    assert_eq!((&mine[2]["is_own"], mine[2]["origin"].is_object()), (&json!(true), true));
    assert!(!answer.text().contains("maud") && !answer.text().contains(&maud.id().to_string()));
    let first = ada.get(&format!("{MINE}?limit=1")).await.is(200).body();
    let next = first["next"].as_str().unwrap();
    let second = lines(&ada, &format!("{MINE}?limit=1&after={next}")).await;
    assert_eq!(actions(&second), ["post.removed"]);
    maud.get(&format!("{MINE}?limit=1&after={next}")).await.is_problem(400, "cursor.invalid");
}

#[tokio::test]
async fn origins_are_for_those_who_may_see_what_is_private() {
    let app = App::new().await;
    let rita = app.admin("rita").await;
    let role = json!({"name": "auditor", "label": "A", "position": 250, "permissions": ["audit.read"]});
    rita.post("/api/v2/admin/roles", role).await.is(201);
    let auditor = app.person("otto", "auditor").await;

    assert!(lines(&auditor, LOG).await.iter().all(|line| line.get("origin").is_none()));
    assert!(lines(&rita, LOG).await.iter().any(|line| line.get("origin").is_some()));
    auditor.get(&format!("{LOG}?action=nothing")).await.is_problem(422, "request.invalid");
    auditor.get(&format!("{LOG}?actor={}", "x".repeat(61))).await.is_problem(422, "request.invalid");
    assert_eq!(lines(&auditor, &format!("{LOG}?actor=nobody")).await, Vec::<Value>::new());
}

#[tokio::test]
async fn a1_a_token_that_we_never_made_is_written_down_once_a_minute() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let (message, _) = ada.token().rsplit_once('.').unwrap();
    let forged = ada.clone().with_token(&format!("{message}."));

    for _ in 0..5 {
        forged.get("/api/v2/me").await.is_problem(401, "token.invalid");
        ada.clone().with_token("nonsense").get("/api/v2/me").await.is(401);
    }

    let written = app.texts("SELECT action FROM audit_log WHERE action = 'session.token_forged'").await;
    assert_eq!(written.len(), 1);
}

#[tokio::test]
async fn setting_the_site_up_is_written_down() {
    let app = App::new().await;
    let link = broadsheet::services::setup::ensure_link(app.context()).await.unwrap().unwrap();
    let (_, token) = link.split_once("#token=").unwrap();
    let form = json!({
        "token": token, "site_name": "Mine", "site_description": "", "site_language": "en",
        "site_base_url": "http://localhost:8080", "username": "olga", "email": "olga@example.org",
        "password": PASSWORD, "display_name": "",
    });
    app.anonymous().post("/api/v2/setup", form).await.is(201);

    let stored = app.texts("SELECT details FROM audit_log WHERE action = 'site.set_up'").await;

    assert_eq!(stored.len(), 1);
    assert!(stored[0].contains("site.language") && !stored[0].contains("Mine"), "{stored:?}");
}
