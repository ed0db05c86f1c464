//! Old paths of imported posts: where they lead, and when they lead nowhere.

use axum::http::Method;
use serde_json::{Value, json};

use crate::support::{Answer, App, Caller};

/// Stores an old path as an import does.
async fn old_path(app: &App, path: &str, target: &str, status: u16) {
    let values = format!("('{path}', '{target}', {status}, 0)");
    app.sql(&format!("INSERT INTO redirects (path, target, status, created_at) VALUES {values}")).await;
}

fn address(post: &Value) -> String {
    format!("/api/v2/posts/{}", post["id"].as_str().unwrap())
}

/// As a browser asks.
async fn page(anyone: &Caller, path: &str) -> Answer {
    anyone.call(Method::GET, path).header("accept", "text/html").send().await
}

/// Neither a browser nor a program can tell it from a path that never was.
async fn leads_nowhere(anyone: &Caller, path: &str, when: &str) {
    let (hidden, missing) = (page(anyone, path).await, page(anyone, "/old/never").await);
    let seen = |answer: &Answer| {
        let fields = ["location", "cache-control", "content-type", "etag"].map(|name| answer.header(name).to_owned());
        (answer.status(), fields, answer.text())
    };
    assert_eq!(hidden.status(), 404, "{when}");
    assert_eq!(seen(&hidden), seen(&missing), "{when}");
    let told = anyone.get(path).await;
    assert_eq!(
        (told.status(), told.code(), told.header("location")),
        (404, "route.not_found".to_owned(), ""),
        "{when}"
    );
}

async fn leads_to(anyone: &Caller, path: &str, target: &str, when: &str) {
    for answer in [page(anyone, path).await, anyone.get(path).await] {
        assert_eq!((answer.status(), answer.header("location")), (301, target), "{when}");
    }
}

#[tokio::test]
async fn old_paths_lead_on_with_a_slash_behind_them_and_without() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    ada.publish("Bare").await;
    ada.publish("Slash").await;
    old_path(&app, "/old/bare", "/posts/bare", 301).await;
    old_path(&app, "/old/slash/", "/posts/slash", 308).await;
    old_path(&app, "/old/elsewhere", "https://elsewhere.example/", 308).await;
    let anyone = app.anonymous();

    for (path, status, target) in [
        ("/old/bare", 301, "/posts/bare"),
        ("/old/bare/", 301, "/posts/bare"),
        ("/old/slash", 308, "/posts/slash"),
        ("/old/slash/", 308, "/posts/slash"),
        ("/old/elsewhere", 308, "https://elsewhere.example/"),
    ] {
        assert_eq!(anyone.get(path).await.is(status).header("location"), target, "{path}");
    }
    anyone.get("/old/").await.is(404);
}

#[tokio::test]
async fn b1_h4_an_old_path_leads_only_to_what_everybody_may_read() {
    let app = App::new().await;
    let (ada, mona, anyone) = (app.author("ada").await, app.moderator("mona").await, app.anonymous());
    ada.draft("Secret plans").await;
    ada.schedule("Later plans", "2999-01-01T00:00:00Z").await;
    let open = address(&ada.publish("Open plans").await);
    let spare = address(&ada.publish("Spare plans").await);
    for name in ["secret-plans", "later-plans", "open-plans", "spare-plans", "no-plans"] {
        old_path(&app, &format!("/old/{name}"), &format!("/posts/{name}"), 301).await;
    }
    let (path, target) = ("/old/open-plans", "/posts/open-plans");

    for hidden in ["secret-plans", "later-plans", "no-plans"] {
        leads_nowhere(&anyone, &format!("/old/{hidden}"), hidden).await;
    }
    leads_to(&anyone, path, target, "published").await;

    ada.post(&format!("{open}/unpublish"), json!({})).await.is(200);
    leads_nowhere(&anyone, path, "unpublished").await;
    ada.post(&format!("{open}/publish"), json!({})).await.is(200);
    leads_to(&anyone, path, target, "published again").await;
    mona.post(&format!("{open}/remove"), json!({"reason": "Noise"})).await.is(200);
    leads_nowhere(&anyone, path, "removed").await;
    mona.post(&format!("{open}/restore"), json!({})).await.is(200);
    leads_to(&anyone, path, target, "restored").await;
    ada.take_away(&open, &ada.get(&open).await.etag()).await.is(204);
    leads_nowhere(&anyone, path, "deleted").await;

    ada.post(&format!("{spare}/unpublish"), json!({})).await.is(200);
    ada.change(&spare, &ada.get(&spare).await.etag(), json!({"slug": "plans"})).await.is(200);
    leads_nowhere(&anyone, "/old/spare-plans", "unpublished, with a new address").await;
    ada.post(&format!("{spare}/publish"), json!({})).await.is(200);
    leads_to(&anyone, "/old/spare-plans", "/posts/spare-plans", "under its former address").await;
}
