//! Signing in and out.

use axum::http::{HeaderMap, Method};
use broadsheet::{domain::user::role, services::sessions};
use serde_json::{Value, json};

use crate::support::{App, Caller, PASSWORD, ROUNDS, is_of_a_sign_in};

#[tokio::test]
async fn a_person_signs_in_by_name_or_confirmed_address_and_is_known() {
    let app = App::new().await;
    let id = app.account("ada", role::AUTHOR).await;

    for login in ["ada", "ADA", " ada ", "ada@example.org", "Ada@Example.org"] {
        let body = json!({"login": login, "password": PASSWORD});
        let answer = app.anonymous().post("/api/v2/auth/login", body).await.is(200);
        assert_eq!(answer.body()["user"]["id"], json!(id), "{login}");
        assert_eq!(answer.body()["expires_in"], 600);
    }
    let ada = app.sign_in("ada").await;

    let me = ada.get("/api/v2/me").await.is(200).body();
    assert_eq!(me["username"], "ada");
    assert_eq!(me["roles"], json!(["author"]));
    assert_eq!(me["email"], "ada@example.org");
}

#[tokio::test]
async fn signing_out_ends_the_session_and_empties_the_browser() {
    let app = App::new().await;
    let ada = app.author("ada").await;

    let call = ada.call(Method::POST, "/api/v2/auth/logout").header("x-broadsheet-client", "web");
    let answer = call.json(&json!({})).send().await.is(204);

    assert_eq!(answer.header("clear-site-data"), "\"cache\"");
    assert!(answer.cookies().iter().all(|(_, value)| value.is_empty()));
    ada.get("/api/v2/me").await.is_problem(401, "token.invalid");
    ada.try_refresh().await.is_problem(401, "token.invalid");
}

#[tokio::test]
async fn h1_unknown_name_wrong_password_and_suspended_account_get_one_answer() {
    let app = App::new().await;
    app.account("ada", role::AUTHOR).await;
    app.account("sus", role::AUTHOR).await;
    app.sql("UPDATE users SET status = 'suspended' WHERE username = 'sus'").await;
    let attempt = async |login: &str, password: &str| {
        let mut seen = None;
        let cost = app.cost_of(async |_| {
            seen = Some(refused_sign_in(&app, login, password).await);
        });
        let cost = cost.await;
        (seen, cost)
    };

    let unknown = attempt("nobody", PASSWORD).await;

    assert_eq!((unknown.1.hashes, unknown.1.verifications), (0, 1), "one verification, and none to be told apart by");
    assert_eq!(attempt("ada", "wrong horse battery").await, unknown);
    assert_eq!(attempt("sus", PASSWORD).await, unknown);
    assert_eq!(attempt("nobody@example.org", "x").await, unknown);
    let written = app.texts("SELECT action FROM audit_log WHERE action = 'session.sign_in_failed'").await;
    assert_eq!(written.len(), 4 * ROUNDS, "each writes one line, so that none is told by what it writes");
}

/// All that somebody sees whose sign-in is refused, but for what differs from request to request.
async fn refused_sign_in(app: &App, login: &str, password: &str) -> (HeaderMap, Value) {
    let body = json!({"login": login, "password": password});
    let answer = app.anonymous().post("/api/v2/auth/login", body).await.is_problem(401, "auth.invalid_credentials");
    let mut headers = answer.headers().clone();
    headers.remove("x-request-id");
    headers.remove("ratelimit");
    let mut body = answer.body();
    body.as_object_mut().unwrap().remove("request_id");
    (headers, body)
}

#[tokio::test]
async fn an_unconfirmed_address_opens_nothing() {
    let app = App::new().await;
    let body = json!({"username": "ada", "email": "ada@example.org", "password": PASSWORD});
    app.anonymous().post("/api/v2/auth/register", body).await.is(202);

    let by_address = json!({"login": "ada@example.org", "password": PASSWORD});
    app.anonymous().post("/api/v2/auth/login", by_address).await.is_problem(401, "auth.invalid_credentials");
    app.anonymous().post("/api/v2/auth/login", json!({"login": "ada", "password": PASSWORD})).await.is(200);
}

#[tokio::test]
async fn a12_too_long_and_empty_passwords_are_named_and_65_bytes_are_fine() {
    let app = App::new().await;
    let long = "x".repeat(65);
    let body = json!({"username": "ada", "email": "ada@example.org", "password": long});
    app.anonymous().post("/api/v2/auth/register", body).await.is(202);

    let attempt = |password: String| json!({"login": "ada", "password": password});
    app.anonymous().post("/api/v2/auth/login", attempt(long)).await.is(200);
    app.anonymous().post("/api/v2/auth/login", attempt("x".repeat(64))).await.is(401);
    for password in [String::new(), "x".repeat(129), "x".repeat(500_000)] {
        let answer = app.anonymous().post("/api/v2/auth/login", attempt(password)).await;
        assert_eq!(answer.is(422).body()["errors"][0]["pointer"], "/password");
    }
}

#[tokio::test]
async fn a13_signing_in_gives_a_new_session_and_ends_the_one_that_was_planted() {
    let app = App::new().await;
    let mallory = app.author("mallory").await;
    app.account("ada", role::AUTHOR).await;
    let planted = mallory.cookie("__Host-rt").unwrap().to_owned();
    let mut ada = app.anonymous().with_cookie("__Host-rt", &planted);

    ada.sign_in("ada", PASSWORD).await;

    assert_ne!(ada.cookie("__Host-rt").unwrap(), planted);
    mallory.try_refresh().await.is_problem(401, "token.invalid");
    mallory.get("/api/v2/me").await.is(401);
    assert_eq!(ada.refresh().await.is(200).body()["user"]["username"], "ada");
}

#[tokio::test]
async fn a14_other_sites_cannot_sign_anybody_in() {
    let app = App::new().await;
    app.account("ada", role::AUTHOR).await;
    let body = json!({"login": "ada", "password": PASSWORD});
    let login = || app.anonymous().call(Method::POST, "/api/v2/auth/login").json(&body);

    login().header("origin", "https://evil.example").send().await.is_problem(403, "request.origin_forbidden");
    login().header("sec-fetch-site", "cross-site").send().await.is_problem(403, "request.origin_forbidden");
    login().header("content-type", "text/plain").send().await.is(415);
    login().header("content-type", "application/x-www-form-urlencoded").send().await.is(415);
    assert!(app.texts("SELECT kind FROM sessions").await.is_empty(), "nobody was signed in on the way");
    login().header("origin", "http://localhost:8080").header("sec-fetch-site", "same-origin").send().await.is(200);
}

#[tokio::test]
async fn cookies_are_bound_to_this_host_and_out_of_reach_of_scripts() {
    let app = App::new().await;
    app.account("ada", role::AUTHOR).await;

    let answer =
        app.anonymous().post("/api/v2/auth/login", json!({"login": "ada", "password": PASSWORD})).await.is(200);

    let fields: Vec<_> = answer.headers().get_all("set-cookie").iter().map(|field| field.to_str().unwrap()).collect();
    let rest = "; Max-Age=2592000; Path=/; Secure; SameSite=Strict";
    assert!(fields[0].starts_with("__Host-rt=") && fields[0].ends_with(&format!("{rest}; HttpOnly")), "{fields:?}");
    assert_eq!(fields[1], format!("__Host-hint=1{rest}"));
    assert_eq!(answer.header("cache-control"), "no-store");
}

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0";
const FIREFOX_LATER: &str = "Mozilla/5.0 (X11; Linux x86_64) Firefox/141.2";
const CHROME: &str = "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537";

/// Signs ada in with this browser, by such a program and in this version of the interface; how many mails there are then.
async fn mails_after(app: &App, browser: &mut Caller, agent: &str, version: &str) -> usize {
    let login = json!({"login": "ada", "password": PASSWORD});
    let call = browser.call(Method::POST, &format!("/api/{version}/auth/login")).header("user-agent", agent);
    browser.accept(call.json(&login).send().await.is(200));
    app.mails().await.len()
}

#[tokio::test]
async fn a_sign_in_with_a_program_not_seen_before_is_told_by_mail() {
    let app = App::new().await;
    app.account("ada", "author").await;
    let mut browser = app.anonymous();

    assert_eq!(mails_after(&app, &mut browser, FIREFOX, "v2").await, 0, "the first is no news");
    assert_eq!(mails_after(&app, &mut browser, FIREFOX_LATER, "v2").await, 0, "nor is an update");
    assert_eq!(mails_after(&app, &mut browser, CHROME, "v2").await, 1);
    assert_eq!(mails_after(&app, &mut browser, CHROME, "v2").await, 1, "it is known now");

    let mail = app.mails().await.pop().unwrap();
    assert!(is_of_a_sign_in(&mail) && mail.to == "ada@example.org", "{}", mail.subject);
    for part in ["Program: Chrome on Windows", "Network address: 127.0.0.1", "Time: 1 January 2026, 12:00 UTC"] {
        assert!(mail.text.contains(part), "{part} is missing in {}", mail.text);
    }
}

#[tokio::test]
async fn a_sign_in_from_an_unknown_browser_is_told_by_mail_whatever_it_calls_itself() {
    let app = App::new().await;
    app.account("ada", "author").await;
    let (mut hers, mut theirs) = (app.anonymous(), app.anonymous());
    assert_eq!(mails_after(&app, &mut hers, CHROME, "v2").await, 0);

    assert_eq!(mails_after(&app, &mut theirs, CHROME, "v2").await, 1, "the commonest browser, and a stranger");
    assert_eq!(mails_after(&app, &mut hers, CHROME, "v2").await, 1);
    let bobs = app.author("bob").await;
    let forged = bobs.cookie("__Host-device").unwrap().to_owned();
    let mut forger = app.anonymous().with_cookie("__Host-device", &forged);
    assert_eq!(mails_after(&app, &mut forger, CHROME, "v2").await, 2, "a mark of another account is none");

    let change = json!({"current_password": PASSWORD, "password": "a better horse battery"});
    hers.put("/api/v2/me/password", change).await.is(204);
    let back = json!({"current_password": "a better horse battery", "password": PASSWORD});
    hers.put("/api/v2/me/password", back).await.is(204);
    let told = app.mails().await.len();
    assert_eq!(mails_after(&app, &mut theirs, CHROME, "v2").await, told + 1, "the mark was of the former password");
}

#[tokio::test]
async fn a_sign_in_long_after_the_last_is_told_by_mail_though_no_session_is_left() {
    let app = App::new().await;
    app.account("ada", "author").await;
    let mut hers = app.anonymous();
    assert_eq!(mails_after(&app, &mut hers, FIREFOX, "v2").await, 0, "the first is no news");
    let out = hers.call(Method::POST, "/api/v2/auth/logout").header("x-broadsheet-client", "web");
    out.json(&json!({})).send().await.is(204);
    app.wait_secs(31 * 86_400);
    sessions::purge(app.context()).await.unwrap();
    assert!(app.texts("SELECT kind FROM sessions").await.is_empty());

    assert_eq!(mails_after(&app, &mut app.anonymous(), CHROME, "v2").await, 1);
    app.author("bob").await;
    assert_eq!(app.mails().await.len(), 1, "the first of an account is no news, however long it waits");
}

#[tokio::test]
async fn a_script_is_known_by_its_program_and_not_by_that_of_a_browser() {
    let app = App::new().await;
    app.account("ada", "author").await;
    assert_eq!(mails_after(&app, &mut app.anonymous(), CHROME, "v2").await, 0);

    assert_eq!(mails_after(&app, &mut app.anonymous(), CHROME, "v1").await, 1, "a browser of that name is no script");
    assert_eq!(mails_after(&app, &mut app.anonymous(), CHROME, "v1").await, 1);
    assert_eq!(mails_after(&app, &mut app.anonymous(), "curl/8.5", "v1").await, 2);
    assert_eq!(mails_after(&app, &mut app.anonymous(), "curl/8.6", "v1").await, 2, "every run of a script signs in");
}
