//! The edge around small routers of the tests' own, and around the real one.

use axum::{Router, body::Body, routing::get};
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;

use super::*;
use crate::{config, http, services::testing::TestContext};

async fn state() -> (TestContext, AppState) {
    let test = TestContext::new().await;
    let state = AppState::new(test.context.clone(), LineLog::off());
    (test, state)
}

async fn small() -> (TestContext, Router) {
    let (test, state) = state().await;
    let panics = async || -> &'static str { panic!("the secret recipe") };
    let fails = async || -> Problem { Problem::internal("SELECT secret FROM recipes") };
    let router = Router::new()
        .route("/panic", get(panics))
        .route("/api/v1/panic", get(panics))
        .route("/fails", get(fails))
        .route("/early", get(async |request: Request| if request.uri().query().is_some() { "a" } else { "b" }))
        .layer(EdgeLayer::new(&state, Actions::default()));
    (test, router)
}

async fn get_from(router: &Router, path: &str) -> (StatusCode, axum::http::HeaderMap, String) {
    let response = router.clone().oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    (parts.status, parts.headers, String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn l9_x22_panic_is_a_500_with_the_request_id_alone() {
    let (_test, router) = small().await;

    for path in ["/panic", "/api/v1/panic", "/fails"] {
        let (status, headers, body) = get_from(&router, path).await;

        assert_eq!(status, 500);
        assert!(!body.contains("secret"), "{body}");
        assert_eq!(headers["cache-control"], "no-store");
        assert_eq!(headers["x-request-id"].len(), 16);
    }
    let (_, headers, body) = get_from(&router, "/panic").await;
    let body: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(body["request_id"], headers["x-request-id"].to_str().unwrap());
    assert_eq!(body["code"], "internal");
}

#[tokio::test]
async fn each_version_has_its_own_error_body() {
    let (_test, state) = state().await;
    let router = http::router(state);

    let (status, headers, body) = get_from(&router, "/api/v2/nothing").await;
    let v2: Value = serde_json::from_str(&body).unwrap();
    assert_eq!((status.as_u16(), headers["content-type"].to_str().unwrap()), (404, "application/problem+json"));
    assert_eq!((&v2["code"], &v2["type"]), (&"route.not_found".into(), &"/problems/route.not_found".into()));

    let (status, headers, body) = get_from(&router, "/api/v1/nothing").await;
    let v1: Value = serde_json::from_str(&body).unwrap();
    assert_eq!((status.as_u16(), headers["content-type"].to_str().unwrap()), (404, "application/json"));
    assert_eq!(v1["error"]["code"], "route.not_found");
    assert!(v1.get("title").is_none());
}

#[tokio::test]
async fn l5_every_answer_has_its_security_fields() {
    let (_test, state) = state().await;
    let router = http::router(state);
    let all = [
        "content-security-policy",
        "x-content-type-options",
        "referrer-policy",
        "cross-origin-opener-policy",
        "cross-origin-resource-policy",
        "permissions-policy",
        "x-frame-options",
        "x-request-id",
    ];

    for path in [
        "/healthz",
        "/nothing",
        "/api/v2/nothing",
        "/api/v2/openapi.json",
        "/docs",
        "/docs/v2",
        "/media/x",
        "/assets/../x",
    ] {
        let (_, headers, _) = get_from(&router, path).await;
        for name in all {
            assert!(headers.contains_key(name), "{path} lacks {name}");
        }
        assert!(headers["content-security-policy"].to_str().unwrap().contains("frame-ancestors 'none'"), "{path}");
        assert!(!headers.contains_key("server"));
        assert!(!headers.contains_key("strict-transport-security"));
    }
}

#[tokio::test]
async fn hsts_stands_where_the_site_is_https() {
    let mut config = config::testing();
    config.site.base_address = url::Url::parse("https://blog.example.org").unwrap();
    let test = TestContext::with(config).await;
    let router = http::router(AppState::new(test.context.clone(), LineLog::off()));

    let (_, headers, _) = get_from(&router, "/healthz").await;

    assert_eq!(headers["strict-transport-security"], "max-age=63072000");
}

#[tokio::test]
async fn method_that_is_not_there_is_405_with_allow() {
    let (_test, state) = state().await;
    let request = Request::delete("/healthz").body(Body::empty()).unwrap();

    let response = http::router(state).oneshot(request).await.unwrap();

    assert_eq!(response.status(), 405);
    assert_eq!(response.headers()["allow"], "GET,HEAD");
    assert_eq!(response.headers()["content-type"], "application/problem+json");
}

#[tokio::test]
async fn a9_unknown_host_is_400() {
    let (_test, state) = state().await;
    let request = Request::get("/docs/v2").header("host", "evil.org").body(Body::empty()).unwrap();

    let response = http::router(state).oneshot(request).await.unwrap();

    assert_eq!(response.status(), 400);
    assert!(response.headers().contains_key("content-security-policy"));
}

#[tokio::test]
async fn j2_forwarded_names_change_nothing() {
    let (_test, state) = state().await;
    let router = http::router(state);
    // Pages, data, redirects and refusals: whatever might name the host, the scheme or the address that was asked.
    for path in ["/docs/v2", "/docs", "/", "/sitemap.xml", "/robots.txt", "/favicon.ico", "/api/v2/site", "/nothing"] {
        let odd = Request::get(path)
            .header("x-forwarded-host", "evil.org")
            .header("x-forwarded-proto", "gopher")
            .header("x-forwarded-prefix", "/evil")
            .header("x-original-url", "/admin")
            .body(Body::empty())
            .unwrap();
        let (mut parts, body) = router.clone().oneshot(odd).await.unwrap().into_parts();
        let body = String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap();
        let (status, mut fields, plain) = get_from(&router, path).await;

        // What is new in every answer.
        let ids = [&mut parts.headers, &mut fields].map(|fields| {
            fields.remove("ratelimit");
            fields.remove("x-request-id").unwrap().to_str().unwrap().to_owned()
        });
        assert_eq!((parts.status, parts.headers), (status, fields), "{path}");
        assert_eq!(body.replace(&ids[0], ""), plain.replace(&ids[1], ""), "{path}");
        assert!(!["evil", "gopher"].iter().any(|word| body.contains(word)), "{path}");
    }
}

#[tokio::test]
async fn browser_gets_a_page_outside_the_api() {
    let (_test, router) = small().await;
    let ask = |path: &str| Request::get(path).header("accept", "text/html,*/*;q=0.8").body(Body::empty()).unwrap();

    let page = router.clone().oneshot(ask("/panic")).await.unwrap();
    let data = router.oneshot(ask("/api/v1/panic")).await.unwrap();

    assert_eq!(page.headers()["content-type"], "text/html; charset=utf-8");
    assert_eq!(data.headers()["content-type"], "application/json");
}
