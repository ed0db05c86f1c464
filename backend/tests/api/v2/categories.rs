//! `/categories`, `/tags`.

use axum::http::Method;
use serde_json::json;

use crate::support::App;

#[tokio::test]
async fn staff_keep_categories_and_posts_stand_in_them() {
    let app = App::new().await;
    let (root, ada) = (app.admin("kim").await, app.author("ada").await);
    ada.post("/api/v2/categories", json!({"name": "Craft"})).await.is_problem(403, "permission.denied");
    root.post("/api/v2/categories", json!({"name": "Craft", "description": "By hand"})).await.is(201);
    root.post("/api/v2/categories", json!({"name": "Craft"})).await.is_problem(409, "slug.taken");

    let post = json!({"title": "In it", "body": "x", "category": "craft"});
    let post = ada.post("/api/v2/posts", post).await.is(201).body();
    ada.post(&format!("/api/v2/posts/{}/publish", post["id"].as_str().unwrap()), json!({})).await.is(200);
    let unknown = ada.post("/api/v2/posts", json!({"title": "x", "category": "nowhere"})).await;
    assert_eq!(unknown.is_problem(422, "request.invalid").body()["errors"][0]["pointer"], "/category");

    let list = app.anonymous().get("/api/v2/posts?category=craft").await.is(200).body();
    assert_eq!(list["items"][0]["category"]["name"], "Craft");
    assert_eq!(app.anonymous().get("/api/v2/categories/craft").await.body()["post_count"], 1);
    root.delete("/api/v2/categories/craft").await.is_problem(409, "category.in_use");
    root.patch("/api/v2/categories/craft", json!({"name": "Crafts"})).await.is(200);
    assert_eq!(
        app.anonymous().get("/api/v2/posts?category=craft").await.body()["items"][0]["category"]["name"],
        "Crafts"
    );
}

#[tokio::test]
async fn tags_arise_from_published_posts() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    ada.draft("Draft").await;
    assert_eq!(app.anonymous().get("/api/v2/tags").await.body()["items"], json!([]));
    ada.publish("Out").await;

    let tags = app.anonymous().get("/api/v2/tags?q=eng").await.is(200).body();
    assert_eq!(tags["items"][0]["slug"], "engines");
    assert_eq!(tags["items"][0]["post_count"], 1);
    assert_eq!(app.anonymous().get("/api/v2/tags/engines").await.is(200).body()["post_count"], 1);
    let list = app.anonymous().get("/api/v2/posts?tag=engines").await.body();
    assert_eq!(list["items"][0]["slug"], "out");
    assert_eq!(app.anonymous().get("/api/v2/posts?tag=none").await.is(200).body()["items"], json!([]));
    app.anonymous().call(Method::DELETE, "/api/v2/tags/engines").send().await.is(405);
}
