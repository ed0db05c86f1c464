//! Which requests count together: tries of a password at any door, addresses behind proxies.

use axum::http::Method;
use broadsheet::{
    domain::user::role,
    platform::passwords::{PasswordSettings, Passwords},
};
use broadsheet_shared::limit::Action;
use serde_json::{Value, json};

use crate::support::{Answer, App, Caller, PASSWORD, limited};

fn attempt(password: &str) -> Value {
    json!({"login": "ada", "password": password})
}

async fn login(caller: &Caller, version: &str, password: &str) -> Answer {
    caller.post(&format!("/api/{version}/auth/login"), attempt(password)).await
}

#[tokio::test]
async fn f1_a_burst_across_the_edge_of_the_window_is_one_burst() {
    let app = App::with(limited(&[(Action::AuthLogin, "4/15m per account")])).await;
    app.account("ada", role::AUTHOR).await;
    let burst = async || {
        let mut passed = 0;
        for _ in 0..8 {
            passed += usize::from(login(&app.anonymous(), "v2", "wrong horse").await.status() == 401);
        }
        passed
    };

    app.wait_secs(899);
    assert_eq!(burst().await, 4);
    app.wait_secs(2);
    assert_eq!(burst().await, 0);
    app.wait_secs(896);
    assert_eq!(burst().await, 0);
    app.wait_secs(2);
    assert_eq!(burst().await, 4);
}

#[tokio::test]
async fn f2_no_field_that_a_caller_writes_makes_another_address() {
    let app = App::with(limited(&[(Action::ApiRead, "3/1h per address")])).await;
    let mut passed = 0;
    for number in 0..20 {
        let forged = format!("198.51.100.{number}");
        let call = app.anonymous().call(Method::GET, "/api/v2/posts").from("203.0.113.9");
        let call = call.header("x-forwarded-for", &forged).header("x-real-ip", &forged);
        let answer = call.header("forwarded", &format!("for={forged}")).send().await;
        passed += usize::from(answer.status() == 200);
    }

    assert_eq!(passed, 3);
}

#[tokio::test]
async fn f2_behind_a_trusted_proxy_only_its_own_word_counts() {
    let mut config = limited(&[(Action::ApiRead, "3/1h per address")]);
    config.server.trusted_proxies = vec!["10.0.0.0/8".parse().unwrap()];
    let app = App::with(config).await;
    let ask = async |peer: &str, hops: &str| {
        let call = app.anonymous().call(Method::GET, "/api/v2/posts").from(peer).header("x-forwarded-for", hops);
        call.send().await.status() == 200
    };

    let mut passed = 0;
    for number in 0..10 {
        // The proxy adds the last hop; all before it the caller wrote.
        passed += usize::from(ask("10.0.0.1", &format!("198.51.100.{number}, 203.0.113.9")).await);
    }
    assert_eq!(passed, 3);
    assert!(ask("10.0.0.1", "203.0.113.10").await);
    for number in 0..10 {
        passed += usize::from(ask("192.0.2.1", &format!("198.51.100.{number}")).await);
    }
    assert_eq!(passed, 6);
}

#[tokio::test]
async fn f2_the_addresses_of_one_ipv6_customer_are_one() {
    let app = App::with(limited(&[(Action::AuthLogin, "3/15m per address")])).await;
    let mut passed = 0;
    for number in 0..10 {
        let call =
            app.anonymous().call(Method::POST, "/api/v2/auth/login").from(&format!("2001:db8:1:2:{number:x}::1"));
        passed += usize::from(call.json(&attempt("wrong horse")).send().await.status() == 401);
    }

    assert_eq!(passed, 3);
    let other = app.anonymous().call(Method::POST, "/api/v2/auth/login").from("2001:db8:1:3::1");
    other.json(&attempt("wrong horse")).send().await.is(401);
}

#[tokio::test]
async fn a11_both_versions_are_one_bucket_and_a_right_password_empties_it_no_less() {
    let app = App::with(limited(&[(Action::AuthLogin, "4/15m per account")])).await;
    app.account("ada", role::AUTHOR).await;

    login(&app.anonymous(), "v2", "wrong horse").await.is(401);
    login(&app.anonymous(), "v1", "wrong horse").await.is(401);
    login(&app.anonymous(), "v2", PASSWORD).await.is(200);
    login(&app.anonymous(), "v1", PASSWORD).await.is(200);

    for version in ["v1", "v2"] {
        let refused = login(&app.anonymous(), version, PASSWORD).await.is_problem(429, "limit.exceeded");
        assert!(refused.text().contains("auth.login.account"), "{}", refused.text());
        assert_eq!(refused.left("auth.login.account"), Some(0));
    }
    let other = json!({"login": "ben", "password": PASSWORD});
    app.anonymous().post("/api/v2/auth/login", other).await.is(401);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a11_a_try_counts_even_where_the_answer_is_503() {
    let app = App::with(limited(&[(Action::AuthLogin, "10/15m per account")])).await;
    // Each takes so long that others meet the one that is under way, however slowly a busy machine brings them. Nobody has
    // the name: what is stored would be checked at the costs that it was stored with.
    let costs = PasswordSettings { memory_kib: 8_192, iterations: 100, ..PasswordSettings::weak() };
    let busy = PasswordSettings { max_concurrent: Some(1), max_waiting: 0, ..costs };
    let small = app.adjusted(|parts| parts.passwords = Passwords::new(&busy).unwrap());

    let tasks = (0..30).map(|_| {
        let caller = small.anonymous();
        tokio::spawn(async move { login(&caller, "v2", "wrong horse").await.status() })
    });
    let mut statuses = Vec::new();
    for task in tasks.collect::<Vec<_>>() {
        statuses.push(task.await.unwrap());
    }

    let count = |wanted: u16| statuses.iter().filter(|status| **status == wanted).count();
    assert_eq!((count(429), count(401) + count(503)), (20, 10), "{statuses:?}");
    assert!(count(503) > 0, "{statuses:?}");
}

#[tokio::test]
async fn h1_names_that_exist_and_names_that_do_not_run_out_alike() {
    let app = App::with(limited(&[(Action::AuthLogin, "2/15m per account")])).await;
    app.account("ada", role::AUTHOR).await;
    let all = async |login: &str| {
        let mut seen = Vec::new();
        for _ in 0..4 {
            let body = json!({"login": login, "password": "wrong horse"});
            let answer = app.anonymous().post("/api/v2/auth/login", body).await;
            let mut body = answer.body();
            body.as_object_mut().unwrap().remove("request_id");
            seen.push((
                answer.status(),
                answer.header("retry-after").to_owned(),
                answer.left("auth.login.account"),
                body,
            ));
        }
        seen
    };

    let known = all("ada").await;

    assert_eq!(known, all("nobody").await);
    assert_eq!(known, all("nobody@example.org").await);
    assert_eq!(known.iter().map(|(status, ..)| *status).collect::<Vec<_>>(), [401, 401, 429, 429]);
    // An address and a name of one account do not tell of one another.
    assert_eq!(known, all("ada@example.org").await);
}
