//! `/users`: people as others see them.

use std::collections::BTreeSet;

use broadsheet::domain::user::role;
use serde_json::{Value, json};

use crate::support::App;

#[tokio::test]
async fn b10_a_profile_holds_what_is_public_and_nothing_else() {
    let app = App::new().await;
    let id = app.account("ada", role::ADMIN).await;

    let by_name = app.anonymous().get("/api/v2/users/ADA").await.is(200);
    let by_id = app.anonymous().get(&format!("/api/v2/users/{id}")).await.is(200);
    let classic = app.anonymous().get("/api/v1/users/ada").await.is(200);

    assert_eq!(by_name.body(), by_id.body());
    let names = |body: Value| body.as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>();
    let expected = [
        "id",
        "username",
        "display_name",
        "avatar",
        "bio",
        "bio_html",
        "website",
        "links",
        "is_unclaimed",
        "created_at",
        "post_count",
        "comment_count",
        "follower_count",
        "following_count",
    ];
    assert_eq!(names(by_name.body()), expected.map(str::to_owned).into());
    let expected = [
        "id",
        "username",
        "display_name",
        "bio",
        "avatar_url",
        "post_count",
        "follower_count",
        "following_count",
        "created_at",
    ];
    assert_eq!(names(classic.body()), expected.map(str::to_owned).into());
    assert!(!by_name.text().contains("example.org"));
}

#[tokio::test]
async fn missing_suspended_and_deleted_people_look_the_same() {
    let app = App::new().await;
    for name in ["sus", "del"] {
        app.account(name, role::AUTHOR).await;
    }
    app.sql("UPDATE users SET status = 'suspended' WHERE username = 'sus'").await;
    app.sql("UPDATE users SET status = 'deleted' WHERE username = 'del'").await;

    for name in ["nobody", "sus", "del", "12abc", "0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e6f"] {
        let answer = app.anonymous().get(&format!("/api/v2/users/{name}")).await.is_problem(404, "user.not_found");
        assert_eq!(answer.header("cache-control"), "no-store");
    }
    assert!(app.anonymous().get("/api/v2/users").await.is(200).body()["items"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn a_known_profile_is_304_until_it_changes() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let etag = app.anonymous().get("/api/v2/users/ada").await.is(200).etag();
    let ask = || {
        let call = app.anonymous().call(axum::http::Method::GET, "/api/v2/users/ada");
        call.header("if-none-match", &etag).send()
    };

    assert!(ask().await.is(304).bytes().is_empty());
    ada.patch("/api/v2/me", json!({"bio": "New."})).await.is(200);

    ask().await.is(200);
}

#[tokio::test]
async fn people_are_paged_by_name_without_gaps_or_repeats() {
    let app = App::new().await;
    for name in ["dora", "ada", "bob", "cleo"] {
        app.account(name, role::READER).await;
    }
    let first = app.anonymous().get("/api/v2/users?limit=2&count=exact").await.is(200);
    app.account("aaa", role::READER).await;
    let next = first.body()["next"].as_str().unwrap().to_owned();

    let second = app.anonymous().get(&format!("/api/v2/users?limit=2&after={next}")).await.is(200);

    let names = |body: &Value| {
        let items = body["items"].as_array().unwrap();
        items.iter().map(|item| item["username"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(&first.body()), ["ada", "bob"]);
    assert_eq!(first.body()["total"], 4);
    let link = format!("</api/v2/users?limit=2&count=exact&after={next}>; rel=\"next\"");
    assert_eq!(first.header("link"), link);
    assert_eq!(names(&second.body()), ["cleo", "dora"]);
    assert!(second.body()["next"].is_null());
    app.anonymous().get(&format!("/api/v2/users?q=a&after={next}")).await.is_problem(400, "cursor.invalid");
}

#[tokio::test]
async fn people_are_found_by_a_part_of_either_name_and_wildcards_are_text() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    ada.patch("/api/v2/me", json!({"display_name": "Countess_of Lovelace"})).await.is(200);
    app.account("bob", role::READER).await;
    let find = async |q: &str| {
        let body = app.anonymous().get(&format!("/api/v2/users?q={q}")).await.is(200).body();
        body["items"].as_array().unwrap().len()
    };

    assert_eq!(find("LOVE").await, 1);
    assert_eq!(find("Ad").await, 1);
    assert_eq!(find("s_o").await, 1);
    assert_eq!(find("a_a").await, 0);
    assert_eq!(find("%25").await, 0);
    assert_eq!(find("%5C").await, 0);
    assert_eq!(find("").await, 2);
}

#[tokio::test]
async fn i1_limits_out_of_range_and_unknown_parameters_are_named() {
    let app = App::new().await;
    for query in ["limit=0", "limit=101", "limit=-1", "limit=9223372036854775808", "limit=x", "sort=email", "count=1"] {
        let answer = app.anonymous().get(&format!("/api/v2/users?{query}")).await.is(422);
        assert_eq!(answer.body()["errors"][0]["pointer"], query.split('=').next().unwrap(), "{query}");
    }
    app.anonymous().get("/api/v2/users?limit=1&limit=2").await.is(422);
    app.anonymous().get(&format!("/api/v2/users?q={}", "x".repeat(61))).await.is(422);
}
