//! Either engine: statements that do not end.

use std::time::{Duration, Instant};

use broadsheet::{config, repositories::Engine};
use serde_json::json;

use crate::support::App;

/// Puts something in the place of categories that takes for ever to read.
async fn endless_categories(app: &App) {
    app.sql("ALTER TABLE categories RENAME TO kept").await;
    app.sql(match app.context().database.engine() {
        Engine::Sqlite => {
            "CREATE VIEW categories AS SELECT kept.* FROM kept WHERE (WITH RECURSIVE c(x) AS \
             (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c) > 0"
        }
        Engine::Postgres => "CREATE VIEW categories AS SELECT kept.* FROM kept WHERE pg_sleep(600) IS NOT NULL",
    })
    .await;
}

#[tokio::test]
async fn f8_a_statement_that_does_not_end_is_503_and_others_go_on() {
    let mut config = config::testing();
    config.database.statement_timeout_ms = 300;
    let app = App::with(config).await;
    let admin = app.admin("ada").await;
    admin.post("/api/v2/categories", json!({"name": "Rust", "slug": "rust"})).await.is(201);
    endless_categories(&app).await;

    for (path, code) in [("/api/v2/categories", "service.unavailable"), ("/api/v1/categories", "service.unavailable")] {
        let begun = Instant::now();
        let answer = app.anonymous().get(path).await.is_problem(503, code);
        assert_eq!(answer.header("retry-after"), "2");
        assert!(!answer.text().contains("timeout") && !answer.text().contains("SELECT"), "{}", answer.text());
        assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    }

    app.anonymous().get("/api/v2/tags").await.is(200);
    app.sql("DROP VIEW categories").await;
    app.sql("ALTER TABLE kept RENAME TO categories").await;
    assert_eq!(app.anonymous().get("/api/v2/categories").await.is(200).body()["items"][0]["slug"], "rust");
}

#[tokio::test]
async fn x8_an_answer_that_takes_too_long_is_503() {
    let mut config = config::testing();
    config.server.answer_timeout_ms = 300;
    let app = App::with(config).await;
    let admin = app.admin("ada").await;
    admin.post("/api/v2/categories", json!({"name": "Rust", "slug": "rust"})).await.is(201);
    endless_categories(&app).await;

    let answer = app.anonymous().get("/api/v2/categories?limit=3").await.is_problem(503, "service.unavailable");

    assert_eq!(answer.header("retry-after"), "2");
    app.anonymous().get("/api/v2/tags").await.is(200);
}
