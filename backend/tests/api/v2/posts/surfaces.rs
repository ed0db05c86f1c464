//! Every state of a post over every surface that could show it (SECURITY B1).

use axum::http::Method;
use serde_json::{Value, json};

use crate::support::{App, Caller};

/// What the table of states promises a stranger at the post's own address.
#[derive(Clone, Copy, PartialEq)]
enum Promise {
    /// Read and listed.
    Everywhere,
    /// Read by whoever has the address, and in no list.
    AddressAlone,
    /// As if it had never been.
    Nowhere,
    /// Gone.
    Gone,
}

const STATES: [(&str, Promise); 6] = [
    ("draft", Promise::Nowhere),
    ("scheduled", Promise::Nowhere),
    ("published", Promise::Everywhere),
    ("archived", Promise::AddressAlone),
    ("removed", Promise::Gone),
    ("deleted", Promise::Nowhere),
];

/// A post with a comment, read by many, liked, put aside and followed by eve, then led to a state the way people lead it there.
async fn led_to(state: &str, app: &App, ada: &Caller, eve: &Caller, staff: &Caller) -> Value {
    let request =
        json!({"title": "Secret plans", "body": "Zeppelins at dawn.", "tags": ["hidden"], "category": "craft"});
    let post = ada.post("/api/v2/posts", request).await.is(201).body();
    let path = format!("/api/v2/posts/{}", post["id"].as_str().unwrap());
    ada.post(&format!("{path}/publish"), json!({})).await.is(200);
    ada.comment("secret-plans", "Quokkas agree.").await;
    for verb in ["posts/secret-plans/like", "posts/secret-plans/bookmark", "users/ada/follow", "tags/hidden/follow"] {
        eve.put(&format!("/api/v2/{verb}"), json!({})).await.is(204);
    }
    warm(app).await;
    match state {
        "draft" => ada.post(&format!("{path}/unpublish"), json!({})).await.is(200),
        "scheduled" => {
            ada.post(&format!("{path}/unpublish"), json!({})).await.is(200);
            ada.post(&format!("{path}/publish"), json!({"at": "2026-06-01T00:00:00Z"})).await.is(200)
        }
        "archived" => ada.post(&format!("{path}/archive"), json!({})).await.is(200),
        "removed" => staff.post(&format!("{path}/remove"), json!({"reason": "Zeppelins."})).await.is(200),
        "deleted" => {
            let etag = ada.get(&path).await.etag();
            ada.take_away(&path, &etag).await.is(204)
        }
        _ => ada.get(&path).await,
    };
    post
}

/// Fills the caches while the post is there for all, so that a copy left behind would show.
async fn warm(app: &App) {
    for path in LISTS.iter().chain(&[
        "/api/v2/posts/secret-plans",
        "/posts/secret-plans",
        "/tags/hidden",
        "/api/v2/tags/hidden",
        "/api/v2/users/ada",
    ]) {
        app.anonymous().get(path).await;
    }
}

/// Addresses that list posts or quote from them, where nothing of a hidden one may stand.
const LISTS: [&str; 17] = [
    "/api/v2/posts",
    "/api/v2/posts?author=ada",
    "/api/v2/posts?category=craft",
    "/api/v2/posts?tag=hidden",
    "/api/v2/search?q=zeppelins",
    "/api/v2/search?q=quokkas&type=comments",
    "/api/v1/posts",
    "/api/v1/posts/search?q=zeppelins",
    "/api/v1/users/ada/posts",
    "/",
    "/users/ada",
    "/categories/craft",
    "/search?q=zeppelins",
    "/search?q=quokkas&type=comments",
    "/feed.xml",
    "/users/ada/rss.xml",
    "/sitemap.xml",
];

fn shows(text: &str) -> bool {
    ["Secret plans", "secret-plans", "Quokkas agree"].iter().any(|mark| text.contains(mark))
}

#[tokio::test]
async fn b1_every_state_shows_on_every_surface_what_the_table_says() {
    for (state, promise) in STATES {
        let app = App::new().await;
        let (ada, eve, mona) = (app.author("ada").await, app.author("eve").await, app.moderator("mona").await);
        let category = json!({"slug": "craft", "name": "Craft"});
        app.admin("grace").await.post("/api/v2/categories", category).await.is(201);
        let post = led_to(state, &app, &ada, &eve, &mona).await;
        let id = post["id"].as_str().unwrap();

        for stranger in [&app.anonymous(), &eve] {
            address(stranger, id, state, promise).await;
            listed(stranger, state, promise).await;
        }
        insiders(&ada, &mona, id, state).await;
    }
}

/// The post itself and its comments, by id and by slug, in both versions and as a page.
async fn address(stranger: &Caller, id: &str, state: &str, promise: Promise) {
    let (status, code) = match promise {
        Promise::Everywhere | Promise::AddressAlone => (200, ""),
        Promise::Nowhere => (404, "post.not_found"),
        Promise::Gone => (410, "post.removed"),
    };
    for name in [id, "secret-plans"] {
        for path in [
            format!("/api/v2/posts/{name}"),
            format!("/api/v2/posts/{name}/comments"),
            format!("/api/v1/posts/{name}"),
            format!("/api/v1/posts/{name}/comments"),
        ] {
            let answer = stranger.get(&path).await;
            assert_eq!((answer.status(), answer.code()), (status, code.to_owned()), "{state}: {path}");
            assert_eq!(status == 200, answer.text().contains("Zeppelins") || answer.text().contains("Quokkas"));
        }
    }
    let page = stranger.call(Method::GET, "/posts/secret-plans").header("accept", "text/html").send().await;
    assert_eq!(page.status(), status, "{state}: the page");
    let is_kept_out = page.text().contains(r#"<meta name="robots" content="noindex">"#);
    assert_eq!(is_kept_out, promise != Promise::Everywhere, "{state}: noindex");
    assert_eq!(page.text().contains("Zeppelins"), status == 200, "{state}: the page's text");
    let comment = stranger.post(&format!("/api/v2/posts/{id}/comments"), json!({"body": "Me too."})).await;
    let is_signed_in = !stranger.token().is_empty();
    assert_eq!(comment.status() == 201, status == 200 && is_signed_in, "{state}: {}", comment.text());
    for verb in ["like", "bookmark"] {
        let done = stranger.put(&format!("/api/v2/posts/{id}/{verb}"), json!({})).await;
        assert_eq!(done.status() == 204, status == 200 && is_signed_in, "{state}: {verb}: {}", done.text());
    }
    let likes = stranger.get(&format!("/api/v2/posts/{id}/likes")).await;
    assert_eq!((likes.status(), likes.text().contains("eve")), (status, status == 200), "{state}: {}", likes.text());
}

async fn listed(stranger: &Caller, state: &str, promise: Promise) {
    let is_listed = promise == Promise::Everywhere;
    for path in LISTS {
        let answer = stranger.get(path).await.is(200);
        assert_eq!(shows(&answer.text()), is_listed, "{state}: {path}: {}", answer.text());
    }
    assert_eq!(stranger.get("/api/v2/posts?count=exact").await.body()["total"], u64::from(is_listed), "{state}");
    let profile = stranger.get("/api/v2/users/ada").await.is(200).body();
    assert_eq!(profile["post_count"], u64::from(is_listed), "{state}");
    let category = stranger.get("/api/v2/categories/craft").await.is(200).body();
    assert_eq!(category["post_count"], u64::from(is_listed), "{state}");
    let tag = stranger.get("/api/v2/tags/hidden").await;
    assert_eq!(tag.status(), if is_listed { 200 } else { 404 }, "{state}: the tag");
    assert_eq!(stranger.get("/tags/hidden").await.status(), tag.status(), "{state}: the tag's page");
    if !stranger.token().is_empty() {
        let feed = stranger.get("/api/v2/me/feed?count=exact").await.is(200);
        assert_eq!((shows(&feed.text()), &feed.body()["total"]), (is_listed, &json!(u64::from(is_listed))), "{state}");
        let kept = stranger.get("/api/v2/me/bookmarks").await.is(200).text();
        assert_eq!(shows(&kept), is_listed || promise == Promise::AddressAlone, "{state}: bookmarks: {kept}");
    }
    let tags = stranger.get("/api/v2/tags").await.is(200).text();
    assert_eq!(tags.contains("hidden"), is_listed, "{state}: the tags");
}

/// Its author sees it always, staff what the table gives them.
async fn insiders(ada: &Caller, mona: &Caller, id: &str, state: &str) {
    let path = format!("/api/v2/posts/{id}");
    assert_eq!(ada.get(&path).await.is(200).body()["state"], state);
    let mine = ada.get(&format!("/api/v2/me/posts?state={state}")).await.is(200).body();
    assert_eq!(mine["items"][0]["id"], id, "{state}");
    let staff = mona.get(&path).await;
    assert_eq!(staff.status(), if matches!(state, "draft" | "deleted") { 404 } else { 200 }, "{state}: staff");
}
