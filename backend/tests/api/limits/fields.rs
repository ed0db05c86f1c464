//! What every answer says of its limits.

use axum::http::Method;
use broadsheet_shared::limit::Action;
use serde_json::json;

use crate::support::{App, limited};

#[tokio::test]
async fn every_answer_but_files_and_probes_says_what_is_left() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    ada.publish("Plain").await;

    for path in ["/api/v1/posts", "/api/v2/posts/plain", "/api/v2/posts/missing", "/api/v2/search?q=plain", "/api/v2/x"]
        .into_iter()
        .chain(["/", "/posts/plain", "/posts/missing", "/feed.xml", "/robots.txt", "/docs/v2", "/api/v2/openapi.json"])
    {
        let answer = app.anonymous().get(path).await;
        assert_eq!(answer.headers().get_all("ratelimit").iter().count(), 1, "{path}");
        assert_eq!(answer.headers().get_all("ratelimit-policy").iter().count(), 1, "{path}");
        assert!(answer.header("ratelimit-policy").starts_with('"'), "{path}");
    }
    for path in ["/healthz", "/media/x.png", "/assets/x.js", "/docs/boot.js"] {
        assert_eq!(app.anonymous().get(path).await.header("ratelimit"), "", "{path}");
    }
    let wrong = app.anonymous().delete("/api/v2/posts").await.is(405);
    assert!(wrong.left("site.read.address").is_some());
}

#[tokio::test]
async fn a_reader_is_told_of_the_address_and_a_person_of_all_three() {
    let limits = "100/1m per address, 50/1m per user, 20/1m per token";
    let app = App::with(limited(&[(Action::ApiRead, limits)])).await;
    let ada = app.author("ada").await;

    let reader = app.anonymous().get("/api/v2/posts").await.is(200);
    assert_eq!(reader.header("ratelimit-policy"), "\"api.read.address\";q=100;w=60");
    assert_eq!(reader.left("api.read.address"), Some(99));
    assert_eq!(reader.left("api.read.user"), None);

    let person = ada.get("/api/v2/me").await.is(200);
    assert_eq!(person.left("api.read.address"), Some(98));
    assert_eq!(person.left("api.read.user"), Some(49));
    assert_eq!(person.left("api.read.token"), Some(19));
    let elsewhere = app.sign_in("ada").await.get("/api/v2/me").await.is(200);
    assert_eq!((elsewhere.left("api.read.user"), elsewhere.left("api.read.token")), (Some(48), Some(19)));
}

#[tokio::test]
async fn a_refusal_names_the_limit_and_says_when_to_come_back() {
    let app = App::with(limited(&[(Action::ApiRead, "1/1h per address")])).await;
    app.anonymous().get("/api/v2/posts").await.is(200);

    let second = app.anonymous().get("/api/v2/posts").await.is_problem(429, "limit.exceeded");
    let first = app.anonymous().get("/api/v1/posts").await.is_problem(429, "limit.exceeded");

    let secs: u32 = second.header("retry-after").parse().unwrap();
    assert!((1..=7_200).contains(&secs), "{secs}");
    assert_eq!(second.body()["retry_after"], secs);
    assert_eq!(second.body()["policy"], "api.read.address");
    assert!(
        second.body()["detail"].as_str().unwrap().starts_with("Too often: at most 1 in 60 minutes"),
        "{}",
        second.text()
    );
    assert_eq!(second.left("api.read.address"), Some(0));
    assert_eq!(second.header("ratelimit-policy"), "\"api.read.address\";q=1;w=3600");
    assert_eq!(first.body()["error"]["policy"], "api.read.address");
    assert_eq!(first.header("retry-after"), second.header("retry-after"));
}

#[tokio::test]
async fn j3_a_refusal_is_kept_by_nobody() {
    let app =
        App::with(limited(&[(Action::SiteRead, "1/1h per address"), (Action::ApiRead, "1/1h per address")])).await;
    for path in ["/", "/api/v2/posts"] {
        app.anonymous().get(path).await.is(200);

        let refused = app.anonymous().call(Method::GET, path).header("accept", "text/html").send().await.is(429);

        assert_eq!(refused.header("cache-control"), "no-store", "{path}");
        app.anonymous().call(Method::GET, path).from("192.0.2.7").send().await.is(200);
    }
    let page = app.anonymous().call(Method::GET, "/").header("accept", "text/html").send().await.is(429);
    assert!(page.text().contains("Too many requests"), "{}", page.text());
}

/// The body lies ready for all; what is left is each caller's own.
#[tokio::test]
async fn j1_what_is_left_never_comes_from_a_cache() {
    let app = App::with(limited(&[(Action::ApiRead, "10/1h per address")])).await;
    let ask = async |address: &str| {
        let answer = app.anonymous().call(Method::GET, "/api/v2/posts").from(address).send().await.is(200);
        answer.left("api.read.address").unwrap()
    };

    assert_eq!([ask("192.0.2.1").await, ask("192.0.2.1").await, ask("192.0.2.1").await], [9, 8, 7]);
    assert_eq!(ask("192.0.2.2").await, 9);
    assert_eq!(ask("192.0.2.1").await, 6);
}

#[tokio::test]
async fn scripts_of_listed_origins_may_read_the_fields() {
    let mut config = limited(&[(Action::ApiRead, "1/1h per address")]);
    config.server.cors_origins = vec!["https://tools.example.org".to_owned()];
    let app = App::with(config).await;
    let ask = || app.anonymous().call(Method::GET, "/api/v2/posts").header("origin", "https://tools.example.org");

    for status in [200, 429] {
        let answer = ask().send().await.is(status);
        let exposed = answer.header("access-control-expose-headers");
        for field in ["RateLimit", "RateLimit-Policy", "Retry-After"] {
            assert!(exposed.split(", ").any(|name| name == field), "{field}: {exposed}");
        }
    }
}

/// Answered before anything counts them: they say what there is, and use nothing up.
#[tokio::test]
async fn what_nothing_counts_says_what_is_left_all_the_same() {
    let mut config = limited(&[(Action::SiteRead, "100/1h per address")]);
    config.server.cors_origins = vec!["https://tools.example.org".to_owned()];
    let app = App::with(config).await;
    let question = || {
        let asked = app.anonymous().call(Method::OPTIONS, "/api/v2/posts");
        asked.header("origin", "https://tools.example.org").header("access-control-request-method", "GET").send()
    };
    let elsewhere = || app.anonymous().call(Method::GET, "/").header("host", "evil.example").send();

    for _ in 0..2 {
        for answer in [question().await.is(204), elsewhere().await.is_problem(400, "request.host_unknown")] {
            assert_eq!(answer.left("site.read.address"), Some(100));
            assert_eq!(answer.header("ratelimit-policy"), "\"site.read.address\";q=100;w=3600");
        }
    }
    app.anonymous().get("/").await.is(200);
    assert_eq!(question().await.is(204).left("site.read.address"), Some(99));
    assert_eq!(app.anonymous().call(Method::GET, "/healthz").send().await.header("ratelimit-policy"), "");
}

#[tokio::test]
async fn a_count_that_fails_leaves_what_this_process_knows() {
    let app = App::with(limited(&[(Action::AuthLogin, "100/1h per address")])).await;
    let login = json!({"login": "ada", "password": "wrong horse"});
    app.sql("ALTER TABLE limit_logs RENAME TO limit_logs_away").await;

    let answer = app.anonymous().post("/api/v2/auth/login", login).await;

    assert!(answer.status() >= 500, "{}", answer.text());
    assert_eq!(answer.header("ratelimit-policy"), "\"auth.login.address\";q=100;w=3600");
    assert_eq!(answer.left("auth.login.address"), Some(99), "it has counted in this process all the same");
}

#[tokio::test]
async fn a_write_counts_once_and_a_refused_one_not_at_all() {
    let app = App::with(limited(&[(Action::CommentsWrite, "100/5m per address, 2/5m per user, 2/5m per token")])).await;
    let (ada, ben) = (app.author("ada").await, app.reader("ben").await);
    ada.publish("Talk").await;
    let send = async || ben.post("/api/v2/posts/talk/comments", json!({"body": "Hm"})).await;

    assert_eq!(send().await.is(201).left("comments.write.user"), Some(1));
    assert_eq!(send().await.is(201).left("comments.write.user"), Some(0));
    let refused = send().await.is_problem(429, "limit.exceeded");
    assert!(refused.body()["policy"].as_str().unwrap().starts_with("comments.write."));
    app.wait_secs(299);
    send().await.is(429);
    app.wait_secs(1);
    send().await.is(201);

    assert_eq!(app.texts("SELECT body_markdown FROM comments").await.len(), 3);
}
