//! C7, L5: what stands in the head of a page, and who may put a page into a frame.

use axum::http::Method;
use scraper::{Html, Selector};
use serde_json::{Value, json};

use crate::support::{Answer, App};

/// Ways out of the places where a server puts a title.
const VECTORS: [&str; 7] = [
    "</title><script>alert(1)</script>",
    "\"><script>alert(1)</script>",
    "'><img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "]]><script>alert(1)</script>",
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e &lt;script&gt;",
];

/// The scripts of a page that hold code, and attributes that would run some.
fn running(html: &str) -> Vec<String> {
    let document = Html::parse_document(html);
    let all = Selector::parse("*").unwrap();
    let mut found = Vec::new();
    for element in document.select(&all) {
        let is_data = element.attr("type").is_some_and(|kind| kind.contains("json"));
        let is_ours = element.attr("src").is_some_and(|source| source.starts_with('/'));
        if element.value().name() == "script" && !is_data && !is_ours {
            found.push(element.html());
        }
        found.extend(
            element.value().attrs().filter(|(name, _)| name.starts_with("on")).map(|(name, _)| name.to_owned()),
        );
    }
    found
}

fn attribute(html: &str, selector: &str, name: &str) -> String {
    let document = Html::parse_document(html);
    let element = document.select(&Selector::parse(selector).unwrap()).next();
    element.and_then(|element| element.attr(name)).unwrap_or_default().to_owned()
}

fn text(html: &str, selector: &str) -> String {
    let document = Html::parse_document(html);
    let element = document.select(&Selector::parse(selector).unwrap()).next();
    element.map(|element| element.text().collect()).unwrap_or_default()
}

#[tokio::test]
async fn c7_titles_stay_text_in_every_head() {
    let app = App::new().await;
    let mut ada = app.author("ada").await;

    for (number, vector) in VECTORS.iter().enumerate() {
        let slug = format!("vector-{number}");
        let request = json!({"title": vector, "slug": slug, "excerpt": vector, "body": "x", "tags": ["Vectors"]});
        let post = ada.post("/api/v2/posts", request).await.is(201).body();
        ada.post(&format!("/api/v2/posts/{}/publish", post["id"].as_str().unwrap()), json!({})).await.is(200);
        ada.patch("/api/v2/me", json!({"display_name": format!("{vector:.40}"), "bio": vector})).await;
        let pages = ["/", &format!("/posts/{slug}"), "/users/ada", "/tags/vectors", "/search?q=vector"];
        for path in pages {
            let html = app.anonymous().get(path).await.is(200).text();
            assert!(running(&html).is_empty(), "{path} {vector}: {:?}", running(&html));
        }

        let html = app.anonymous().get(&format!("/posts/{slug}")).await.is(200).text();
        assert!(text(&html, "title").contains(vector), "{vector}");
        assert_eq!(attribute(&html, "meta[property='og:title']", "content"), *vector);
        assert_eq!(attribute(&html, "meta[property='og:description']", "content"), *vector);
        let about: Value = serde_json::from_str(&text(&html, "script[type='application/ld+json']")).unwrap();
        assert!(about.to_string().contains(&serde_json::to_string(vector).unwrap()), "{about}");
        let data: Value = serde_json::from_str(&text(&html, "#page-data")).unwrap();
        assert_eq!(data["responses"][format!("/api/v2/posts/{slug}")]["title"], *vector);
        for feed in ["/feed.xml", "/users/ada/rss.xml", "/tags/vectors/feed.xml"] {
            let feed = app.anonymous().get(feed).await.is(200).text();
            assert!(!feed.contains("<script") && !feed.contains("<img"), "{vector}");
        }
    }
    ada.refresh().await.is(200);
}

#[tokio::test]
async fn c7_errors_are_json_that_nobody_sniffs_and_repeat_no_markup() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let script = "%3Cscript%3Ealert(1)%3C/script%3E";

    let answers = [
        ada.get(&format!("/api/v2/{script}")).await,
        ada.get(&format!("/api/v1/{script}")).await,
        ada.get(&format!("/api/v2/posts/{script}")).await,
        ada.get(&format!("/api/v2/posts?sort={script}")).await,
        ada.get(&format!("/api/v1/posts?{script}=1")).await,
        ada.post("/api/v2/posts", json!({"<script>alert(1)</script>": 1})).await,
        ada.post("/api/v2/posts", json!({"title": "x", "language": "<script>alert(1)</script>"})).await,
        ada.post("/api/v1/auth/login", json!({"login": "<script>", "password": "<script>"})).await,
        ada.call(Method::POST, "/api/v2/posts").header("content-type", "text/<script>").body("x").send().await,
    ];

    for answer in answers {
        assert!((400..500).contains(&answer.status()), "{}", answer.text());
        assert!(answer.header("content-type").contains("json"), "{}", answer.header("content-type"));
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert!(answer.header("content-security-policy").starts_with("default-src 'none'"));
    }
}

/// One of each kind of answer that there is.
async fn answers(app: &App) -> Vec<(&'static str, Answer)> {
    let ada = app.author("ada").await;
    let anyone = app.anonymous();
    let post = ada.publish("Framed").await;
    let path = format!("/api/v2/posts/{}", post["id"].as_str().unwrap());
    let etag = ada.get(&path).await.etag();
    ada.change(&path, &etag, json!({"slug": "unframed"})).await.is(200);
    let page = anyone.get("/posts/unframed").await.is(200);
    let html = |path: &str| anyone.call(Method::GET, path).header("accept", "text/html");
    let known = html("/posts/unframed").header("if-none-match", &page.etag()).send().await.is(304);
    vec![
        ("a page", page),
        ("a known page", known),
        ("a moved page", anyone.get("/posts/framed").await.is(308)),
        ("a missing page", html("/nowhere").send().await.is(404)),
        ("a missing post", html("/posts/nowhere").send().await.is(404)),
        ("a bad page", html("/?after=x").send().await.is(400)),
        ("the app", html("/login").send().await.is(200)),
        ("the docs", html("/docs/v2").send().await.is(200)),
        ("a problem", html("/problems/post.not_found").send().await.is(200)),
        ("the feed", anyone.get("/feed.xml").await.is(200)),
        ("a card", anyone.get("/cards/site.png").await.is(200)),
        ("the map", anyone.get("/sitemap.xml").await.is(200)),
        ("a list", anyone.get("/api/v2/posts").await.is(200)),
        ("a document", anyone.get("/api/v1/openapi.json").await.is(200)),
        ("a moved resource", anyone.get("/api/v2/posts/framed").await.is(308)),
        ("a refusal", anyone.get("/api/v2/me").await.is(401)),
        ("a wrong method", anyone.delete("/api/v2/posts").await.is(405)),
        ("a wrong parameter", anyone.get("/api/v2/posts?limit=0").await.is(422)),
        ("too much", ada.post("/api/v2/posts", json!({"title": "x".repeat(9 << 20)})).await.is(413)),
        ("a wrong host", html("/").header("host", "evil.example").send().await.is(400)),
        ("no upload", anyone.get("/media/x.png").await.is(404)),
        ("liveness", anyone.get("/healthz").await.is(200)),
        ("readiness", anyone.get("/readyz").await.is(503)),
    ]
}

#[tokio::test]
async fn l5_nothing_may_be_framed() {
    let app = App::new().await;

    for (what, answer) in answers(&app).await {
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("frame-ancestors 'none'"), "{what}: {policy}");
        assert_eq!(answer.header("x-frame-options"), "DENY", "{what}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{what}");
        assert!(!answer.header("x-request-id").is_empty(), "{what}");
        assert!(answer.header("server").is_empty(), "{what}");
    }
}
