//! Staying signed in.

use axum::http::Method;
use futures_util::future::join_all;
use serde_json::json;

use crate::support::{App, Caller};

#[tokio::test]
async fn a_refresh_gives_new_tokens_of_the_same_session() {
    let app = App::new().await;
    let mut ada = app.author("ada").await;
    let (token, cookie) = (ada.token().to_owned(), ada.cookie("__Host-rt").unwrap().to_owned());

    ada.refresh().await.is(200);

    assert_ne!(ada.token(), token);
    assert_ne!(ada.cookie("__Host-rt").unwrap(), cookie);
    ada.get("/api/v2/me").await.is(200);
    let sessions = ada.get("/api/v2/auth/sessions").await.is(200).body();
    assert_eq!(sessions["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a4_replayed_refresh_token_kills_the_family() {
    let app = App::new().await;
    let mut ada = app.author("ada").await;
    let thief = ada.clone();
    ada.refresh().await.is(200);
    ada.refresh().await.is(200);
    app.wait_secs(11);

    thief.try_refresh().await.is_problem(401, "token.invalid");

    ada.try_refresh().await.is_problem(401, "token.invalid");
    ada.get("/api/v2/me").await.is_problem(401, "token.invalid");
    let reasons = app.texts("SELECT revoked_reason FROM sessions").await;
    assert_eq!(reasons, ["token_replayed"]);
}

#[tokio::test]
async fn a4_however_many_replay_there_is_one_audit_row() {
    let app = App::new().await;
    let other = app.second().await;
    let mut ada = app.author("ada").await;
    let mut copies = vec![ada.clone()];
    for _ in 0..3 {
        ada.refresh().await.is(200);
        copies.push(ada.clone());
    }
    app.wait_secs(11);
    // Three links of one chain, each of them ten times, on two processes.
    let thieves: Vec<Caller> =
        copies[..2].iter().cycle().take(20).flat_map(|copy| [copy.clone(), other.caller(copy)]).collect();

    for answer in join_all(thieves.iter().map(Caller::try_refresh)).await {
        answer.is_problem(401, "token.invalid");
    }

    let rows = app.texts("SELECT action FROM audit_log WHERE action = 'session.token_replayed'").await;
    assert_eq!(rows.len(), 1);
    let owner = "SELECT u.username FROM audit_log a JOIN users u ON u.id = a.person_id
        WHERE a.action = 'session.token_replayed'";
    assert_eq!(app.texts(owner).await, ["ada"]);
    app.work().await;
    let mails = app.context().mail.kept();
    let told: Vec<_> = mails.iter().filter(|mail| mail.subject.contains("copy of your sign-in")).collect();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].to, "ada@example.org");
    other.caller(&ada).try_refresh().await.is_problem(401, "token.invalid");
}

#[tokio::test]
async fn a4_other_sessions_of_the_person_live_on() {
    let app = App::new().await;
    let mut ada = app.author("ada").await;
    let mut elsewhere = app.sign_in("ada").await;
    let thief = ada.clone();
    ada.refresh().await.is(200);
    ada.refresh().await.is(200);
    app.wait_secs(11);

    thief.try_refresh().await.is(401);

    elsewhere.refresh().await.is(200);
}

#[tokio::test]
async fn a5_thirty_refreshes_at_once_make_one_branch() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let tabs: Vec<Caller> = (0..30).map(|_| ada.clone()).collect();

    let answers = join_all(tabs.iter().map(Caller::try_refresh)).await;

    let mut cookies: Vec<_> = answers.into_iter().map(|answer| answer.is(200).cookies()[0].1.clone()).collect();
    cookies.dedup();
    assert_eq!(cookies.len(), 1);
    let mut next = ada.with_cookie("__Host-rt", &cookies[0]);
    next.refresh().await.is(200);
}

#[tokio::test]
async fn a5_lost_answer_is_given_again_however_late() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let lost = ada.try_refresh().await.is(200).cookies()[0].1.clone();
    app.wait_secs(3600);

    let mut retry = ada.clone();
    retry.refresh().await.is(200);

    assert_eq!(retry.cookie("__Host-rt").unwrap(), lost);
    retry.refresh().await.is(200);
}

#[tokio::test]
async fn a5_old_token_is_harmless_within_the_grace() {
    let app = App::new().await;
    let mut ada = app.author("ada").await;
    let mut slow_tab = ada.clone();
    ada.refresh().await.is(200);
    ada.refresh().await.is(200);
    app.wait_secs(10);

    slow_tab.refresh().await.is(200);

    slow_tab.refresh().await.is(200);
    assert_eq!(slow_tab.cookie("__Host-rt"), ada.cookie("__Host-rt"));
    ada.refresh().await.is(200);
}

#[tokio::test]
async fn a14_other_sites_and_forms_rotate_nothing() {
    let app = App::new().await;
    let mut ada = app.author("ada").await;
    for path in ["/api/v2/auth/refresh", "/api/v2/auth/logout"] {
        let call = || ada.call(Method::POST, path).header("x-broadsheet-client", "web").json(&json!({}));

        call().without("x-broadsheet-client").send().await.is_problem(403, "request.origin_forbidden");
        call().header("origin", "https://evil.example").send().await.is_problem(403, "request.origin_forbidden");
        call().header("origin", "null").send().await.is_problem(403, "request.origin_forbidden");
        call().header("sec-fetch-site", "same-site").send().await.is_problem(403, "request.origin_forbidden");
        for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"] {
            call().header("content-type", kind).send().await.is(415);
        }
        ada.get(path).await.is(405);
    }

    let tokens = app.texts("SELECT token_hash FROM refresh_tokens").await;

    assert_eq!(tokens.len(), 1);
    ada.refresh().await.is(200);
}

#[tokio::test]
async fn a14_an_http_page_of_our_own_name_rotates_nothing() {
    let mut config = broadsheet::config::testing();
    config.site.base_address = "https://blog.example.org".parse().unwrap();
    let app = App::with(config).await;
    let mut ada = app.author("ada").await;
    let from = |origin: &str| {
        let call = ada.call(Method::POST, "/api/v2/auth/refresh").header("x-broadsheet-client", "web").json(&json!({}));
        call.header("host", "blog.example.org").header("origin", origin)
    };

    from("http://blog.example.org").send().await.is_problem(403, "request.origin_forbidden");
    assert_eq!(app.texts("SELECT token_hash FROM refresh_tokens").await.len(), 1);

    let answer = from("https://blog.example.org").send().await.is(200);
    ada.accept(answer);
    ada.refresh().await.is(200);
}

#[tokio::test]
async fn a_session_ends_after_thirty_idle_days_and_after_ninety_in_any_case() {
    const DAY: i64 = 24 * 3600;
    let app = App::new().await;
    let idle = app.author("idle").await;
    let mut busy = app.author("busy").await;
    for _ in 0..3 {
        app.wait_secs(29 * DAY);
        busy.refresh().await.is(200);
    }
    idle.try_refresh().await.is_problem(401, "token.invalid");

    app.wait_secs(3 * DAY);

    let refused = busy.try_refresh().await.is_problem(401, "token.invalid");
    assert!(refused.cookies().iter().all(|(_, value)| value.is_empty()));
}
