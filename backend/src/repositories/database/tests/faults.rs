//! Statements that take too long, callers that leave, and transactions that PostgreSQL breaks off.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, Instant},
};

use tokio::sync::Barrier;

use super::*;
use crate::repositories::Engine;

/// Statements of these tests may take this long.
const PATIENCE: Duration = Duration::from_millis(300);
/// Ten times what anything here promises, and far less than the endless statements would take.
const LONG: Duration = Duration::from_secs(20);

async fn impatient() -> TestDatabase {
    TestDatabase::with(|settings| settings.statement_timeout = PATIENCE).await
}

/// A query that does not end by itself.
fn endless(database: &Database) -> &'static str {
    match database.engine() {
        Engine::Sqlite => "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c",
        Engine::Postgres => "SELECT count(*) FROM (SELECT pg_sleep(600)) AS nap",
    }
}

/// Waits until a query of others finds no connection at once.
async fn every_lane_is_taken(database: &Database) {
    let begun = Instant::now();
    let probe = || tokio::time::timeout(Duration::from_millis(20), tags(database));
    while probe().await.is_ok() {
        assert!(begun.elapsed() < LONG, "the query never began");
    }
}

#[tokio::test]
async fn f8_a_statement_ends_at_its_time_and_the_connection_goes_on() {
    let test = impatient().await;

    let begun = Instant::now();
    let at_once = (0..6).map(|_| test.database.read().value::<i64>(endless(&test.database), params![]));
    let outcomes = futures_util::future::join_all(at_once).await;

    assert!(begun.elapsed() >= PATIENCE && begun.elapsed() < LONG, "{:?}", begun.elapsed());
    for outcome in outcomes {
        assert!(matches!(outcome, Err(DatabaseError::Unavailable(_))), "{outcome:?}");
    }
    assert_eq!(tags(&test.database).await, 0);
}

#[tokio::test]
async fn f8_a_write_whose_statement_takes_too_long_leaves_nothing() {
    let test = impatient().await;
    let slow = endless(&test.database);

    let outcome: Result<i64, DatabaseError> = test
        .database
        .write(|transaction| async move {
            insert_tag(&transaction, "rust").await?;
            transaction.value(slow, params![]).await
        })
        .await;

    assert!(matches!(outcome, Err(DatabaseError::Unavailable(_))), "{outcome:?}");
    test.database.write(|transaction| async move { insert_tag(&transaction, "cargo").await }).await.unwrap();
    assert_eq!(tags(&test.database).await, 1);
}

#[tokio::test]
async fn a_query_that_nobody_waits_for_any_more_is_stopped() {
    // Without a stop the lane would be busy for a minute.
    let test = TestDatabase::with(|settings| settings.max_connections = 1).await;
    let database = test.database.clone();

    let query = tokio::spawn(async move { database.read().value::<i64>(endless(&database), params![]).await });
    every_lane_is_taken(&test.database).await;
    query.abort();
    let begun = Instant::now();

    if test.database.engine() == Engine::Sqlite {
        assert_eq!(tags(&test.database).await, 0);
        assert!(begun.elapsed() < LONG, "{:?}", begun.elapsed());
    }
}

#[tokio::test]
async fn x9_who_finds_no_free_connection_is_told_in_time() {
    let test = TestDatabase::with(|settings| {
        settings.max_connections = 1;
        settings.acquire_timeout = Duration::from_millis(200);
        settings.statement_timeout = Duration::from_secs(3);
    })
    .await;
    let database = test.database.clone();
    let busy = tokio::spawn(async move { database.read().value::<i64>(endless(&database), params![]).await });
    every_lane_is_taken(&test.database).await;

    let begun = Instant::now();
    let refused = test.database.read().value::<i64>("SELECT count(*) FROM tags", params![]).await;

    assert!(matches!(refused, Err(DatabaseError::Unavailable(_))), "{refused:?}");
    assert!(begun.elapsed() < Duration::from_millis(2_500), "{:?}", begun.elapsed());
    assert!(busy.await.unwrap().is_err());
    assert_eq!(tags(&test.database).await, 0);
}

#[tokio::test]
#[ignore = "needs PostgreSQL"]
async fn x9_a_serialisation_failure_is_tried_three_times_more_and_then_unavailable() {
    let test = TestDatabase::new().await;
    assert_eq!(test.database.engine(), Engine::Postgres, "TEST_DATABASE_URL names no server");
    let raise = "DO $$ BEGIN RAISE EXCEPTION 'forced' USING ERRCODE = '40001'; END $$";
    let attempts = AtomicU32::new(0);
    let attempt = async |failures: u32| {
        attempts.store(0, Ordering::Relaxed);
        let attempts = &attempts;
        let written: Result<(), DatabaseError> = test
            .database
            .write(|transaction| async move {
                insert_tag(&transaction, "rust").await?;
                if attempts.fetch_add(1, Ordering::Relaxed) < failures {
                    transaction.execute_unprepared(raise).await?;
                }
                Ok(())
            })
            .await;
        (written, attempts.load(Ordering::Relaxed))
    };

    let (given_up, tried) = attempt(u32::MAX).await;
    assert!(matches!(given_up, Err(DatabaseError::Unavailable(_))), "{given_up:?}");
    assert_eq!((tried, tags(&test.database).await), (4, 0));

    let (written, tried) = attempt(3).await;
    assert!(written.is_ok(), "{written:?}");
    assert_eq!((tried, tags(&test.database).await), (4, 1));
}

#[tokio::test]
#[ignore = "needs PostgreSQL"]
async fn x9_of_two_writes_in_a_deadlock_both_are_done() {
    let test = TestDatabase::new().await;
    assert_eq!(test.database.engine(), Engine::Postgres, "TEST_DATABASE_URL names no server");
    for slug in ["one", "two"] {
        test.database.write(|transaction| async move { insert_tag(&transaction, slug).await }).await.unwrap();
    }
    let (both_hold_one, attempts) = (Barrier::new(2), AtomicU32::new(0));

    let write = |first: &'static str, second: &'static str| {
        let (database, both_hold_one, attempts) = (&test.database, &both_hold_one, &attempts);
        database.write(move |transaction| async move {
            let append = "UPDATE tags SET name = name || 'x' WHERE slug = $1";
            transaction.execute_sql(append, params![first]).await?;
            if attempts.fetch_add(1, Ordering::Relaxed) < 2 {
                both_hold_one.wait().await;
            }
            transaction.execute_sql(append, params![second]).await.map(|_| ())
        })
    };
    let (one, two): (Result<(), DatabaseError>, Result<(), DatabaseError>) =
        tokio::join!(write("one", "two"), write("two", "one"));

    assert!(one.is_ok() && two.is_ok(), "{one:?} {two:?}");
    assert_eq!(attempts.load(Ordering::Relaxed), 3, "one of them was broken off once");
    let names: Vec<String> = test.database.read().rows("SELECT name FROM tags ORDER BY name", params![]).await.unwrap();
    assert_eq!(names, ["onexx", "twoxx"]);
}
