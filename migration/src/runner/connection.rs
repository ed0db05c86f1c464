//! The runner's own connection: a pool of exactly one that is never recycled, so that a session's lock and settings hold.

use std::path::PathBuf;
use std::time::Duration;

use sea_orm_migration::sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm_migration::sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};

use super::private;
use crate::Engine;

/// One connection to one database, for one run.
pub struct Connection {
    handle: DatabaseConnection,
}

impl Connection {
    /// Opens the database; on SQLite creates the file and its folder for their owner alone, and turns foreign keys off.
    pub async fn open(url: &str, engine: Engine) -> Result<Self, DbErr> {
        if engine == Engine::Sqlite
            && let Some(file) = sqlite_file(url)
        {
            private::make(&file)
                .map_err(|error| DbErr::Custom(format!("cannot create {}: {error}", file.display())))?;
        }
        let mut options = ConnectOptions::new(url);
        options
            .max_connections(1)
            .idle_timeout(None::<Duration>)
            .max_lifetime(None::<Duration>)
            .acquire_timeout(Duration::from_secs(10))
            .test_before_acquire(false)
            .sqlx_logging(false)
            .map_sqlx_sqlite_opts(sqlite_options);
        Ok(Self { handle: Database::connect(options).await? })
    }

    pub fn handle(&self) -> &DatabaseConnection {
        &self.handle
    }

    /// Opens the transaction of one step; on SQLite it takes the write lock at once.
    #[expect(clippy::disallowed_methods, reason = "the runner has a connection of its own")]
    pub async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        let options = TransactionOptions {
            sqlite_transaction_mode: match self.handle.get_database_backend() {
                DbBackend::Sqlite => Some(SqliteTransactionMode::Immediate),
                _ => None,
            },
            ..TransactionOptions::default()
        };
        self.handle.begin_with_options(options).await
    }

    /// Ends the session. A connection that fails to say goodbye is gone all the same.
    pub async fn close(self) {
        let _ = self.handle.close().await;
    }
}

/// Foreign keys are off: with them on, dropping a table during its rebuild deletes its children, and the setting
/// cannot change inside a transaction. [`broken_reference`] makes up for it.
fn sqlite_options(options: SqliteConnectOptions) -> SqliteConnectOptions {
    options
        .create_if_missing(true)
        .foreign_keys(false)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(30))
        .pragma("legacy_alter_table", "OFF")
}

/// The file of a SQLite address; `None` for a database in memory.
pub fn sqlite_file(url: &str) -> Option<PathBuf> {
    let options: SqliteConnectOptions = url.parse().ok()?;
    let file = options.get_filename();
    let is_in_memory = url.contains(":memory:") || url.contains("mode=memory") || file.as_os_str().is_empty();
    (!is_in_memory).then(|| file.to_path_buf())
}

/// Whether a SQLite address names a file that is there.
pub fn sqlite_file_exists(url: &str) -> bool {
    sqlite_file(url).is_some_and(|file| file.exists())
}

/// The first table, if any, with a row whose parent is missing. PostgreSQL checks by itself.
pub async fn broken_reference(connection: &impl ConnectionTrait) -> Result<Option<String>, DbErr> {
    if connection.get_database_backend() != DbBackend::Sqlite {
        return Ok(None);
    }
    let check = Statement::from_string(DbBackend::Sqlite, "PRAGMA foreign_key_check");
    match connection.query_all_raw(check).await?.first() {
        None => Ok(None),
        Some(row) => Ok(Some(row.try_get_by_index(0)?)),
    }
}

/// The names of the steps in the database, in order. None when the bookkeeping table is missing.
pub async fn recorded_steps(connection: &impl ConnectionTrait, table: &str) -> Result<Vec<String>, DbErr> {
    let backend = connection.get_database_backend();
    let exists = match backend {
        DbBackend::Sqlite => format!("SELECT name FROM sqlite_master WHERE type = 'table' AND name = '{table}'"),
        _ => format!(
            "SELECT table_name::text FROM information_schema.tables
                WHERE table_schema = current_schema() AND table_name = '{table}'"
        ),
    };
    if connection.query_one_raw(Statement::from_string(backend, exists)).await?.is_none() {
        return Ok(Vec::new());
    }
    let versions = Statement::from_string(backend, format!("SELECT version FROM {table} ORDER BY version"));
    connection.query_all_raw(versions).await?.iter().map(|row| row.try_get_by_index(0)).collect()
}
