//! What an account may do before its address is confirmed.

use axum::http::Method;
use serde_json::json;

use crate::support::{App, form};

/// A picture of one pixel.
const PIXEL: &[u8] = include_bytes!("../../../../../frontend/icons/icon-180.png");

#[tokio::test]
async fn a17_unconfirmed_people_do_nothing_that_others_can_see() {
    let app = App::new().await;
    let (ada, eve) = (app.author("ada").await, app.newcomer("eve").await);
    ada.publish("Talk").await;
    let draft = eve.draft("Mine").await;
    let id = draft["id"].as_str().unwrap();
    let comment = json!({"body": "Hm"});

    for (path, body) in [
        (format!("/api/v2/posts/{id}/publish"), json!({})),
        (format!("/api/v2/posts/{id}/publish"), json!({"at": "2030-01-01T00:00:00Z"})),
        ("/api/v2/posts/talk/comments".to_owned(), comment.clone()),
        ("/api/v1/posts/talk/comments".to_owned(), comment),
        ("/api/v1/posts".to_owned(), json!({"title": "Loud", "body": "x", "status": "published"})),
    ] {
        let refused = eve.post(&path, body).await.is_problem(403, "account.unconfirmed");
        assert!(refused.text().contains("follow the link"), "{path}: it says what to do");
    }
    eve.upload(form(b"a.png", "image/png", PIXEL, "")).send().await.is_problem(403, "account.unconfirmed");

    assert_eq!(app.texts("SELECT slug FROM posts WHERE state <> 'draft'").await, ["talk"]);
    assert!(app.texts("SELECT body_markdown FROM comments").await.is_empty());
    assert!(app.texts("SELECT content_hash FROM media").await.is_empty());
}

#[tokio::test]
async fn a17_reading_drafts_and_the_profile_stay_open() {
    let app = App::new().await;
    let (ada, eve) = (app.author("ada").await, app.newcomer("eve").await);
    ada.publish("Talk").await;

    eve.get("/api/v2/posts/talk").await.is(200);
    let draft = eve.draft("Mine").await;
    let path = format!("/api/v2/posts/{}", draft["id"].as_str().unwrap());
    let etag = eve.get(&path).await.etag();
    eve.change(&path, &etag, json!({"title": "Mine still"})).await.is(200);
    eve.patch("/api/v2/me", json!({"bio": "New here."})).await.is(200);
    eve.post("/api/v2/render", json!({"body": "*x*"})).await.is(200);
    eve.get("/api/v2/me/posts").await.is(200);
    let etag = eve.get(&path).await.etag();
    eve.take_away(&path, &etag).await.is(204);
}

#[tokio::test]
async fn a17_staff_rights_wait_for_the_address_too() {
    let app = App::new().await;
    let (ada, eve) = (app.author("ada").await, app.newcomer("eve").await);
    let post = ada.publish("Talk").await;
    app.sql(
        "INSERT INTO user_roles (user_id, role_id, created_at)
        SELECT u.id, r.id, 0 FROM users u, roles r WHERE u.username = 'eve' AND r.name = 'admin'",
    )
    .await;
    app.context().standings.forget_user(eve.id());
    let path = format!("/api/v2/posts/{}", post["id"].as_str().unwrap());

    let removal = json!({"reason": "No."});
    eve.post(&format!("{path}/remove"), removal).await.is_problem(403, "account.unconfirmed");
    let category = json!({"name": "Mine"});
    eve.post("/api/v2/categories", category).await.is_problem(403, "account.unconfirmed");
    eve.get("/api/v2/admin/mails").await.is_problem(403, "account.unconfirmed");
    let call = eve.call(Method::PATCH, &path).if_match(&ada.get(&path).await.etag());
    call.json(&json!({"title": "Mine"})).send().await.is(403);

    assert_eq!(ada.get(&path).await.body()["title"], "Talk");
}

#[tokio::test]
async fn a17_posts_that_an_import_published_wait_for_their_author_to_confirm() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let post = ada.publish("Imported").await;
    app.sql("UPDATE users SET email_confirmed_at = NULL WHERE username = 'ada'").await;
    app.context().standings.forget_user(ada.id());
    let path = format!("/api/v2/posts/{}", post["id"].as_str().unwrap());
    let etag = app.anonymous().get(&path).await.etag();

    ada.change(&path, &etag, json!({"title": "Loud"})).await.is_problem(403, "account.unconfirmed");

    assert_eq!(app.anonymous().get(&path).await.body()["title"], "Imported");
}
