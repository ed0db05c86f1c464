//! Pages for people: what stands at the public addresses before any script runs.

mod cards;
mod circle;
mod feeds;
mod old_paths;
mod searching;
mod threads;

use std::io::Read;

use axum::http::Method;
use broadsheet::services::setup;
use flate2::read::GzDecoder;
use scraper::{Html, Selector};
use serde_json::{Value, json};

use crate::support::{App, Caller, PASSWORD};

/// A published post of somebody, with its slug.
async fn published(author: &Caller, title: &str) -> Value {
    let request = json!({"title": title, "body": "Some **bold** words & a `<tag>`.", "tags": ["rust"]});
    let post = author.post("/api/v2/posts", request).await.is(201).body();
    let address = format!("/api/v2/posts/{}/publish", post["id"].as_str().unwrap());
    author.post(&address, json!({})).await.is(200).body()
}

fn text(html: &str, selector: &str) -> String {
    let document = Html::parse_document(html);
    let selector = Selector::parse(selector).unwrap();
    document.select(&selector).next().map(|element| element.text().collect()).unwrap_or_default()
}

fn attribute(html: &str, selector: &str, name: &str) -> String {
    let document = Html::parse_document(html);
    let selector = Selector::parse(selector).unwrap();
    let element = document.select(&selector).next();
    element.and_then(|element| element.attr(name)).unwrap_or_default().to_owned()
}

#[tokio::test]
async fn post_page_is_whole_without_a_script() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    published(&ada, "On engines").await;
    ada.post("/api/v2/posts/on-engines/comments", json!({"body": "Well said."})).await.is(201);

    let page = app.anonymous().get("/posts/on-engines").await.is(200);

    let html = page.text();
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(page.header("cache-control"), "public, no-cache");
    assert!(text(&html, "title").contains("On engines"));
    assert_eq!(text(&html, "h1"), "On engines");
    assert!(attribute(&html, "link[rel=canonical]", "href").ends_with("/posts/on-engines"));
    assert!(text(&html, "script[type='application/ld+json']").contains("BlogPosting"));
    assert!(html.contains("<strong>bold</strong>") && html.contains("Well said."));
    let data: Value = serde_json::from_str(&text(&html, "#page-data")).unwrap();
    assert_eq!(data["responses"]["/api/v2/posts/on-engines"]["title"], "On engines");
    let comments = &data["responses"]["/api/v2/posts/on-engines/comments?limit=100"];
    let asked = app.anonymous().get("/api/v2/posts/on-engines/comments?limit=100").await.is(200).body();
    assert_eq!(*comments, asked);
}

#[tokio::test]
async fn page_that_is_known_answers_304() {
    let app = App::new().await;
    let tag = app.anonymous().get("/").await.is(200).etag();

    let again = app.anonymous().call(Method::GET, "/").header("if-none-match", &tag).send().await;

    again.is(304);
}

#[tokio::test]
async fn everybody_gets_the_coding_that_they_take() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    for number in 0..5 {
        published(&ada, &format!("Post {number}")).await;
    }
    let anyone = app.anonymous();

    for path in ["/", "/posts/post-1", "/api/v2/posts", "/feed.xml", "/rss.xml", "/feed.json", "/docs/v2"] {
        let ask =
            async |takes: &str| anyone.call(Method::GET, path).header("accept-encoding", takes).send().await.is(200);
        let (plain, zipped, small) =
            (ask("identity").await, ask("gzip, deflate").await, ask("gzip, deflate, br").await);
        let unpacked = |unpack: &mut dyn Read| {
            let mut bytes = Vec::new();
            unpack.read_to_end(&mut bytes).unwrap();
            bytes
        };

        assert!(!plain.headers().contains_key("content-encoding"), "{path}");
        assert_eq!((zipped.header("content-encoding"), small.header("content-encoding")), ("gzip", "br"), "{path}");
        assert_eq!(unpacked(&mut GzDecoder::new(&zipped.bytes()[..])), plain.bytes()[..], "{path}");
        assert_eq!(unpacked(&mut brotli::Decompressor::new(&small.bytes()[..], 4096)), plain.bytes()[..], "{path}");
        let tags = [plain.etag(), zipped.etag(), small.etag()];
        assert!(tags[0] != tags[1] && tags[1] != tags[2] && tags[0] != tags[2], "{path}");
        for answer in [&plain, &zipped, &small] {
            assert!(answer.header("vary").to_lowercase().contains("accept-encoding"), "{path}");
            // Who has it in one coding, and takes another now, has it.
            anyone.call(Method::GET, path).header("if-none-match", &answer.etag()).send().await.is(304);
        }
    }
}

#[tokio::test]
async fn lists_carry_the_cursors_of_the_api() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    for number in 0..21 {
        published(&ada, &format!("Post {number}")).await;
    }
    let anyone = app.anonymous();

    for (page, api) in [
        ("/", "/api/v2/posts?limit=20"),
        ("/tags/rust", "/api/v2/posts?limit=20&tag=rust"),
        ("/users/ada", "/api/v2/posts?limit=20&author=ada"),
    ] {
        let html = anyone.get(page).await.is(200).text();
        let data: Value = serde_json::from_str(&text(&html, "#page-data")).unwrap();
        let listed = anyone.get(api).await.is(200).body();
        assert_eq!(data["responses"][api], listed, "{page}");
        let next = listed["next"].as_str().expect("a second part");
        anyone.get(&format!("{page}?after={next}")).await.is(200);
    }
}

#[tokio::test]
async fn the_front_page_says_how_many_posts_it_was_told_of() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let anyone = app.anonymous();
    let told = async |page: &str| {
        let html = anyone.get(page).await.is(200).text();
        let data: Value = serde_json::from_str(&text(&html, "#page-data")).unwrap();
        data["responses"]["home"].clone()
    };

    assert_eq!(told("/").await, 0);
    for number in 1..=21 {
        published(&ada, &format!("Post {number}")).await;
    }
    assert_eq!(told("/").await, 21);
    let listed = anyone.get("/api/v2/posts?limit=20").await.is(200).body();
    let later = format!("/?after={}", listed["next"].as_str().expect("a second part"));
    assert_eq!(told(&later).await, Value::Null, "of what is new a later part is not told");
}

#[tokio::test]
async fn removed_post_brings_all_its_page_needs() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let post = published(&ada, "On regret").await;
    let removal = format!("/api/v2/posts/{}/remove", post["id"].as_str().unwrap());
    app.admin("grace").await.post(&removal, json!({"reason": "Spam."})).await.is(200);

    let anyone = app.anonymous();
    let page = anyone.call(Method::GET, "/posts/on-regret").header("accept", "text/html");

    let html = page.send().await.is(410).text();

    let data: Value = serde_json::from_str(&text(&html, "#page-data")).unwrap();
    assert_eq!(data["status"], 410);
    assert!(!html.contains("On regret") && !html.contains("Spam."));
}

#[tokio::test]
async fn b1_draft_stands_on_no_page() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let draft = json!({"title": "Secret plans", "body": "Hush.", "tags": ["hidden"]});
    let draft = ada.post("/api/v2/posts", draft).await.is(201).body();
    let anyone = app.anonymous();

    for path in ["/posts/secret-plans", "/tags/hidden", &format!("/posts/{}", draft["id"].as_str().unwrap())] {
        anyone.get(path).await.is(404);
        ada.get(path).await.is(404);
    }
    for path in ["/", "/users/ada", "/feed.xml", "/sitemap.xml", "/search?q=secret"] {
        let body = anyone.get(path).await.is(200).text();
        assert!(!body.contains("Secret plans") && !body.contains("secret-plans"), "{path}");
    }
}

#[tokio::test]
async fn j1_page_of_somebody_signed_in_is_everybodys() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    published(&ada, "On engines").await;

    let hers = ada.get("/posts/on-engines").await.is(200);
    let anyones = app.anonymous().get("/posts/on-engines").await.is(200);

    assert_eq!(hers.bytes(), anyones.bytes());
    assert_eq!(hers.header("set-cookie"), "");
}

#[tokio::test]
async fn j2_what_means_nothing_is_not_reflected() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    published(&ada, "On engines").await;

    for path in ["/", "/posts/on-engines", "/users/ada", "/login", "/feed.xml", "/users/ada/rss.xml"] {
        // First the odd one, on a cold cache: what it left there is what others get.
        app.context().cache.drop_all().await;
        let odd = app.anonymous().call(Method::GET, &format!("{path}?utm=zebra&x=1"));
        let odd =
            odd.header("x-forwarded-host", "zebra.example").header("x-original-url", "/zebra").send().await.is(200);
        let plain = app.anonymous().get(path).await.is(200);

        assert_eq!(odd.bytes(), plain.bytes(), "{path}");
        assert!(!plain.text().contains("zebra") && !format!("{:?}", odd.headers()).contains("zebra"), "{path}");
    }
}

#[tokio::test]
async fn c7_wrong_address_is_a_404_page_that_repeats_nothing() {
    let app = App::new().await;
    let anyone = app.anonymous();

    for path in ["/zebra%3Cscript%3E", "/posts/zebra%3Cscript%3E", "/tags/zebra", "/users/zebra", "/posts/%00zebra"] {
        let page = anyone.call(Method::GET, path).header("accept", "text/html").send().await.is(404);
        let html = page.text();
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8", "{path}");
        assert_eq!(page.header("cache-control"), "no-store");
        assert!(page.header("content-security-policy").contains("frame-ancestors 'none'"));
        assert_eq!(page.header("x-content-type-options"), "nosniff");
        assert_eq!(attribute(&html, "meta[name=robots]", "content"), "noindex");
        assert!(!html.contains("zebra"), "{path}");
    }
    anyone.get("/zebra").await.is_problem(404, "route.not_found");
}

#[tokio::test]
async fn cursor_of_nowhere_is_a_400_page() {
    let app = App::new().await;

    let page = app.anonymous().get("/?after=zebra").await.is(400);

    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert!(!page.text().contains("zebra"));
}

#[tokio::test]
async fn other_names_of_a_thing_lead_to_its_address() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let post = published(&ada, "On engines").await;
    let id = post["id"].as_str().unwrap();
    let path = format!("/api/v2/posts/{id}");
    let tag = ada.get(&path).await.etag();
    let rename = ada.call(Method::PATCH, &path).if_match(&tag).json(&json!({"slug": "of-engines"}));
    rename.send().await.is(200);
    let anyone = app.anonymous();

    for (old, new) in [
        ("/posts/on-engines".to_owned(), "/posts/of-engines"),
        (format!("/posts/{id}"), "/posts/of-engines"),
        ("/users/ADA".to_owned(), "/users/ada"),
    ] {
        let answer = anyone.get(&old).await.is(308);
        assert_eq!(answer.header("location"), new);
    }
}

#[tokio::test]
async fn pages_of_the_app_begin_empty() {
    let app = App::new().await;

    for path in ["/login", "/register", "/write", "/write/1", "/me/posts", "/setup", "/search"] {
        let page = app.anonymous().get(path).await.is(200);
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8", "{path}");
    }
}

#[tokio::test]
async fn search_page_shows_what_was_found() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    published(&ada, "On engines").await;

    let html = app.anonymous().get("/search?q=engines").await.is(200).text();

    let data: Value = serde_json::from_str(&text(&html, "#page-data")).unwrap();
    let asked = "/api/v2/search?q=engines&type=posts&limit=20";
    assert_eq!(data["responses"][asked], app.anonymous().get(asked).await.is(200).body());
    assert!(html.contains("/posts/on-engines"));
}

#[tokio::test]
async fn the_site_map_lists_what_is_published() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    published(&ada, "On <engines> & more").await;
    let anyone = app.anonymous();

    let map = anyone.get("/sitemap.xml").await.is(200);

    assert!(map.text().contains("/posts/on-engines-more</loc>"), "{}", map.text());
    assert!(anyone.get("/robots.txt").await.is(200).text().contains("/sitemap.xml"));
    anyone.get("/sitemaps/1.xml").await.is_problem(404, "route.not_found");
}

#[tokio::test]
async fn l6_media_are_names_and_not_paths() {
    let app = App::new().await;

    for path in ["/media/..%2f..%2fbroadsheet.db", "/media/%2e%2e/x", "/media/x", "/media/", "/media/a.jpg/b"] {
        let answer = app.anonymous().get(path).await.is(404);
        assert!(answer.header("content-security-policy").starts_with("sandbox"), "{path}");
    }
}

#[tokio::test]
async fn manifest_names_the_site_as_it_was_set_up() {
    let app = App::new().await;
    let anyone = app.anonymous();
    let before = anyone.get("/site.webmanifest").await.is(200).body();
    let link = setup::ensure_link(app.context()).await.unwrap().unwrap();
    let (_, token) = link.split_once("#token=").unwrap();
    let request = json!({
        "token": token, "site_name": "The Daily Ferris", "site_description": "News & notes", "site_language": "de",
        "site_base_url": "http://localhost:8080", "username": "ada", "email": "ada@example.org", "password": PASSWORD,
    });
    anyone.post("/api/v2/setup", request).await.is(201);

    let answer = anyone.get("/site.webmanifest").await.is(200);

    assert_eq!(answer.header("content-type"), "application/manifest+json");
    assert_eq!(answer.header("cache-control"), "public, no-cache");
    let manifest = answer.body();
    assert_ne!(before["name"], manifest["name"]);
    assert_eq!(manifest["name"], "The Daily Ferris");
    assert_eq!(manifest["short_name"], "The Daily");
    assert_eq!(manifest["description"], "News & notes");
    assert_eq!(manifest["lang"], "de");
    let page = anyone.get("/login").await.is(200).text();
    assert_eq!(attribute(&page, "link[rel=manifest]", "href"), "/site.webmanifest");
    let theme = attribute(&page, "meta[name=theme-color][media*=light]", "content");
    assert_eq!(manifest["background_color"], theme);
}

#[tokio::test]
async fn documentation_names_its_icon() {
    let app = App::new().await;

    let html = app.anonymous().get("/docs/v2").await.is(200).text();

    assert_eq!(attribute(&html, "link[rel=icon]", "href"), "/assets/icons/icon.svg");
}

#[tokio::test]
async fn the_icon_is_found_where_programs_look_for_it() {
    let app = App::new().await;

    let answer = app.anonymous().get("/favicon.ico").await.is(301);

    assert_eq!(answer.header("location"), "/assets/icons/icon-192.png");
    assert_eq!(answer.header("cache-control"), "public, max-age=86400");
}
