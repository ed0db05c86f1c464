//! Feeds as their readers take them apart: with a parser that is not ours, and by the rules that validators go by.

use std::collections::HashSet;

use axum::http::Method;
use feed_rs::{
    model::{Feed, FeedType, Link},
    parser,
};
use serde_json::{Value, json};
use url::Url;

use super::published;
use crate::support::{Answer, App, PASSWORD};

const BASE: &str = "http://localhost:8080";
/// The forms, with their media types.
const FORMS: [(&str, &str); 3] = [
    ("feed.xml", "application/atom+xml; charset=utf-8"),
    ("rss.xml", "application/rss+xml; charset=utf-8"),
    ("feed.json", "application/feed+json; charset=utf-8"),
];

fn parsed(answer: &Answer) -> Feed {
    let parser = parser::Builder::new().build();
    parser.parse(&answer.bytes()[..]).unwrap_or_else(|error| panic!("{error}: {}", answer.text()))
}

fn of<'a>(links: &'a [Link], relation: &str) -> Vec<&'a str> {
    links.iter().filter(|link| link.rel.as_deref() == Some(relation)).map(|link| link.href.as_str()).collect()
}

/// A site with something of everything: two authors, tags, and a text with addresses that are not whole.
async fn busy() -> App {
    let app = App::new().await;
    let (ada, bob) = (app.author("ada").await, app.author("bob").await);
    published(&ada, "On <engines> & more").await;
    published(&bob, "On boats").await;
    let body = "See [it](/posts/on-boats), [there](#part) and\n\n## Part\n\n`<i>` done[^1].\n\n[^1]: A note.\n";
    let request = json!({"title": "Плавание", "body": body, "tags": ["été"], "language": "ru"});
    let post = ada.post("/api/v2/posts", request).await.is(201).body();
    ada.post(&format!("/api/v2/posts/{}/publish", post["id"].as_str().unwrap()), json!({})).await.is(200);
    app
}

#[tokio::test]
async fn every_feed_is_whole_in_every_form() {
    let app = busy().await;
    let anyone = app.anonymous();

    for (of_what, page, count) in [
        ("", "/", 3),
        ("/users/ada", "/users/ada", 2),
        ("/tags/rust", "/tags/rust", 2),
        ("/tags/%C3%A9t%C3%A9", "/tags/%C3%A9t%C3%A9", 1),
    ] {
        for (file, media_type) in FORMS {
            let path = format!("{of_what}/{file}");
            let answer = anyone.get(&path).await.is(200);
            assert_eq!(answer.header("content-type"), media_type, "{path}");
            assert_eq!(answer.header("cross-origin-resource-policy"), "cross-origin", "{path}");
            let feed = parsed(&answer);
            assert_eq!(feed.entries.len(), count, "{path}");
            if feed.feed_type == FeedType::Atom {
                assert_eq!(of(&feed.links, "alternate"), [format!("{BASE}{page}")], "{path}");
                assert_eq!(of(&feed.links, "self"), [format!("{BASE}{path}")], "{path}");
            }
            keeps_the_rules(&feed, &answer.text(), &path);
        }
    }
}

/// What the validators of feeds ask, beyond that it can be parsed.
fn keeps_the_rules(feed: &Feed, text: &str, path: &str) {
    assert!(feed.title.as_ref().is_some_and(|title| !title.content.is_empty()), "{path}");
    let ids: HashSet<&str> = feed.entries.iter().map(|entry| entry.id.as_str()).collect();
    assert_eq!(ids.len(), feed.entries.len(), "{path}: each entry has an id of its own");
    for entry in &feed.entries {
        assert!(entry.id.starts_with("urn:uuid:"), "{path}: {}", entry.id);
        assert!(entry.published.is_some(), "{path}");
        assert!(!entry.authors.is_empty() && !entry.authors[0].name.is_empty(), "{path}");
        let links: Vec<_> = entry.links.iter().map(|link| link.href.as_str()).collect();
        assert!(links.iter().any(|link| link.starts_with(&format!("{BASE}/posts/"))), "{path}: {links:?}");
        let html = entry.content.as_ref().and_then(|content| content.body.as_deref()).unwrap_or_default();
        assert!(!html.is_empty(), "{path}: a whole text");
        for (place, _) in html
            .match_indices("=\"")
            .filter(|(place, _)| ["href", "src"].iter().any(|name| html[..*place].ends_with(name)))
        {
            let address = html[place + 2..].split('"').next().unwrap();
            assert!(Url::parse(address).is_ok(), "{path}: {address} is not whole");
        }
        assert!(!html.contains("class=") && !html.contains("<script"), "{path}: {html}");
    }
    let is_illegal = |char: char| (char.is_control() && char != '\n') || matches!(char, '\u{fffd}'..='\u{ffff}');
    assert!(!text.contains(is_illegal), "{path}: {text}");
}

#[tokio::test]
async fn the_forms_say_the_same() {
    let app = busy().await;
    let anyone = app.anonymous();
    let mut told: Vec<Vec<(String, String, String)>> = Vec::new();

    for (file, _) in FORMS {
        let feed = parsed(&anyone.get(&format!("/{file}")).await.is(200));
        let entries = feed.entries.into_iter().map(|entry| {
            let html = entry.content.and_then(|content| content.body).unwrap_or_default();
            (entry.id, entry.title.unwrap().content, html.trim().to_owned())
        });
        told.push(entries.collect());
    }

    assert_eq!(told[0], told[1]);
    assert_eq!(told[0], told[2]);
    assert_eq!(told[0][0].1, "Плавание", "the newest first");
    assert_eq!(told[0][2].1, "On <engines> & more");
}

#[tokio::test]
async fn json_feed_has_the_members_of_its_version() {
    let app = busy().await;

    let feed = app.anonymous().get("/users/ada/feed.json").await.is(200).body();

    assert_eq!(feed["version"], "https://jsonfeed.org/version/1.1");
    assert_eq!(feed["feed_url"], format!("{BASE}/users/ada/feed.json"));
    assert_eq!(feed["home_page_url"], format!("{BASE}/users/ada"));
    let item = &feed["items"][0];
    assert_eq!((&item["language"], &item["title"]), (&json!("ru"), &json!("Плавание")));
    assert_eq!(item["authors"][0]["url"], format!("{BASE}/users/ada"));
    assert_eq!(item["tags"], json!(["été"]));
    let image = item["image"].as_str().unwrap();
    app.anonymous().get(image.strip_prefix(BASE).unwrap()).await.is(200);
}

#[tokio::test]
async fn rss_has_times_and_guids_as_its_validator_wants_them() {
    let app = busy().await;

    let text = app.anonymous().get("/rss.xml").await.is(200).text();

    assert!(text.contains("<pubDate>Thu, 01 Jan 2026 12:00:00 GMT</pubDate>"), "{text}");
    assert_eq!(text.matches("<guid isPermaLink=\"false\">urn:uuid:").count(), 3);
    let own = format!("<atom:link rel=\"self\" type=\"application/rss+xml\" href=\"{BASE}/rss.xml\"/>");
    assert!(text.contains(&own), "{text}");
}

#[tokio::test]
async fn known_feeds_answer_304_by_tag_and_by_time() {
    let app = busy().await;
    let anyone = app.anonymous();

    for (file, _) in FORMS {
        let path = format!("/{file}");
        let first = anyone.get(&path).await.is(200);
        assert_eq!(first.header("last-modified"), "Thu, 01 Jan 2026 12:00:00 GMT", "{path}");
        let known = |name: &str, value: &str| anyone.call(Method::GET, &path).header(name, value);
        known("if-none-match", &first.etag()).send().await.is(304);
        known("if-modified-since", first.header("last-modified")).send().await.is(304);
        known("if-modified-since", "Wed, 31 Dec 2025 12:00:00 GMT").send().await.is(200);
        known("if-none-match", "\"other\"")
            .header("if-modified-since", first.header("last-modified"))
            .send()
            .await
            .is(200);
    }
}

/// SECURITY J5: what is taken away is gone from feeds at once, for those who know them as well.
#[tokio::test]
async fn j5_feeds_forget_what_is_taken_away() {
    let app = busy().await;
    let anyone = app.anonymous();
    let first = anyone.get("/users/bob/feed.xml").await.is(200);
    let post = anyone.get("/api/v2/posts/on-boats").await.is(200).body();

    let removal = format!("/api/v2/posts/{}/remove", post["id"].as_str().unwrap());
    app.moderator("mona").await.post(&removal, json!({"reason": "Spam."})).await.is(200);

    for path in ["/feed.xml", "/rss.xml", "/feed.json", "/users/bob/rss.xml", "/tags/rust/feed.json"] {
        assert!(!anyone.get(path).await.is(200).text().contains("On boats"), "{path}");
    }
    let again = anyone.call(Method::GET, "/users/bob/feed.xml").header("if-none-match", &first.etag()).send().await;
    assert_eq!(parsed(&again.is(200)).entries.len(), 0);
}

#[tokio::test]
async fn feeds_of_nobody_and_nothing_are_not_there() {
    let app = busy().await;
    let ada = app.author("eve").await;
    ada.post("/api/v2/posts", json!({"title": "Draft", "body": "x", "tags": ["hidden"]})).await.is(201);
    let anyone = app.anonymous();

    for path in ["/users/nobody/feed.xml", "/tags/nothing/rss.xml", "/tags/hidden/feed.json", "/users/%00/feed.xml"] {
        anyone.get(path).await.is(404);
    }
    assert_eq!(parsed(&anyone.get("/users/eve/feed.xml").await.is(200)).entries.len(), 0);
}

#[tokio::test]
async fn feeds_of_a_person_go_along_with_their_name() {
    let app = busy().await;
    let ada = app.sign_in("ada").await;
    let renamed = json!({"username": "augusta", "current_password": PASSWORD});
    ada.put("/api/v2/me/username", renamed).await.is(200);
    let anyone = app.anonymous();

    for (asked, file) in [("/users/ada", "feed.xml"), ("/users/AUGUSTA", "rss.xml"), ("/users/ada", "feed.json")] {
        let moved = anyone.get(&format!("{asked}/{file}")).await.is(308);
        assert_eq!(moved.header("location"), format!("/users/augusta/{file}"));
    }
    let ids = |answer: &Answer| parsed(answer).entries.into_iter().map(|entry| entry.id).collect::<Vec<_>>();
    assert_eq!(ids(&anyone.get("/users/augusta/feed.xml").await.is(200)).len(), 2);
}

#[tokio::test]
async fn pages_lead_to_the_feeds_that_there_are() {
    let app = busy().await;
    let anyone = app.anonymous();

    for page in ["/", "/users/ada", "/tags/rust", "/posts/on-boats"] {
        let html = anyone.get(page).await.is(200).text();
        let document = scraper::Html::parse_document(&html);
        let links = scraper::Selector::parse("link[rel=alternate]").unwrap();
        let links: Vec<_> = document.select(&links).map(|link| (link.attr("type"), link.attr("href"))).collect();
        assert_eq!(links.len(), if ["/users/ada", "/tags/rust"].contains(&page) { 6 } else { 3 }, "{page}: {links:?}");
        for (media_type, address) in links {
            let feed = anyone.get(address.unwrap()).await.is(200);
            assert!(feed.header("content-type").starts_with(media_type.unwrap()), "{page}: {address:?}");
        }
    }
    let _: Value = anyone.get("/feed.json").await.is(200).body();
}
