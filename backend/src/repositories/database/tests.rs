//! The doors: all or nothing, one writer, typed errors; deadlines and breaks in `tests/faults.rs`.

mod faults;

use broadsheet_shared::id::TagId;
use broadsheet_shared::permission::Permission;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{Database, DatabaseError, Executor, Transaction, params};
use crate::repositories::testing::TestDatabase;

#[derive(Debug, thiserror::Error)]
enum TestError {
    #[error(transparent)]
    Database(#[from] DatabaseError),
    #[error("changed my mind")]
    ChangedMind,
}

async fn insert_tag(transaction: &Transaction, slug: &str) -> Result<(), DatabaseError> {
    let sql = "INSERT INTO tags (id, slug, name, created_at) VALUES ($1, $2, $2, 0)";
    transaction.execute_sql(sql, params![TagId(Uuid::now_v7()), slug]).await.map(|_| ())
}

async fn tags(database: &Database) -> i64 {
    database.read().value("SELECT count(*) FROM tags", params![]).await.unwrap()
}

#[tokio::test]
async fn a_failed_write_leaves_nothing() {
    let test = TestDatabase::new().await;

    let outcome: Result<(), TestError> = test
        .database
        .write(|transaction| async move {
            insert_tag(&transaction, "rust").await?;
            Err(TestError::ChangedMind)
        })
        .await;

    assert!(matches!(outcome, Err(TestError::ChangedMind)));
    assert_eq!(tags(&test.database).await, 0);
}

#[tokio::test]
async fn x14_a_dropped_write_leaves_nothing_and_frees_the_writer() {
    let test = TestDatabase::new().await;

    let database = test.database.clone();
    let (reached, was_reached) = tokio::sync::oneshot::channel();
    let reached = std::sync::Mutex::new(Some(reached));
    let write = tokio::spawn(async move {
        let reached = &reached;
        database
            .write::<(), TestError, _, _>(|transaction| async move {
                insert_tag(&transaction, "rust").await?;
                reached.lock().unwrap().take().unwrap().send(()).unwrap();
                std::future::pending().await
            })
            .await
    });
    was_reached.await.unwrap();
    write.abort();
    assert!(write.await.unwrap_err().is_cancelled());

    test.database.write(|transaction| async move { insert_tag(&transaction, "cargo").await }).await.unwrap();
    assert_eq!(tags(&test.database).await, 1);
}

#[tokio::test]
async fn a_taken_value_is_a_typed_conflict() {
    let test = TestDatabase::new().await;
    test.database.write(|transaction| async move { insert_tag(&transaction, "rust").await }).await.unwrap();

    let error =
        test.database.write(|transaction| async move { insert_tag(&transaction, "rust").await }).await.unwrap_err();

    assert!(error.is_taken("tags.slug"), "{error:?}");
}

#[tokio::test]
async fn a_missing_parent_is_a_broken_reference() {
    let test = TestDatabase::new().await;

    let error = test
        .database
        .write(|transaction| async move {
            let sql = "INSERT INTO post_slugs (slug, post_id, created_at) VALUES ('old', $1, 0)";
            transaction.execute_sql(sql, params![Uuid::now_v7()]).await
        })
        .await
        .unwrap_err();

    assert!(error.is_broken_reference(), "{error:?}");
}

#[tokio::test]
async fn writers_take_turns() {
    let test = TestDatabase::new().await;

    let writes = (0..50).map(|number| {
        let database = test.database.clone();
        tokio::spawn(async move {
            let slug = &format!("tag-{number}");
            database
                .write(|transaction| async move {
                    let _: i64 = transaction.value("SELECT count(*) FROM tags", params![]).await?;
                    insert_tag(&transaction, slug).await
                })
                .await
        })
    });
    for write in writes.collect::<Vec<_>>() {
        write.await.unwrap().unwrap();
    }

    assert_eq!(tags(&test.database).await, 50);
}

#[tokio::test]
async fn the_reading_door_cannot_write() {
    let test = TestDatabase::new().await;
    test.database.write(|transaction| async move { insert_tag(&transaction, "rust").await }).await.unwrap();

    for sql in ["DELETE FROM tags", "UPDATE tags SET name = 'x'", "CREATE TABLE t (x INTEGER)"] {
        let refusal = test.database.read().execute_unprepared(sql).await.unwrap_err().to_string();
        assert!(refusal.contains("readonly") || refusal.contains("read-only transaction"), "{refusal}");
    }

    assert_eq!(tags(&test.database).await, 1);
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unavailable() {
    let settings = super::DatabaseSettings::new("postgres://nobody@127.0.0.1:9/nothing");

    let error = Database::connect(&settings).await.unwrap_err();

    assert!(matches!(error, DatabaseError::Unavailable(_)), "{error:?}");
}

#[tokio::test]
async fn values_come_back_as_they_went_in() {
    let test = TestDatabase::new().await;
    let id = TagId(Uuid::now_v7());
    let absent: Option<String> = None;

    let sql = match test.database.engine() {
        super::Engine::Sqlite => "SELECT $1, $2, $3, $4 IS NULL",
        super::Engine::Postgres => "SELECT $1::uuid, $2::text, $3::bigint, $4::text IS NULL",
    };
    let row: (TagId, String, i64, bool) =
        test.database.read().value(sql, params![id, "ünï\u{0301}code", i64::MIN, absent]).await.unwrap();

    assert_eq!(row, (id, "ünï\u{0301}code".to_owned(), i64::MIN, true));
}

#[tokio::test]
async fn permissions_of_the_schema_are_those_of_the_shared_crate() {
    let test = TestDatabase::new().await;

    let stored: Vec<String> =
        test.database.read().rows("SELECT name FROM permissions ORDER BY name", params![]).await.unwrap();

    let mut named: Vec<String> = Permission::ALL.iter().map(ToString::to_string).collect();
    named.sort();
    assert_eq!(stored, named);
}
