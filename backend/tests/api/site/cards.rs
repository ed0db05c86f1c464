//! Pictures that stand for pages where addresses are shared.

use axum::http::Method;
use broadsheet::platform::cache::Family;
use broadsheet_frontend::paths;
use serde_json::{Value, json};

use super::{attribute, published, text};
use crate::support::{App, Caller, together};

/// The path of the picture that a page names.
async fn card_of(anyone: &Caller, page: &str) -> String {
    let html = anyone.get(page).await.is(200).text();
    let address = attribute(&html, "meta[property='og:image']", "content");
    address.strip_prefix("http://localhost:8080").unwrap_or_else(|| panic!("{page}: {address}")).to_owned()
}

fn drawn(app: &App) -> u64 {
    let statistics = app.context().cache.statistics();
    statistics.into_iter().find(|of| of.family == Family::Cards).map_or(0, |of| of.loads)
}

#[tokio::test]
async fn a_post_without_a_cover_has_a_picture_that_may_be_kept() {
    let app = App::new().await;
    let post = published(&app.author("ada").await, "On engines").await;
    let anyone = app.anonymous();

    let path = card_of(&anyone, "/posts/on-engines").await;
    let picture = anyone.get(&path).await.is(200);

    assert!(path.starts_with(&format!("/cards/{}.png?v=", post["id"].as_str().unwrap())), "{path}");
    assert_eq!(picture.header("content-type"), "image/png");
    assert_eq!(picture.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(picture.header("cross-origin-resource-policy"), "cross-origin");
    assert!(picture.header("content-security-policy").starts_with("sandbox"));
    // The size stands at the beginning of every PNG.
    assert_eq!(picture.bytes()[..8], *b"\x89PNG\r\n\x1a\n");
    assert_eq!(picture.bytes()[16..24], [1200_u32.to_be_bytes(), 630_u32.to_be_bytes()].concat());
    let known = anyone.call(Method::GET, &path).header("if-none-match", &picture.etag()).send().await.is(304);
    assert_eq!(known.header("cache-control"), "public, max-age=31536000, immutable");
}

#[tokio::test]
async fn any_other_version_brings_the_present_picture_for_once() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let post = published(&ada, "On engines").await;
    let anyone = app.anonymous();
    let old = card_of(&anyone, "/posts/on-engines").await;
    let before = anyone.get(&old).await.is(200);

    let api = format!("/api/v2/posts/{}", post["id"].as_str().unwrap());
    let etag = ada.get(&api).await.etag();
    ada.change(&api, &etag, json!({"title": "On better engines"})).await.is(200);
    let new = card_of(&anyone, "/posts/on-engines").await;

    assert_ne!(old, new);
    let present = anyone.get(&new).await.is(200);
    assert_ne!(present.bytes(), before.bytes());
    let bare = new.split('?').next().unwrap();
    for path in [old.as_str(), bare, &format!("{bare}?v=zebra"), &format!("{bare}?x={}", "z".repeat(2_000))] {
        let answer = anyone.get(path).await.is(200);
        assert_eq!(answer.header("cache-control"), "public, no-cache", "{path}");
        assert_eq!(answer.bytes(), present.bytes(), "{path}");
    }
}

#[tokio::test]
async fn a_name_that_changes_changes_the_picture() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    published(&ada, "On engines").await;
    let anyone = app.anonymous();
    let old = card_of(&anyone, "/posts/on-engines").await;

    ada.patch("/api/v2/me", json!({"display_name": "Countess of Lovelace"})).await.is(200);

    let new = card_of(&anyone, "/posts/on-engines").await;
    assert_ne!(old, new);
    assert_eq!(anyone.get(&new).await.is(200).header("cache-control"), "public, max-age=31536000, immutable");
}

/// SECURITY J6: however many ask at once, it is drawn once.
#[tokio::test]
async fn j6_a_cold_picture_is_drawn_once_for_all_who_wait() {
    let app = App::new().await;
    published(&app.author("ada").await, "On engines").await;
    let path = card_of(&app.anonymous(), "/posts/on-engines").await;
    assert_eq!(drawn(&app), 0, "a head draws nothing");

    let pictures = together((0..100).map(|_| app.anonymous().call(Method::GET, &path))).await;

    assert_eq!(drawn(&app), 1);
    assert!(pictures.iter().all(|picture| picture.status() == 200 && picture.bytes() == pictures[0].bytes()));
}

/// SECURITY B1, J5: what only some may see has no picture, and one that was there is gone at once.
#[tokio::test]
async fn j5_only_what_is_published_has_a_picture() {
    let app = App::new().await;
    let (ada, mona) = (app.author("ada").await, app.moderator("mona").await);
    let draft = ada.post("/api/v2/posts", json!({"title": "Secret plans", "body": "Hush."})).await.is(201).body();
    let post = published(&ada, "On engines").await;
    let anyone = app.anonymous();
    let path = |post: &Value| format!("/cards/{}.png", post["id"].as_str().unwrap());
    anyone.get(&path(&post)).await.is(200);

    for caller in [&anyone, &ada, &mona] {
        caller.get(&path(&draft)).await.is_problem(404, "post.not_found");
    }
    let api = format!("/api/v2/posts/{}", post["id"].as_str().unwrap());
    ada.post(&format!("{api}/archive"), json!({})).await.is(200);
    anyone.get(&path(&post)).await.is(404);
    assert!(card_of(&anyone, "/posts/on-engines").await.starts_with("/cards/site.png"));
    ada.post(&format!("{api}/publish"), json!({})).await.is(200);
    anyone.get(&path(&post)).await.is(200);
    mona.post(&format!("{api}/remove"), json!({"reason": "Spam."})).await.is(200);
    let gone = anyone.get(&path(&post)).await.is(410);
    assert_eq!(gone.header("cache-control"), "no-store");
}

#[tokio::test]
async fn what_no_font_can_write_gets_the_picture_of_the_site() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let post = published(&ada, "日本語").await;
    let anyone = app.anonymous();
    let home = card_of(&anyone, "/").await;
    let own = card_of(&anyone, &paths::post(post["slug"].as_str().unwrap())).await;

    let (of_site, of_post) = (anyone.get(&home).await.is(200), anyone.get(&own).await.is(200));

    assert_ne!(home, own);
    assert_eq!(of_post.bytes(), of_site.bytes());
    assert_eq!(of_site.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(of_post.header("cache-control"), "public, no-cache", "other fonts may come");
}

#[tokio::test]
async fn l6_cards_are_names_and_not_paths() {
    let app = App::new().await;

    for path in [
        "/cards/",
        "/cards/x.png",
        "/cards/site",
        "/cards/site.svg",
        "/cards/..%2fsite.png",
        "/cards/%73ite.png",
        "/cards/0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e6f.png",
        "/cards/site.png/x",
    ] {
        let answer = app.anonymous().get(path).await.is(404);
        assert!(answer.header("content-security-policy").starts_with("sandbox"), "{path}");
    }
}

#[tokio::test]
async fn heads_say_what_is_shared() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let category = json!({"slug": "craft", "name": "Craft"});
    app.admin("grace").await.post("/api/v2/categories", category).await.is(201);
    let request =
        json!({"title": "On engines", "body": "Words.", "tags": ["rust"], "category": "craft", "language": "pt-BR"});
    let post = ada.post("/api/v2/posts", request).await.is(201).body();
    ada.post(&format!("/api/v2/posts/{}/publish", post["id"].as_str().unwrap()), json!({})).await.is(200);
    let anyone = app.anonymous();

    let html = anyone.get("/posts/on-engines").await.is(200).text();
    let meta = |name: &str| attribute(&html, &format!("meta[property='{name}']"), "content");

    let base = "http://localhost:8080";
    assert_eq!(meta("og:type"), "article");
    assert_eq!(meta("og:url"), format!("{base}/posts/on-engines"));
    assert_eq!(meta("og:locale"), "pt_BR");
    assert_eq!((meta("og:image:width"), meta("og:image:height")), ("1200".to_owned(), "630".to_owned()));
    assert_eq!(meta("article:published_time"), "2026-01-01T12:00:00.000Z");
    assert_eq!(meta("article:author"), format!("{base}/users/ada"));
    assert_eq!((meta("article:section"), meta("article:tag")), ("Craft".to_owned(), "rust".to_owned()));
    assert_eq!(attribute(&html, "meta[name='twitter:card']", "content"), "summary_large_image");
    let data: Value = serde_json::from_str(&text(&html, "script[type='application/ld+json']")).unwrap();
    assert_eq!((&data["@type"], &data["articleSection"]), (&json!("BlogPosting"), &json!("Craft")));
    assert_eq!(data["image"]["url"], meta("og:image"));
    for (page, kind) in [("/", "WebSite"), ("/users/ada", "ProfilePage"), ("/tags/rust", "CollectionPage")] {
        let html = anyone.get(page).await.is(200).text();
        let data: Value = serde_json::from_str(&text(&html, "script[type='application/ld+json']")).unwrap();
        assert_eq!((&data["@type"], &data["url"]), (&json!(kind), &json!(format!("{base}{page}"))), "{page}");
    }
}
