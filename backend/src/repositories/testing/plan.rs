//! How an engine goes about a query.

use sea_orm::{ConnectionTrait, Value};

use crate::repositories::{Database, Engine, Executor};

/// The engine's plan for a query, a line a step.
///
/// # Panics
/// When the engine does not take the query.
pub async fn plan(database: &Database, sql: &str, values: Vec<Value>) -> String {
    match database.engine() {
        Engine::Sqlite => {
            let rows: Vec<(i64, i64, i64, String)> =
                database.read().rows(&format!("EXPLAIN QUERY PLAN {sql}"), values).await.expect("a query that works");
            rows.into_iter().map(|(.., line)| line).collect::<Vec<_>>().join("\n")
        }
        Engine::Postgres => {
            let rows: Vec<String> =
                database.read().rows(&format!("EXPLAIN {sql}"), values).await.expect("a query that works");
            rows.join("\n")
        }
    }
}

/// Lets PostgreSQL see what it has: its plans depend on it, SQLite's do not.
///
/// # Panics
/// When the engine fails.
pub async fn analyse(database: &Database) {
    if database.engine() == Engine::Postgres {
        database.read().execute_unprepared("ANALYZE").await.expect("statistics");
    }
}
