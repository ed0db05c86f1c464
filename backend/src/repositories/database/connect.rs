//! Opens connections with the settings that our promises rest on.

use std::time::Duration;

use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::{ConnectOptions, DatabaseConnection, DbErr};

use super::{DatabaseError, DatabaseSettings, Engine, lanes::Lanes, watch::Watch};

/// How long SQLite waits for another process that writes, such as an import.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// How many steps of its machine SQLite takes before it asks whether it may go on: well under a millisecond.
const STEPS_BETWEEN_QUESTIONS: i32 = 4_096;

/// A door for reading and one for writing.
pub(super) async fn open(settings: &DatabaseSettings, engine: Engine) -> Result<(Lanes, Lanes), DatabaseError> {
    let opener = |is_read_only| Opener {
        engine,
        url: settings.url.clone(),
        is_read_only,
        acquire_timeout: settings.acquire_timeout,
        statement_timeout: settings.statement_timeout,
    };
    let (readers, writers) = match engine {
        Engine::Sqlite => (settings.max_connections, 1),
        Engine::Postgres => {
            let writers = (settings.max_connections / 3).max(1);
            (settings.max_connections.saturating_sub(writers).max(1), writers)
        }
    };
    // The writer goes first: it switches a fresh SQLite file to the write-ahead log, which readers may not.
    let writer = Lanes::open(opener(false), writers).await?;
    let reader = Lanes::open(opener(true), readers).await?;
    Ok((reader, writer))
}

/// Makes the connections of one door.
#[derive(Clone)]
pub(super) struct Opener {
    engine: Engine,
    url: String,
    /// The engine itself refuses to write through this door.
    pub is_read_only: bool,
    pub acquire_timeout: Duration,
    pub statement_timeout: Duration,
}

impl Opener {
    /// A pool of one, which connects when it is first used.
    pub async fn open(&self, watch: &Watch) -> Result<DatabaseConnection, DbErr> {
        let mut options = ConnectOptions::new(&self.url);
        options
            .max_connections(1)
            .min_connections(0)
            .connect_lazy(true)
            .acquire_timeout(self.acquire_timeout)
            .sqlx_logging(false)
            .record_stmt_in_spans(false);
        match self.engine {
            Engine::Sqlite => self.sqlite(&mut options, watch),
            Engine::Postgres => self.postgres(&mut options),
        }
        sea_orm::Database::connect(options).await
    }

    fn sqlite(&self, options: &mut ConnectOptions, watch: &Watch) {
        let is_read_only = self.is_read_only;
        let watch = watch.clone();
        options
            // A file has no connection to lose: no pings, no recycling.
            .test_before_acquire(false)
            .idle_timeout(None::<Duration>)
            .max_lifetime(None::<Duration>)
            .map_sqlx_sqlite_opts(move |options| {
                let options = sqlite(options);
                if is_read_only { options.pragma("query_only", "ON") } else { options.foreign_keys(true) }
            })
            .map_sqlx_sqlite_pool_opts(move |options| {
                let watch = watch.clone();
                options.after_connect(move |connection, _| {
                    let watch = watch.clone();
                    Box::pin(async move {
                        let mut handle = connection.lock_handle().await?;
                        handle.set_progress_handler(STEPS_BETWEEN_QUESTIONS, move || !watch.is_over());
                        Ok(())
                    })
                })
            });
    }

    fn postgres(&self, options: &mut ConnectOptions) {
        let is_read_only = if self.is_read_only { "on" } else { "off" };
        let timeout = self.statement_timeout.as_millis().to_string();
        options.test_before_acquire_if_idle_for(Duration::from_secs(5)).map_sqlx_postgres_opts(move |options| {
            options
                .application_name("broadsheet")
                .statement_cache_capacity(300)
                .options([("statement_timeout", timeout.as_str()), ("default_transaction_read_only", is_read_only)])
        });
    }
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
