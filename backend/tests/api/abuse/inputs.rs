//! I2, I5, L8: texts that would be something else to a database, too long for its protocol, or no time at all.

use axum::http::Method;
use serde_json::json;

use crate::support::App;

/// Texts that mean something in SQL.
const SQL: [&str; 9] = [
    "created_at; DROP TABLE posts",
    "1; DELETE FROM posts --",
    "' OR '1'='1",
    "') UNION SELECT username, password_hash FROM users --",
    "title DESC, (SELECT password_hash FROM users LIMIT 1)",
    "$1",
    "?1",
    "%' AND 1=1 /*",
    "\\'; SELECT pg_sleep(10); --",
];

#[tokio::test]
async fn i2_nothing_typed_reaches_the_text_of_a_query() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    ada.publish("Kept").await;
    let encode = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();

    for text in SQL.map(encode) {
        for (path, parameter) in [
            ("/api/v2/posts", "sort"),
            ("/api/v2/posts", "limit"),
            ("/api/v2/posts", "count"),
            ("/api/v2/posts/kept/comments", "sort"),
            ("/api/v2/search", "q=kept&type"),
            ("/api/v2/users", "sort"),
            ("/api/v2/tags", "sort"),
            ("/api/v1/posts", "page"),
            ("/api/v1/posts", "sort"),
            ("/api/v1/tags", "order"),
        ] {
            app.anonymous().get(&format!("{path}?{parameter}={text}")).await.is_problem(422, "request.invalid");
        }
        for (path, parameter) in [
            ("/api/v2/posts", "author"),
            ("/api/v2/posts", "category"),
            ("/api/v2/posts", "tag"),
            ("/api/v1/posts", "author"),
            ("/api/v1/posts", "category"),
            ("/api/v1/posts", "tag"),
            ("/api/v2/search", "q"),
            ("/api/v1/posts/search", "q"),
        ] {
            let answer = app.anonymous().get(&format!("{path}?{parameter}={text}")).await;
            assert!(matches!(answer.status(), 200 | 404 | 422), "{path} {parameter} {text}: {}", answer.text());
            assert!(!answer.text().contains("Kept"), "{path} {parameter} {text}: {}", answer.text());
        }
        for path in ["posts", "users", "tags", "categories"] {
            let status = app.anonymous().get(&format!("/api/v2/{path}/{text}")).await.status();
            assert!(matches!(status, 404 | 405), "{path} {text}: {status}");
        }
    }
    assert_eq!(app.texts("SELECT title FROM posts").await, ["Kept"]);
}

#[tokio::test]
async fn i5_what_is_too_long_for_a_protocol_is_refused_before_the_driver() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    ada.publish("Kept").await;
    let megabytes = |count: usize| "x".repeat(count << 20);

    for (path, body) in [
        ("/api/v2/posts", json!({"title": megabytes(1), "body": "x"})),
        ("/api/v2/posts", json!({"title": "x", "body": megabytes(8)})),
        ("/api/v2/posts", json!({"title": "x", "tags": vec!["x"; 70_000]})),
        ("/api/v2/posts/kept/comments", json!({"body": megabytes(1)})),
        ("/api/v2/render", json!({"body": megabytes(1)})),
        ("/api/v1/posts", json!({"title": "x", "body": megabytes(8)})),
        ("/api/v1/auth/login", json!({"login": megabytes(1), "password": "x"})),
        ("/api/v2/auth/login", json!({"login": "ada", "password": megabytes(4)})),
    ] {
        let status = ada.post(path, body).await.status();
        assert!(matches!(status, 413 | 422), "{path}: {status}");
    }
    let long = "x".repeat(30_000);
    for path in ["search?q=", "posts?author=", "posts?tag=", "posts?after=", "posts/", "users/", "tags/", "comments/"] {
        let status = ada.get(&format!("/api/v2/{path}{long}")).await.status();
        assert!(matches!(status, 400 | 404 | 414 | 422), "{path}: {status}");
    }
    for path in ["posts?author=", "posts?category=", "posts?tag=", "posts/search?q=", "posts/", "users/"] {
        let status = ada.get(&format!("/api/v1/{path}{long}")).await.status();
        assert!(matches!(status, 400 | 404 | 414 | 422), "{path}: {status}");
    }
    for (name, max) in [("author", 60), ("category", 100), ("tag", 40)] {
        let with = |count: usize| format!("/api/v1/posts?{name}={}", "x".repeat(count));
        ada.get(&with(max)).await.is(200);
        let refusal = ada.get(&with(max + 1)).await.is(422).body();
        assert!(refusal["error"]["fields"][name].is_array(), "{name}: {refusal}");
    }
    for (name, value) in [("idempotency-key", long.as_str()), ("if-none-match", &long), ("authorization", &long)] {
        let call = ada.call(Method::POST, "/api/v2/posts").header(name, value).json(&json!({"title": "x"}));
        let status = call.send().await.status();
        assert!(status < 500, "{name}: {status}");
    }
}

/// RUSTSEC-2024-0363: from 0.8.1 on the driver refuses lengths that would wrap.
#[test]
fn i5_the_driver_is_one_that_checks_lengths() {
    let lock = include_str!("../../../../Cargo.lock");
    let mut versions = Vec::new();
    for entry in lock.split("[[package]]").filter(|entry| entry.contains("\nname = \"sqlx-core\"\n")) {
        let version = entry.split("version = \"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        let numbers: Vec<u32> = version.split('.').map(|number| number.parse().unwrap()).collect();
        versions.push(numbers);
    }

    assert!(!versions.is_empty() && versions.iter().all(|version| *version >= vec![0, 8, 1]), "{versions:?}");
}

#[tokio::test]
async fn l8_odd_times_are_stored_in_utc_or_refused() {
    let app = App::new().await;
    let ada = app.author("ada").await;

    for (at, stored) in [
        ("2028-02-29T12:00:00Z", "2028-02-29T12:00:00.000Z"),
        ("2027-03-28T02:30:00+02:00", "2027-03-28T00:30:00.000Z"),
        ("2026-12-31T23:59:59+14:00", "2026-12-31T09:59:59.000Z"),
        ("2026-12-31T23:59:59.999999-12:00", "2027-01-01T11:59:59.999Z"),
        ("9998-12-31T23:59:59Z", "9998-12-31T23:59:59.000Z"),
    ] {
        let draft = ada.draft("Later").await;
        let path = format!("/api/v2/posts/{}/publish", draft["id"].as_str().unwrap());
        let post = ada.post(&path, json!({ "at": at })).await.is(200).body();
        assert_eq!((post["state"].clone(), post["scheduled_at"].clone()), (json!("scheduled"), json!(stored)), "{at}");
    }
    let draft = ada.draft("Never").await;
    let path = format!("/api/v2/posts/{}/publish", draft["id"].as_str().unwrap());
    for at in [
        json!("2027-02-29T12:00:00Z"),
        json!("2027-13-01T00:00:00Z"),
        json!("2027-01-01T25:00:00Z"),
        json!("2027-01-01T00:00:00"),
        json!("2027-01-01"),
        json!("2027-01-01T00:00:00+24:00"),
        json!("10000-01-01T00:00:00Z"),
        json!("-0001-01-01T00:00:00Z"),
        json!("0000-00-00T00:00:00Z"),
        json!("2001-01-01T00:00:00Z"),
        json!("Thu, 1 Jan 2027 (a (nested (comment))) 00:00:00 +0000"),
        json!(format!("Thu, {}1 Jan 2027 00:00:00 +0000", "(".repeat(10_000))),
        json!("now"),
        json!(""),
        json!(1_800_000_000),
        json!(1e300),
        json!([]),
    ] {
        ada.post(&path, json!({ "at": at })).await.is_problem(422, "request.invalid");
    }
    assert_eq!(ada.get(&format!("/api/v2/posts/{}", draft["id"].as_str().unwrap())).await.body()["state"], "draft");
}
