//! `/me/tokens`: personal access tokens.

use axum::http::Method;
use broadsheet::platform::personal_tokens::PersonalTokenText;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{App, Caller, PASSWORD};

const TOKENS: &str = "/api/v2/me/tokens";
const DAY: i64 = 86_400;

fn request(scopes: &[&str]) -> Value {
    json!({"name": "Backup", "scopes": scopes, "expires_in_days": 30})
}

/// A token of this person, as a program sends it.
async fn token(app: &App, owner: &Caller, scopes: &[&str]) -> Caller {
    let created = owner.post(TOKENS, request(scopes)).await.is(201).body();
    app.anonymous().with_token(created["token"].as_str().unwrap())
}

#[tokio::test]
async fn a_token_is_shown_once_works_in_both_versions_and_is_revoked() {
    let app = App::new().await;
    let ada = app.author("ada").await;

    let created = ada.post(TOKENS, request(&["read", "posts:write"])).await.is(201);
    assert_eq!(created.header("cache-control"), "no-store");
    let created = created.body();
    let text = created["token"].as_str().unwrap();
    assert!(text.starts_with(created["hint"].as_str().unwrap()) && text.len() == 66, "{text}");
    assert_eq!(created["scopes"], json!(["read", "posts:write"]));
    assert_eq!(created["expires_at"], "2026-01-31T12:00:00.000Z");

    let program = app.anonymous().with_token(text);
    program.get("/api/v2/me").await.is(200);
    program.get("/api/v1/me").await.is(200);
    program.post("/api/v2/posts", json!({"title": "By program"})).await.is(201);
    let listed = ada.get(TOKENS).await.is(200);
    assert!(!listed.text().contains(text), "only its beginning is shown again");
    assert_eq!(listed.body()["items"][0]["last_used_at"], "2026-01-01T12:00:00.000Z");
    let path = format!("{TOKENS}/{}", created["id"].as_str().unwrap());
    assert_eq!(ada.get(&path).await.is(200).body(), listed.body()["items"][0]);

    ada.delete(&path).await.is(204);
    program.get("/api/v2/me").await.is_problem(401, "token.invalid");
    program.get("/api/v1/me").await.is_problem(401, "token.invalid");
    ada.delete(&path).await.is_problem(404, "token.not_found");
    ada.get(&path).await.is_problem(404, "token.not_found");
}

#[tokio::test]
async fn a_token_ends_on_its_day_and_stays_on_the_list_for_a_month() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let program = token(&app, &ada, &["read"]).await;

    app.wait_secs(30 * DAY - 1);
    program.get("/api/v2/me").await.is(200);
    app.wait_secs(1);
    program.get("/api/v2/me").await.is_problem(401, "token.invalid");

    app.wait_secs(30 * DAY);
    let purged = async || broadsheet::services::personal_tokens::purge(app.context()).await.unwrap();
    assert_eq!(purged().await, 0);
    app.wait_secs(1);
    assert_eq!(purged().await, 1);
}

#[tokio::test]
async fn wrong_fields_are_named() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let pointer = async |request: Value| {
        let answer = ada.post(TOKENS, request).await.is_problem(422, "request.invalid").body();
        answer["errors"][0]["pointer"].as_str().unwrap().to_owned()
    };

    assert_eq!(pointer(json!({"name": " ", "scopes": ["read"], "expires_in_days": 1})).await, "/name");
    assert_eq!(pointer(json!({"name": "x", "scopes": [], "expires_in_days": 1})).await, "/scopes");
    assert_eq!(pointer(json!({"name": "x", "scopes": ["everything"], "expires_in_days": 1})).await, "/scopes/0");
    for days in [0, 366] {
        let request = json!({"name": "x", "scopes": ["read"], "expires_in_days": days});
        assert_eq!(pointer(request).await, "/expires_in_days");
    }
    assert_eq!(pointer(request(&["moderate"])).await, "/scopes", "her roles allow nothing of it");
    let mut more = request(&["read"]);
    more["user_id"] = json!("x");
    assert_eq!(pointer(more).await, "/user_id");
    assert_eq!(ada.get(TOKENS).await.body()["items"], json!([]));
}

#[tokio::test]
async fn a11_making_a_token_takes_the_password_or_a_fresh_sign_in() {
    let app = App::new().await;
    let mut ada = app.author("ada").await;
    let with = |password: &str| {
        let mut request = request(&["read"]);
        request["password"] = json!(password);
        request
    };
    app.wait_secs(600);
    ada.post(TOKENS, request(&["read"])).await.is(201);
    app.wait_secs(1);
    ada.refresh().await.is(200);

    ada.post(TOKENS, request(&["read"])).await.is_problem(403, "auth.proof_required");
    let wrong = ada.post(TOKENS, with("wrong horse battery")).await.is_problem(422, "request.invalid").body();
    assert_eq!((&wrong["errors"][0]["pointer"], &wrong["errors"][0]["code"]), (&json!("/password"), &json!("wrong")));
    ada.post(TOKENS, with(&"x".repeat(129))).await.is_problem(422, "request.invalid");
    ada.post(TOKENS, with(PASSWORD)).await.is(201);

    assert_eq!(ada.get(TOKENS).await.body()["items"].as_array().unwrap().len(), 2);
    let tried = app.texts("SELECT action FROM audit_log WHERE action = 'auth.proof_failed'").await;
    assert_eq!(tried.len(), 1, "a wrong password is written down");
}

#[tokio::test]
async fn a_token_never_has_more_than_its_owner_has_now() {
    let app = App::new().await;
    let (rita, mona) = (app.admin("rita").await, app.moderator("mona").await);
    let post = app.author("ada").await.publish("Fine").await;
    let remove = format!("/api/v2/posts/{}/remove", post["id"].as_str().unwrap());
    let program = token(&app, &mona, &["read", "posts:write", "moderate"]).await;
    assert!(program.get("/api/v2/me").await.is(200).body()["permissions"].is_array());

    rita.put("/api/v2/admin/users/mona/roles", json!({"roles": ["author"]})).await.is(200);

    program.post(&remove, json!({"reason": "x"})).await.is_problem(403, "permission.denied");
    program.post("/api/v2/posts", json!({"title": "Still hers"})).await.is(201);
    rita.put("/api/v2/admin/users/mona/roles", json!({"roles": ["moderator"]})).await.is(200);
    program.post(&remove, json!({"reason": "x"})).await.is(200);
}

#[tokio::test]
async fn b2_the_token_of_another_is_not_found_and_lives_on() {
    let app = App::new().await;
    let (ada, mallory) = (app.author("ada").await, app.admin("mallory").await);
    let created = ada.post(TOKENS, request(&["read"])).await.is(201).body();
    let path = format!("{TOKENS}/{}", created["id"].as_str().unwrap());

    mallory.get(&path).await.is_problem(404, "token.not_found");
    mallory.delete(&path).await.is_problem(404, "token.not_found");
    mallory.delete(&format!("{TOKENS}/12abc")).await.is(404);

    app.anonymous().with_token(created["token"].as_str().unwrap()).get("/api/v2/me").await.is(200);
    assert_eq!(mallory.get(TOKENS).await.body()["items"], json!([]));
}

#[tokio::test]
async fn a16_a_stolen_database_holds_no_usable_personal_token() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let created = ada.post(TOKENS, request(&["read"])).await.is(201).body();
    let text = created["token"].as_str().unwrap();

    let stored = app.texts("SELECT token_hash || ' ' || hint || ' ' || name FROM personal_access_tokens").await;

    assert_eq!(stored.len(), 1);
    assert!(!stored[0].contains(&text["bs_pat_".len() + 4..]));
    let hash = stored[0].split(' ').next().unwrap();
    for guess in [hash.to_owned(), format!("bs_pat_{hash}"), stored[0].clone()] {
        app.anonymous().with_token(&guess).get("/api/v2/me").await.is(401);
    }
}

#[tokio::test]
async fn a3_a_personal_token_opens_no_other_door() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let program = token(&app, &ada, &["read"]).await;
    let text = program.token().to_owned();

    app.anonymous().with_cookie("__Host-rt", &text).try_refresh().await.is_problem(401, "token.invalid");
    let script = text.replace("bs_pat_", "bs_v1_");
    app.anonymous().with_token(&script).get("/api/v1/me").await.is_problem(401, "token.invalid");
    for wrong in [&text[..text.len() - 1], &text.to_uppercase(), &format!("{text}a"), "bs_pat_", &format!(" {text}x")] {
        app.anonymous().with_token(wrong).get("/api/v2/posts").await.is_problem(401, "token.invalid");
    }

    program.get("/api/v2/me").await.is(200);
}

#[tokio::test]
async fn k7_of_thirty_at_once_at_the_limit_no_more_get_in_than_there_is_room_for() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    for _ in 0..45 {
        ada.post(TOKENS, request(&["read"])).await.is(201);
    }

    let answers = join_all((0..30).map(|_| ada.post(TOKENS, request(&["read"])))).await;

    let made = answers.iter().filter(|answer| answer.status() == 201).count();
    assert_eq!(made, 5);
    for answer in answers.into_iter().filter(|answer| answer.status() != 201) {
        answer.is_problem(409, "token.limit");
    }
    assert_eq!(ada.get(TOKENS).await.body()["items"].as_array().unwrap().len(), 50);
}

#[tokio::test]
async fn a15_every_spelling_of_a_session_only_address_refuses_a_token() {
    let app = App::new().await;
    let ada = app.admin("ada").await;
    let all = ["read", "posts:write", "comments:write", "follow", "notifications", "moderate", "admin"];
    let program = token(&app, &ada, &all).await;
    program.get("/api/v2/me").await.is(200);
    let before = ada.get(TOKENS).await.body();
    let guarded = [
        (Method::GET, TOKENS),
        (Method::POST, TOKENS),
        (Method::GET, "/api/v2/auth/sessions"),
        (Method::DELETE, "/api/v2/auth/sessions"),
        (Method::PATCH, "/api/v2/me"),
        (Method::GET, "/api/v2/me/audit-log"),
        (Method::POST, "/api/v2/auth/logout"),
        (Method::POST, "/api/v1/auth/logout"),
    ];

    for (method, path) in guarded {
        // To read one's own account is a token's right; all else is not.
        let head = if path == "/api/v2/me" { Method::OPTIONS } else { Method::HEAD };
        let body = if path.ends_with("logout") { json!({}) } else { request(&["admin"]) };
        refused_in_every_spelling(&program, &[method, head, Method::OPTIONS], path, &body, "session.required").await;
    }

    assert_eq!(ada.get(TOKENS).await.is(200).body(), before);
}

#[tokio::test]
async fn a15_a_token_that_only_reads_gets_into_no_spelling_of_a_write_or_of_what_is_for_staff() {
    let app = App::new().await;
    let ada = app.admin("ada").await;
    let program = token(&app, &ada, &["read"]).await;
    program.get("/api/v2/me").await.is(200);
    let settings = ada.get("/api/v2/admin/settings").await.is(200).body();
    let guarded = [
        (Method::GET, "/api/v2/admin/users", json!({})),
        (Method::PATCH, "/api/v2/admin/users/ada", json!({"is_email_confirmed": true})),
        (Method::PUT, "/api/v2/admin/users/ada/roles", json!({"roles": ["reader"]})),
        (Method::GET, "/api/v2/admin/mails", json!({})),
        (Method::GET, "/api/v2/admin/roles", json!({})),
        (Method::PATCH, "/api/v2/admin/settings", json!({"channel": {"live_updates": false}})),
        (Method::POST, "/api/v2/posts", json!({"title": "By a program"})),
        (Method::POST, "/api/v1/posts", json!({"title": "By a program", "body": "Text"})),
    ];

    for (method, path, body) in guarded {
        // To read posts is everybody's right.
        let heads = if path.ends_with("posts") { vec![] } else { vec![Method::HEAD, Method::OPTIONS] };
        let methods: Vec<_> = [method].into_iter().chain(heads).collect();
        refused_in_every_spelling(&program, &methods, path, &body, "token.scope_missing").await;
    }

    assert_eq!(ada.get("/api/v2/admin/settings").await.is(200).body(), settings);
    assert_eq!(ada.get("/api/v2/me").await.is(200).body()["roles"], json!(["admin"]));
    assert!(app.texts("SELECT title FROM posts").await.is_empty());
}

/// Asks in every spelling, with header fields by which others ask for another method or address.
async fn refused_in_every_spelling(program: &Caller, methods: &[Method], path: &str, body: &Value, code: &str) {
    for variant in variants(path) {
        for (name, value) in [("x-http-method-override", "GET"), ("x-original-url", "/api/v2/posts"), ("x-a", "b")] {
            for method in methods {
                let call = program.call(method.clone(), &variant).header(name, value);
                let answer = call.header("x-broadsheet-client", "web").json(body).send().await;
                // A parameter that nobody knows is refused before anyone asks who calls.
                let is_unknown = variant.contains('?') && answer.status() == 422;
                let is_refused = is_unknown || matches!(answer.status(), 403..=405);
                assert!(is_refused, "{method} {variant} {name}: {}", answer.status());
                if variant == path && answer.status() == 403 && method != Method::HEAD {
                    answer.is_problem(403, code);
                }
            }
        }
    }
}

/// The address as those write it who want to get around a guard.
fn variants(path: &str) -> Vec<String> {
    let (front, last) = path.rsplit_once('/').unwrap();
    vec![
        path.to_owned(),
        format!("{path}/"),
        format!("{path}//"),
        format!("{path}?x=1"),
        format!("{path};x=1"),
        format!("{path}%2f"),
        format!("{path}%00"),
        format!("{front}//{last}"),
        format!("{front}%2f{last}"),
        format!("{front}/./{last}"),
        format!("{front}/../{}/{last}", front.rsplit('/').next().unwrap()),
        format!("{front}/%2e%2e/{}/{last}", front.rsplit('/').next().unwrap()),
        format!("{front}/{}", last.to_uppercase()),
        path.replace("/api/", "/API/"),
        path.replace("/api/v2/", "/api/v2//"),
        format!("/{path}"),
    ]
}

#[tokio::test]
async fn a_token_that_does_not_exist_is_looked_for_once_and_a_new_one_opens_at_once() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let revoked = ada.post(TOKENS, request(&["read"])).await.is(201).body();
    ada.delete(&format!("{TOKENS}/{}", revoked["id"].as_str().unwrap())).await.is(204);
    let never_made = PersonalTokenText::random().into_string();
    for (path, text) in [
        ("/api/v2/me", never_made.as_str()),
        ("/api/v2/me", revoked["token"].as_str().unwrap()),
        ("/api/v1/me", "bs_v1_nobody-has-this-one"),
    ] {
        let stranger = app.anonymous().with_token(text);
        stranger.get(path).await.is_problem(401, "token.invalid");

        let again = app.cost_of(async |_| drop(stranger.get(path).await.is_problem(401, "token.invalid"))).await;

        assert_eq!(again.statements, 0, "{text}");
        token(&app, &ada, &["read"]).await.get("/api/v2/me").await.is(200);
    }
}

#[tokio::test]
async fn a_use_is_written_down_once_in_ten_minutes() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let program = token(&app, &ada, &["read"]).await;
    let used = async || ada_uses(&app).await;

    program.get("/api/v2/me").await.is(200);
    assert_eq!(used().await, "1767268800000");
    app.wait_secs(599);
    app.context().standings.forget_all();
    program.get("/api/v2/me").await.is(200);
    assert_eq!(used().await, "1767268800000");
    app.wait_secs(1);
    app.context().standings.forget_all();
    program.get("/api/v2/me").await.is(200);

    assert_eq!(used().await, "1767269400000");
}

async fn ada_uses(app: &App) -> String {
    app.texts("SELECT CAST(last_used_at AS TEXT) FROM personal_access_tokens").await.remove(0)
}

#[tokio::test]
async fn a17_the_token_of_a_suspended_account_is_dead_and_lives_again_with_it() {
    let app = App::new().await;
    let (rita, ada) = (app.admin("rita").await, app.author("ada").await);
    let program = token(&app, &ada, &["read", "posts:write"]).await;
    rita.post("/api/v2/admin/users/ada/suspend", json!({"reason": "Noise"})).await.is(200);

    program.get("/api/v2/me").await.is_problem(401, "token.invalid");
    program.post("/api/v2/posts", json!({"title": "Ghost"})).await.is_problem(401, "token.invalid");
    rita.post("/api/v2/admin/users/ada/unsuspend", json!({})).await.is(200);

    program.get("/api/v2/me").await.is(200);
}
