//! How long version 1 will be there, as its answers tell.

use axum::http::Method;
use broadsheet::config;
use serde_json::json;

use crate::support::App;

const OF_VERSION_ONE: [&str; 6] = [
    "/api/v1/posts",
    "/api/v1/posts?page=0",
    "/api/v1/posts/nothing",
    "/api/v1/me",
    "/api/v1/nothing",
    "/api/v1/openapi.json",
];

#[tokio::test]
async fn a_site_that_plans_its_end_says_so_in_every_answer_of_version_one_and_in_no_other() {
    let mut config = config::testing();
    config.api.v1_deprecated_at = Some("2027-01-01T00:00:00Z".parse().unwrap());
    config.api.v1_sunset_at = Some("2028-01-01T00:00:00Z".parse().unwrap());
    config.server.cors_origins = vec!["https://tools.example.org".to_owned()];
    let app = App::with(config).await;
    let anyone = app.anonymous();

    for path in OF_VERSION_ONE {
        let answer = anyone.get(path).await;
        assert_eq!(answer.header("deprecation"), "@1798761600", "{path}");
        assert_eq!(answer.header("sunset"), "Sat, 01 Jan 2028 00:00:00 GMT", "{path}");
    }
    let refused = anyone.call(Method::PUT, "/api/v1/posts").json(&json!({})).send().await.is(405);
    assert_eq!(refused.header("deprecation"), "@1798761600");
    let elsewhere = anyone.call(Method::GET, "/api/v1/posts").header("origin", "https://tools.example.org");
    let exposed = elsewhere.send().await.is(200).header("access-control-expose-headers").to_owned();
    for field in ["Deprecation", "Sunset"] {
        assert!(exposed.split(", ").any(|name| name == field), "{field}: {exposed}");
    }
    for path in ["/api/v2/posts", "/api/v2/nothing", "/api/v2/openapi.json", "/", "/problems/post.not_found"] {
        let answer = anyone.get(path).await;
        assert_eq!((answer.header("deprecation"), answer.header("sunset")), ("", ""), "{path}");
    }
}

#[tokio::test]
async fn frozen_is_not_deprecated() {
    let app = App::new().await;

    for path in OF_VERSION_ONE {
        let answer = app.anonymous().get(path).await;
        assert_eq!((answer.header("deprecation"), answer.header("sunset")), ("", ""), "{path}");
    }
}
