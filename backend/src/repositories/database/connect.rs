//! Opens the pools with the settings that our promises rest on.

use std::time::Duration;

use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::{ConnectOptions, DatabaseConnection};

use super::{DatabaseError, DatabaseSettings, Engine};

/// How long SQLite waits for another process that writes, such as an import.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// A pool for reading and one for writing; on PostgreSQL they are the same.
pub(super) async fn open(
    settings: &DatabaseSettings,
    engine: Engine,
) -> Result<(DatabaseConnection, DatabaseConnection), DatabaseError> {
    match engine {
        Engine::Sqlite => {
            // The writer goes first: it switches a fresh file to the write-ahead log, which readers may not.
            let writer = pool(settings, 1, |options| sqlite(options).foreign_keys(true)).await?;
            let reader = pool(settings, settings.max_connections, |options| sqlite(options).pragma("query_only", "ON"));
            Ok((reader.await?, writer))
        }
        Engine::Postgres => {
            let pool = pool(settings, settings.max_connections, |options| options).await?;
            Ok((pool.clone(), pool))
        }
    }
}

async fn pool(
    settings: &DatabaseSettings,
    connections: u32,
    sqlite: impl Fn(SqliteConnectOptions) -> SqliteConnectOptions + Send + Sync + 'static,
) -> Result<DatabaseConnection, DatabaseError> {
    let mut options = ConnectOptions::new(&settings.url);
    options
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(settings.acquire_timeout)
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        .map_sqlx_sqlite_opts(sqlite)
        .map_sqlx_postgres_opts(|options| options.application_name("broadsheet").statement_cache_capacity(300));
    match Engine::of_url(&settings.url) {
        // A file has no connection to lose: no pings, no recycling.
        Some(Engine::Sqlite) => {
            options.test_before_acquire(false).idle_timeout(None::<Duration>).max_lifetime(None::<Duration>)
        }
        _ => options.test_before_acquire_if_idle_for(Duration::from_secs(5)),
    };
    Ok(sea_orm::Database::connect(options).await?)
}

fn sqlite(options: SqliteConnectOptions) -> SqliteConnectOptions {
    options
        .create_if_missing(false)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(BUSY_TIMEOUT)
        .statement_cache_capacity(300)
        .pragma("cache_size", "-8000")
        .pragma("mmap_size", "268435456")
        .pragma("journal_size_limit", "67108864")
        .pragma("temp_store", "MEMORY")
}
