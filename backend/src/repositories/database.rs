//! The doors to the database: [`Database::read`] for queries, [`Database::write`] for transactions.
//!
//! Pattern: unit of work. A command is one closure that sees one transaction and commits whole or not at all, also when
//! the future is dropped half-way because a client left. Readers have connections of their own, on which the engine
//! itself refuses to write. SQLite has one writer, which takes the write lock when it begins.

mod bell;
mod connect;
mod error;
mod executor;
mod herald;
mod lanes;
mod notices;
mod parameters;
mod row;
#[cfg(test)]
mod tests;
mod transaction;
mod watch;

use std::{sync::Arc, time::Duration};

use crate::{domain::stream::Advance, platform::events::Line};

pub use bell::Bell;
pub use broadsheet_migration::Engine;
pub use error::{Conflict, ConflictKind, DatabaseError};
pub use executor::{Executor, Reader};
use herald::Herald;
use lanes::Lanes;
use notices::Notices;
pub use parameters::Parameter;
pub(crate) use parameters::params;
pub use row::{Cell, FromRow, Row};
pub use transaction::Transaction;

/// How often a write is tried again when PostgreSQL breaks it off to resolve a deadlock or a serialisation failure.
const RETRIES: u32 = 3;

/// Where the database is and how many connections it may use.
#[derive(Clone, Debug)]
pub struct DatabaseSettings {
    /// `sqlite://path/to/file.db` or `postgres://user@host/name`.
    pub url: String,
    /// Connections for reading; on PostgreSQL, in all: a third of them writes.
    pub max_connections: u32,
    /// How long a request waits for a free connection before it is answered 503.
    pub acquire_timeout: Duration,
    /// How long one statement may take; then it is stopped, and its request answered 503.
    pub statement_timeout: Duration,
}

impl DatabaseSettings {
    /// Settings for `url` with connections that fit this machine, two seconds to acquire one, and ten for a statement.
    pub fn new(url: impl Into<String>) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let url = url.into();
        let cores = u32::try_from(cores).unwrap_or(2);
        let max_connections = match Engine::of_url(&url) {
            Some(Engine::Postgres) => (cores * 4).clamp(8, 32),
            _ => cores.clamp(2, 16),
        };
        Self {
            url,
            max_connections,
            acquire_timeout: Duration::from_secs(2),
            statement_timeout: Duration::from_secs(10),
        }
    }
}

/// A database, open. Clones share the connections.
#[derive(Clone, Debug)]
pub struct Database {
    engine: Engine,
    reader: Reader,
    writer: Lanes,
    enqueued: Arc<Bell>,
    posted: Arc<Bell>,
    advanced: Herald,
    notices: Option<Notices>,
}

impl Database {
    /// Opens the pools. The schema must be there already: migrations have a runner of their own.
    pub async fn connect(settings: &DatabaseSettings) -> Result<Self, DatabaseError> {
        let engine = Engine::of_url(&settings.url).ok_or(DatabaseError::UnknownEngine)?;
        let (reader, writer) = connect::open(settings, engine).await?;
        let reader = Reader::new(engine, reader);
        let notices = (engine == Engine::Postgres).then(|| Notices::new(&settings.url, &reader));
        Ok(Self {
            engine,
            reader,
            writer,
            enqueued: Arc::default(),
            posted: Arc::default(),
            advanced: Herald::default(),
            notices,
        })
    }

    /// Which engine this is.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// For queries outside a transaction. The engine refuses to write through this door.
    pub fn read(&self) -> &Reader {
        &self.reader
    }

    /// How many statements were run so far, through both doors, for statistics: what must cost the same for everybody can
    /// be counted (SECURITY H1).
    pub fn statements(&self) -> u64 {
        self.reader.lanes().statements() + self.writer.statements()
    }

    /// Rings after each commit through this door that has enqueued a job.
    pub fn enqueued(&self) -> &Bell {
        &self.enqueued
    }

    /// Rings after each commit through this door that has put a mail into the outbox.
    pub fn posted(&self) -> &Bell {
        &self.posted
    }

    /// Calls `tell` after each commit through this door that has added events to streams. The first listener stays.
    pub fn on_advance(&self, tell: impl Fn(Vec<Advance>) + Send + Sync + 'static) {
        self.advanced.listen(tell);
    }

    /// A way to the other processes on this database: PostgreSQL's notices. SQLite has none.
    pub fn line(&self) -> Option<Arc<dyn Line>> {
        self.notices.clone().map(|notices| Arc::new(notices) as Arc<dyn Line>)
    }

    /// The one door to a transaction: commits if `work` returns `Ok`, rolls back if it returns `Err` or is dropped.
    ///
    /// `work` may run up to four times on PostgreSQL (deadlock, serialisation failure), so it must do nothing but talk
    /// to the database: hash, render and fetch before, touch caches, events and sockets after. It is written as
    /// `|transaction| async move { ... }` over references; an `AsyncFn` would read better, but the compiler cannot yet
    /// prove its future `Send` (rust-lang/rust#110338).
    pub async fn write<T, E, W, F>(&self, work: W) -> Result<T, E>
    where
        W: Fn(Transaction) -> F,
        F: Future<Output = Result<T, E>>,
        E: From<DatabaseError>,
    {
        let mut retries = 0;
        loop {
            let transaction = Transaction::begin(&self.writer).await?;
            let (outcome, is_worth_repeating) = match work(transaction.lend()).await {
                Ok(value) => {
                    let (has_enqueued, has_posted) = (transaction.has_enqueued(), transaction.has_posted());
                    let advances = transaction.advances();
                    match transaction.commit().await {
                        Ok(()) => {
                            self.ring(has_enqueued, has_posted);
                            self.advanced.tell(advances);
                            return Ok(value);
                        }
                        Err(error) => {
                            let is_worth_repeating = error.is_worth_repeating();
                            (E::from(error), is_worth_repeating)
                        }
                    }
                }
                Err(error) => {
                    let is_worth_repeating = transaction.is_worth_repeating();
                    transaction.rollback().await;
                    (error, is_worth_repeating)
                }
            };
            if !is_worth_repeating || retries == RETRIES {
                return Err(outcome);
            }
            retries += 1;
            tokio::time::sleep(Duration::from_millis(10 * u64::from(retries))).await;
        }
    }

    fn ring(&self, has_enqueued: bool, has_posted: bool) {
        if has_enqueued {
            self.enqueued.ring();
        }
        if has_posted {
            self.posted.ring();
        }
    }

    /// Whether the database answers; for readiness checks.
    pub async fn ping(&self) -> Result<(), DatabaseError> {
        Ok(self.reader.lanes().run(|handle| async move { handle.ping().await }).await?)
    }

    /// Waits for running queries and closes every connection.
    pub async fn close(&self) -> Result<(), DatabaseError> {
        self.reader.lanes().close().await?;
        Ok(self.writer.close().await?)
    }
}
