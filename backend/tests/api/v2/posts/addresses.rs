//! Which address a post has, and what its former ones do.

use futures_util::future::join_all;
use serde_json::json;

use crate::support::App;

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
