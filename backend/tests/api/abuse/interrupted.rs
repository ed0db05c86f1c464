//! X14: clients that leave in the middle of a write, at random instants, a thousand times for each operation.
//!
//! A server drops the future of a request whose client has gone; here the future is dropped by the test, after a random
//! number of steps, which reaches every place where it waits.

use std::{
    future::poll_fn,
    pin::pin,
    task::{Context, Poll},
};

use axum::http::Method;
use image::ImageFormat;
use serde_json::{Value, json};

use crate::support::{App, Call, Caller, eventually, form};

const TIMES: usize = 1_000;

/// Polls `call` until it ends or has waited `steps` times, and drops it.
async fn for_a_while(call: Call, steps: usize) -> Option<u16> {
    let mut future = pin!(call.send());
    let mut waited = 0;
    poll_fn(|context: &mut Context<'_>| match future.as_mut().poll(context) {
        Poll::Ready(answer) => Poll::Ready(Some(answer.status())),
        Poll::Pending if waited == steps => Poll::Ready(None),
        Poll::Pending => {
            waited += 1;
            Poll::Pending
        }
    })
    .await
}

/// Runs the operation a thousand times, dropped after 0 to as many steps as it takes, and sees that nothing is half done.
async fn interrupt(app: &App, what: &str, mut call: impl AsyncFnMut(usize) -> Call) {
    let mut most = 1;
    let (mut ended, mut left) = (0, 0);
    for number in 0..TIMES {
        let steps = number.wrapping_mul(7_919) % (most + 1);
        match for_a_while(call(number).await, steps).await {
            Some(status) => {
                assert!(status < 500, "{what}: {status}");
                ended += 1;
            }
            None => {
                left += 1;
                // There is more to see behind the furthest step.
                most = most.max(steps + 1).min(60);
            }
        }
    }
    assert!(left > 100, "{what}: {left} were interrupted, {ended} ended");
    whole(app, what).await;
}

/// Everything that must hold, whatever was interrupted.
async fn whole(app: &App, what: &str) {
    for (rule, sql) in [
        (
            "counts of comments",
            "SELECT slug FROM posts WHERE comment_count <> (SELECT count(*) FROM comments WHERE post_id = posts.id \
             AND comments.state = 'visible')",
        ),
        (
            "published posts can be found",
            "SELECT slug FROM posts WHERE state = 'published' AND NOT EXISTS \
             (SELECT 1 FROM search_documents WHERE entity_id = posts.id)",
        ),
        (
            "hidden posts cannot be found",
            "SELECT slug FROM posts WHERE state IN ('draft', 'deleted') AND EXISTS \
             (SELECT 1 FROM search_documents WHERE entity_id = posts.id)",
        ),
        (
            "comments have a post",
            "SELECT body_markdown FROM comments WHERE NOT EXISTS (SELECT 1 FROM posts WHERE posts.id = comments.post_id)",
        ),
    ] {
        assert_eq!(app.texts(sql).await, Vec::<String>::new(), "{what}: {rule}");
    }
    assert_eq!(app.wrong_counts().await, Vec::<String>::new(), "{what}");
}

fn path_of(thing: &Value, shelf: &str) -> String {
    format!("/api/v2/{shelf}/{}", thing["id"].as_str().unwrap())
}

#[tokio::test]
async fn x14_posts_are_written_whole_or_not_at_all() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let create = |caller: &Caller, number: usize| {
        let call = caller.call(Method::POST, "/api/v2/posts").header("idempotency-key", &format!("key-{number}"));
        call.json(&json!({"title": format!("Post {number}"), "body": "x", "tags": ["one", "two"]}))
    };
    interrupt(&app, "create", async |number| create(&ada, number)).await;
    let tagged = "SELECT slug FROM posts WHERE (SELECT count(*) FROM post_tags WHERE post_id = posts.id) <> 2";
    assert!(app.texts(tagged).await.is_empty(), "posts with some of their tags");

    let path = path_of(&ada.publish("Changed").await, "posts");
    interrupt(&app, "change", async |number| {
        let etag = ada.get(&path).await.etag();
        let tags = json!([format!("tag-{}", number % 9), "two"]);
        ada.call(Method::PATCH, &path).if_match(&etag).json(&json!({"body": format!("Text {number}"), "tags": tags}))
    })
    .await;
    let stored = ada.get(&path).await.body();
    let text = stored["body"].as_str().unwrap();
    assert!(stored["body_html"].as_str().unwrap().contains(text), "{stored}");
    for verb in ["unpublish", "publish", "archive", "publish"] {
        interrupt(&app, verb, async |_| ada.call(Method::POST, &format!("{path}/{verb}")).json(&json!({}))).await;
        ada.post(&format!("{path}/{verb}"), json!({})).await;
    }
    interrupt(&app, "delete and restore", async |number| {
        if number % 2 == 0 {
            return ada.call(Method::POST, &format!("{path}/restore")).json(&json!({}));
        }
        ada.call(Method::DELETE, &path).if_match(&ada.get(&path).await.etag())
    })
    .await;
    interrupt(&app, "version 1", async |number| {
        let request = json!({"title": format!("First {number}"), "body": "x", "status": "published"});
        ada.call(Method::POST, "/api/v1/posts").json(&request)
    })
    .await;
}

#[tokio::test]
async fn x14_comments_are_written_whole_or_not_at_all() {
    let app = App::new().await;
    let (ada, bob) = (app.author("ada").await, app.reader("bob").await);
    ada.publish("Talk").await;
    let comments = "/api/v2/posts/talk/comments";

    interrupt(&app, "create", async |number| {
        let call = bob.call(Method::POST, comments).header("idempotency-key", &format!("key-{number}"));
        call.json(&json!({"body": format!("Comment {number}")}))
    })
    .await;
    let path = path_of(&bob.comment("talk", "Changed").await, "comments");
    interrupt(&app, "change", async |number| {
        let etag = bob.get(&path).await.etag();
        bob.call(Method::PATCH, &path).if_match(&etag).json(&json!({"body": format!("Text {number}")}))
    })
    .await;
    interrupt(&app, "hide and show", async |number| {
        let method = if number % 2 == 0 { Method::PUT } else { Method::DELETE };
        ada.call(method, &format!("{path}/hide")).json(&json!({}))
    })
    .await;
    let mut next = path_of(&bob.comment("talk", "Goes").await, "comments");
    interrupt(&app, "delete", async |number| {
        if number % 3 == 0 {
            next = path_of(&bob.comment("talk", "Goes").await, "comments");
        }
        bob.call(Method::DELETE, &next).if_match(&bob.get(&next).await.etag())
    })
    .await;
}

#[tokio::test]
async fn x14_likes_and_follows_are_counted_with_their_row_or_not_at_all() {
    let app = App::new().await;
    let (ada, bob) = (app.author("ada").await, app.reader("bob").await);
    ada.publish("Talk").await;
    let comment = path_of(&ada.comment("talk", "Well").await, "comments");

    for path in [
        "/api/v2/posts/talk/like".to_owned(),
        "/api/v2/posts/talk/bookmark".to_owned(),
        format!("{comment}/like"),
        "/api/v2/users/ada/follow".to_owned(),
        "/api/v2/tags/engines/follow".to_owned(),
        "/api/v2/users/ada/block".to_owned(),
    ] {
        interrupt(&app, &path, async |number| {
            let method = if number % 2 == 0 { Method::PUT } else { Method::DELETE };
            bob.call(method, &path)
        })
        .await;
    }
}

#[tokio::test]
async fn x14_accounts_and_sessions_are_written_whole_or_not_at_all() {
    let app = App::new().await;
    let admin = app.admin("rita").await;
    app.account("ada", "author").await;

    interrupt(&app, "register", async |number| {
        let request = json!({
            "username": format!("person-{number}"), "email": format!("p{number}@example.org"),
            "password": "correct horse battery",
        });
        app.anonymous().call(Method::POST, "/api/v2/auth/register").json(&request)
    })
    .await;
    let roles = "SELECT username FROM users WHERE NOT EXISTS (SELECT 1 FROM user_roles WHERE user_id = users.id)";
    assert!(app.texts(roles).await.is_empty(), "accounts without a role");
    interrupt(&app, "sign in", async |_| {
        let request = json!({"login": "ada", "password": "correct horse battery"});
        app.anonymous().call(Method::POST, "/api/v2/auth/login").json(&request)
    })
    .await;
    // So many sign-ins have ended the first one.
    let ada = app.sign_in("ada").await;
    interrupt(&app, "profile", async |number| {
        ada.call(Method::PATCH, "/api/v2/me").json(&json!({"display_name": format!("Ada {number}"), "bio": "*x*"}))
    })
    .await;
    interrupt(&app, "categories", async |number| {
        let request = json!({"name": format!("Shelf {number}"), "slug": format!("shelf-{number}")});
        admin.call(Method::POST, "/api/v2/categories").json(&request)
    })
    .await;
    assert!(app.sign_in("ada").await.get("/api/v2/me").await.is(200).body()["username"] == "ada");
}

#[tokio::test]
async fn x14_a_session_goes_on_or_ends_whole() {
    let app = App::new().await;
    let mut ada = app.author("ada").await;

    interrupt(&app, "refresh", async |number| {
        // Whatever was lost on the way, the same cookie still leads on; now and then it is followed.
        if number % 20 == 19 {
            ada.refresh().await.is(200);
        }
        ada.with_refresh_cookie("refresh")
    })
    .await;
    ada.refresh().await.is(200);
    ada.get("/api/v2/me").await.is(200);
    let mut bob = app.reader("bob").await;
    interrupt(&app, "sign out", async |_| {
        if bob.try_refresh().await.status() == 200 {
            // A commit that was under way may land in between; then both have ended.
            let is_whole = bob.get("/api/v2/me").await.status() == 200 || bob.try_refresh().await.status() == 401;
            assert!(is_whole, "half of a session ended");
        } else {
            bob = app.sign_in("bob").await;
        }
        bob.with_refresh_cookie("logout")
    })
    .await;
    bob.with_refresh_cookie("logout").send().await.is(204);
    eventually("the access token to end", async || bob.get("/api/v2/me").await.status() == 401).await;
    assert_eq!(ada.get("/api/v2/me").await.is(200).body()["username"], "ada", "another's session ended");
}

#[tokio::test]
async fn x14_categories_are_changed_and_deleted_whole() {
    let app = App::new().await;
    let (ada, admin) = (app.author("ada").await, app.admin("rita").await);
    let new = async || {
        let answer = admin.post("/api/v2/categories", json!({"name": "Shelf", "slug": "shelf"})).await;
        assert!(matches!(answer.status(), 201 | 409), "{}", answer.text());
    };
    new().await;
    // A published post would keep its category from being deleted.
    ada.post("/api/v2/posts", json!({"title": "Shelved", "body": "x", "category": "shelf"})).await.is(201);

    interrupt(&app, "change", async |number| {
        let change = json!({"name": format!("Shelf {number}"), "description": format!("Number {number}")});
        admin.call(Method::PATCH, "/api/v2/categories/shelf").json(&change)
    })
    .await;
    let shelf = app.anonymous().get("/api/v2/categories/shelf").await.is(200).body();
    let number = shelf["name"].as_str().unwrap().strip_prefix("Shelf ").unwrap().to_owned();
    assert_eq!(shelf["description"], format!("Number {number}"), "half of a change");
    interrupt(&app, "delete", async |number| {
        if number % 2 == 0 {
            new().await;
        }
        admin.call(Method::DELETE, "/api/v2/categories/shelf")
    })
    .await;
    let lost = "SELECT slug FROM posts WHERE category_id IS NOT NULL \
        AND NOT EXISTS (SELECT 1 FROM categories WHERE categories.id = category_id)";
    assert!(app.texts(lost).await.is_empty(), "posts on a shelf that is gone");
}

#[tokio::test]
async fn x14_pictures_have_all_their_files_or_no_row() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let picture = |number: usize| {
        let image = image::RgbImage::from_pixel(3, 3, image::Rgb([(number % 256) as u8, (number / 256) as u8, 9]));
        let mut bytes = std::io::Cursor::new(Vec::new());
        image.write_to(&mut bytes, ImageFormat::Png).unwrap();
        bytes.into_inner()
    };

    interrupt(&app, "upload", async |number| ada.upload(form(b"a.png", "image/png", &picture(number), "x"))).await;
    interrupt(&app, "delete", async |number| {
        let id = ada.get("/api/v2/media?limit=1").await.body()["items"][0]["id"].clone();
        if number % 2 == 0 || id.is_null() {
            return ada.upload(form(b"a.png", "image/png", &picture(number + 5_000), "x"));
        }
        ada.call(Method::DELETE, &format!("/api/v2/media/{}", id.as_str().unwrap()))
    })
    .await;

    for variants in app.texts("SELECT variants FROM media").await {
        let variants: Value = serde_json::from_str(&variants).unwrap();
        for variant in variants.as_array().unwrap() {
            app.anonymous().get(variant["url"].as_str().unwrap()).await.is(200);
        }
    }
}
