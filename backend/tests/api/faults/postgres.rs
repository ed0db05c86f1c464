//! PostgreSQL restarted, worn out, slow, behind a dead line: what a server alone can do to us.

use std::{
    sync::atomic::{AtomicBool, AtomicU32, Ordering},
    time::{Duration, Instant},
};

use broadsheet::repositories::{Database, DatabaseSettings, Executor};
use futures_util::future::join_all;
use sea_orm::ConnectionTrait;
use serde_json::json;

use crate::support::{Adjusted, App, Caller, Chaos, Line, eventually, servers};

/// What every answer is promised within.
const PROMISE: Duration = Duration::from_secs(3);

/// The settings of production for the database at `url`.
fn settings(url: String) -> DatabaseSettings {
    DatabaseSettings {
        max_connections: 6,
        acquire_timeout: Duration::from_secs(2),
        statement_timeout: Duration::from_millis(2_500),
        ..DatabaseSettings::new(url)
    }
}

/// A site with one post, `warm`, and a process of it that reaches the database by a line which can fail.
struct Lined {
    app: App,
    chaos: Chaos,
    other: Adjusted,
    /// The author, talking to that process.
    ada: Caller,
}

/// Builds it with the time limits of production.
async fn behind_a_line() -> Lined {
    let server = servers::place(&servers::postgres(), 5432);
    let app = App::new().await;
    let ada = app.author("ada").await;
    ada.publish("Warm").await;
    let chaos = Chaos::to(&server).await;
    let database = Database::connect(&settings(chaos.through(app.database_url()))).await.expect("a line that works");
    let other = app.adjusted(|parts| {
        let mut config = broadsheet::config::Config::clone(&parts.config);
        config.server.answer_timeout_ms = 2_800;
        parts.config = config.into();
        parts.database = database;
    });
    warm_up(&other).await;
    let ada = other.caller(&ada);
    Lined { app, chaos, other, ada }
}

/// Reads the post until it is kept: what publishing dropped may be told to this process once more, a moment later.
async fn warm_up(site: &Adjusted) {
    const IN_A_ROW: u32 = 5;
    let mut kept = 0;
    eventually("the post to be kept", async || {
        let before = site.context().database.statements();
        site.anonymous().get("/api/v2/posts/warm").await.is(200);
        kept = if site.context().database.statements() == before { kept + 1 } else { 0 };
        kept == IN_A_ROW
    })
    .await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL"]
async fn x8_a_dead_line_is_503_in_time_and_nothing_stays_stuck() {
    let Lined { app: _app, chaos, other, ada } = behind_a_line().await;

    chaos.set(Line::Silent);
    let begun = Instant::now();
    let reads = (1..=12).map(|limit| {
        let anyone = other.anonymous();
        async move { anyone.get(&format!("/api/v2/posts?limit={limit}")).await.status() }
    });
    let write = ada.post("/api/v2/posts", json!({"title": "Lost"}));
    let (reads, write) = tokio::join!(join_all(reads), write);

    assert!(begun.elapsed() < PROMISE * 2, "{:?}", begun.elapsed());
    assert!(reads.iter().all(|status| *status == 503), "{reads:?}");
    write.is_problem(503, "service.unavailable");
    other.anonymous().get("/api/v2/posts/warm").await.is(200);

    chaos.set(Line::Open);
    eventually("reads and writes to work again", async || {
        let read = other.anonymous().get("/api/v2/posts?limit=13").await.status();
        read == 200 && ada.post("/api/v2/posts", json!({"title": "Found"})).await.status() == 201
    })
    .await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL"]
async fn x8_a_slow_server_is_waited_for_or_503_in_time() {
    let Lined { app: _app, chaos, other, ada } = behind_a_line().await;

    chaos.set(Line::Late(Duration::from_secs(1)));
    let begun = Instant::now();
    let read = other.anonymous().get("/api/v2/posts?limit=7").await;
    let write = ada.post("/api/v2/posts", json!({"title": "Late"})).await;

    assert!(begun.elapsed() < PROMISE * 4, "{:?}", begun.elapsed());
    assert!(matches!(read.status(), 200 | 503), "{}", read.text());
    assert!(matches!(write.status(), 201 | 503), "{}", write.text());
    other.anonymous().get("/api/v2/posts/warm").await.is(200);
}

#[tokio::test]
#[ignore = "needs PostgreSQL"]
async fn x7_x8_a_restart_and_cuts_lose_no_acknowledged_write_and_answer_no_500() {
    let Lined { app, chaos, other: _other, ada } = behind_a_line().await;
    let (is_over, acknowledged, refused) = (AtomicBool::new(false), AtomicU32::new(0), AtomicU32::new(0));

    let writer = || async {
        while !is_over.load(Ordering::Relaxed) {
            match ada.post("/api/v2/posts/warm/comments", json!({"body": "Kept"})).await.status() {
                201 => acknowledged.fetch_add(1, Ordering::Relaxed),
                503 => refused.fetch_add(1, Ordering::Relaxed),
                status => panic!("answered {status}"),
            };
        }
    };
    let faults = async {
        for _ in 0..3 {
            let before = acknowledged.load(Ordering::Relaxed);
            eventually("writes to go on", async || acknowledged.load(Ordering::Relaxed) > before + 5).await;
            // As a fast restart: every session is told to go, then nobody is there for a while.
            let admin = sea_orm::Database::connect(app.database_url()).await.unwrap();
            let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()";
            admin.execute_unprepared(end).await.unwrap();
            let before = refused.load(Ordering::Relaxed);
            chaos.set(Line::Cut);
            eventually("writes to be refused", async || refused.load(Ordering::Relaxed) > before).await;
            chaos.set(Line::Open);
        }
        let before = acknowledged.load(Ordering::Relaxed);
        eventually("writes to go on", async || acknowledged.load(Ordering::Relaxed) > before + 5).await;
        is_over.store(true, Ordering::Relaxed);
    };
    tokio::join!(faults, writer(), writer(), writer());

    // With connections of its own: those of the test were told to go, too.
    let database = Database::connect(&settings(app.database_url().to_owned())).await.expect("the test's database");
    let texts = async |sql| database.read().rows::<String>(sql, vec![]).await.expect("a query that works");
    let stored: i64 = texts("SELECT body_markdown FROM comments").await.len().try_into().unwrap();
    let (acknowledged, refused) = (acknowledged.into_inner(), refused.into_inner());
    assert!(stored >= i64::from(acknowledged), "{stored} stored of {acknowledged}");
    assert!(stored <= i64::from(acknowledged + refused), "{stored} stored of {acknowledged} and {refused}");
    let wrong = "SELECT slug FROM posts WHERE comment_count <> (SELECT count(*) FROM comments)";
    assert!(texts(wrong).await.is_empty(), "the count is not that of the comments");
}

#[tokio::test]
#[ignore = "needs PostgreSQL"]
async fn x9_a_server_without_connections_is_503_in_time_alive_and_not_ready() {
    servers::postgres();
    let app = App::new().await;
    let role = format!("broadsheet_few_{}", std::process::id());
    let admin = sea_orm::Database::connect(app.database_url()).await.unwrap();
    let run = async |sql: String| admin.execute_unprepared(&sql).await.unwrap();
    run(format!("DROP ROLE IF EXISTS {role}")).await;
    run(format!("CREATE ROLE {role} LOGIN PASSWORD 'few' IN ROLE pg_read_all_data, pg_write_all_data")).await;
    let mut url = url::Url::parse(app.database_url()).unwrap();
    url.set_username(&role).unwrap();
    url.set_password(Some("few")).unwrap();
    let database = Database::connect(&settings(url.to_string())).await.expect("a role that may connect");
    let other = app.adjusted(|parts| parts.database = database);
    other.anonymous().get("/api/v2/posts").await.is(200);
    other.anonymous().get("/readyz").await.is(200);

    run(format!("ALTER ROLE {role} CONNECTION LIMIT 0")).await;
    run(format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{role}'")).await;
    // The first may still find the end of its old connection, which is told at once.
    other.anonymous().get("/api/v2/posts?limit=9").await.is(503);
    let begun = Instant::now();
    let refusals = join_all((1..9).map(|limit| {
        let anyone = other.anonymous();
        async move { anyone.get(&format!("/api/v2/posts?limit={limit}")).await }
    }));
    for refusal in refusals.await {
        assert_eq!(refusal.is_problem(503, "service.unavailable").header("retry-after"), "2");
    }
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    other.anonymous().get("/healthz").await.is(200);
    other.anonymous().get("/readyz").await.is(503);

    run(format!("ALTER ROLE {role} CONNECTION LIMIT -1")).await;
    eventually("the process to be ready again", async || {
        let ready = other.anonymous().get("/readyz").await.status();
        ready == 200 && other.anonymous().get("/api/v2/posts?limit=11").await.status() == 200
    })
    .await;
    other.context().database.close().await.unwrap();
    run(format!("DROP ROLE {role}")).await;
}
