//! Which address a post has, and what its former ones do.

use axum::http::Method;
use futures_util::future::join_all;
use serde_json::json;

use crate::support::{App, together};

#[tokio::test]
async fn a_new_slug_leaves_the_old_one_leading_to_the_post() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let post = ada.publish("Old name").await;
    let path = format!("/api/v2/posts/{}", post["id"].as_str().unwrap());

    let etag = ada.get(&path).await.etag();
    ada.change(&path, &etag, json!({"slug": "new-name"})).await.is(200);

    let moved = app.anonymous().get("/api/v2/posts/old-name").await.is(308);
    assert_eq!(moved.header("location"), "/api/v2/posts/new-name");
    app.anonymous().get("/api/v2/posts/new-name").await.is(200);
    let taken = ada.post("/api/v2/posts", json!({"title": "x", "slug": "new-name"})).await;
    taken.is_problem(409, "slug.taken");
}

#[tokio::test]
async fn two_posts_of_one_title_get_two_addresses() {
    let app = App::new().await;
    let ada = app.author("ada").await;

    assert_eq!(ada.draft("Same").await["slug"], "same");
    assert_eq!(ada.draft("Same").await["slug"], "same-2");
    assert_eq!(ada.draft("Same").await["slug"], "same-3");
}

#[tokio::test]
async fn a_drafts_address_follows_its_title_until_it_is_seen() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let draft = ada.draft("Untitled").await;
    let path = format!("/api/v2/posts/{}", draft["id"].as_str().unwrap());

    let etag = ada.get(&path).await.etag();
    let named = ada.change(&path, &etag, json!({"title": "The harbour"})).await.is(200);
    assert_eq!(named.body()["slug"], "the-harbour");
    ada.post(&format!("{path}/publish"), json!({})).await.is(200);
    let etag = ada.get(&path).await.etag();
    let renamed = ada.change(&path, &etag, json!({"title": "The old harbour"})).await.is(200);

    assert_eq!(renamed.body()["slug"], "the-harbour");
}

#[tokio::test]
async fn a_former_address_is_nobody_elses() {
    let app = App::new().await;
    let (ada, eve) = (app.author("ada").await, app.author("eve").await);
    let post = ada.publish("Old name").await;
    let path = format!("/api/v2/posts/{}", post["id"].as_str().unwrap());
    let etag = ada.get(&path).await.etag();
    ada.change(&path, &etag, json!({"slug": "new-name"})).await.is(200);

    let asked = eve.post("/api/v2/posts", json!({"title": "Mine", "slug": "old-name"})).await;
    asked.is_problem(409, "slug.taken");
    assert_eq!(eve.publish("Old name").await["slug"], "old-name-2");
    let own = eve.draft("Mine").await;
    let own = format!("/api/v2/posts/{}", own["id"].as_str().unwrap());
    let renamed = eve.change(&own, &eve.get(&own).await.etag(), json!({"slug": "old-name"})).await;
    renamed.is_problem(409, "slug.taken");
    let moved = app.anonymous().get("/posts/old-name").await.is(308);
    assert_eq!(moved.header("location"), "/posts/new-name");

    let etag = ada.get(&path).await.etag();
    ada.change(&path, &etag, json!({"slug": "old-name"})).await.is(200);
    app.anonymous().get("/posts/old-name").await.is(200);
    app.anonymous().get("/posts/new-name").await.is(308);
}

#[tokio::test]
async fn thirty_posts_of_one_title_at_once_get_thirty_addresses() {
    let app = App::new().await;
    let ada = app.author("ada").await;

    let answers = join_all((0..30).map(|_| ada.post("/api/v2/posts", json!({"title": "Same"})))).await;

    let mut slugs: Vec<String> =
        answers.into_iter().map(|answer| answer.is(201).body()["slug"].as_str().unwrap().to_owned()).collect();
    slugs.sort();
    slugs.dedup();
    assert_eq!(slugs.len(), 30);
}

/// On PostgreSQL both read the same number as the next one that is free.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn drafts_that_take_one_title_at_once_all_get_an_address() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let mut calls = Vec::new();
    for number in 0..12 {
        let draft = ada.draft(&format!("Draft {number}")).await;
        let path = format!("/api/v2/posts/{}", draft["id"].as_str().unwrap());
        let etag = ada.get(&path).await.etag();
        calls.push(ada.call(Method::PATCH, &path).if_match(&etag).json(&json!({"title": "The harbour"})));
    }

    let answers = together(calls).await;

    let mut slugs: Vec<String> =
        answers.into_iter().map(|answer| answer.is(200).body()["slug"].as_str().unwrap().to_owned()).collect();
    slugs.sort();
    slugs.dedup();
    assert_eq!(slugs.len(), 12);
    assert!(slugs.iter().all(|slug| slug.starts_with("the-harbour")), "{slugs:?}");
}

#[tokio::test]
async fn behind_a_hundred_posts_of_one_title_nobody_counts_on() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    ada.publish("Hello").await;
    let former = |from: u32, to: u32| {
        format!(
            "WITH RECURSIVE n (i) AS (SELECT {from} UNION ALL SELECT i + 1 FROM n WHERE i < {to})
            INSERT INTO post_slugs (slug, post_id, created_at)
            SELECT 'hello-' || i, p.id, 0 FROM n CROSS JOIN posts p WHERE p.slug = 'hello'"
        )
    };
    app.sql(&former(2, 40)).await;

    assert_eq!(ada.draft("Hello").await["slug"], "hello-41");
    app.sql(&former(42, 3_000)).await;
    let beyond = ada.draft("Hello").await["slug"].as_str().unwrap().to_owned();

    let number: u32 = beyond.strip_prefix("hello-").unwrap().parse().unwrap();
    assert!((100_000..1_000_000).contains(&number), "{beyond}");
    let asked = ada.post("/api/v2/posts", json!({"title": "Hello", "slug": "hello-2999"})).await;
    asked.is_problem(409, "slug.taken");
}

/// What is outside the lists drops its own answers alone: the former address must not go on leading away from it.
#[tokio::test]
async fn an_archived_post_that_takes_its_former_address_back_is_read_there_at_once() {
    let app = App::new().await;
    let (ada, reader) = (app.author("ada").await, app.anonymous());
    let path = format!("/api/v2/posts/{}", ada.publish("First name").await["id"].as_str().unwrap());
    ada.post(&format!("{path}/archive"), json!({})).await.is(200);
    let rename = async |slug: &str| {
        let etag = ada.get(&path).await.etag();
        ada.change(&path, &etag, json!({ "slug": slug })).await.is(200)
    };
    rename("second-name").await;
    for place in ["/posts", "/api/v2/posts"] {
        let moved = reader.get(&format!("{place}/first-name")).await.is(308);
        assert_eq!(moved.header("location"), format!("{place}/second-name"));
    }

    rename("first-name").await;

    for place in ["/posts", "/api/v2/posts"] {
        reader.get(&format!("{place}/first-name")).await.is(200);
        let moved = reader.get(&format!("{place}/second-name")).await.is(308);
        assert_eq!(moved.header("location"), format!("{place}/first-name"));
    }
}
