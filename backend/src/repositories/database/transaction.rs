//! An open transaction, as [`super::Database::write`] hands it to its closure.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, SqliteTransactionMode, Statement,
    TransactionOptions, TransactionTrait, Value,
};

use super::error::is_worth_repeating;
use super::lanes::{Held, Lanes};
use super::{DatabaseError, Executor};
use crate::domain::stream::Advance;

/// A transaction that only `write()` opens and ends. Commands of repositories take `&Transaction`.
#[derive(Debug)]
pub struct Transaction {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    inner: DatabaseTransaction,
    /// The connection's lane; behind the transaction, so that it is given back after it.
    lane: Held,
    /// Set when the engine broke the transaction off in favour of another; `write()` then runs it again.
    was_broken_off: AtomicBool,
    /// Set when a job was enqueued; `write()` then rings the bell.
    has_enqueued: AtomicBool,
    /// Set when a mail was put into the outbox; likewise.
    has_posted: AtomicBool,
    /// Streams that got events; their readers are told after the commit.
    advances: Mutex<Vec<Advance>>,
}

impl Transaction {
    #[expect(clippy::disallowed_methods, reason = "the one door")]
    pub(super) async fn begin(writer: &Lanes) -> Result<Self, DatabaseError> {
        let mut lane = writer.take().await?;
        let sqlite_transaction_mode = match lane.handle().get_database_backend() {
            DbBackend::Sqlite => Some(SqliteTransactionMode::Immediate),
            _ => None,
        };
        let options = TransactionOptions { sqlite_transaction_mode, ..TransactionOptions::default() };
        let begun = lane.run(lane.handle().begin_with_options(options)).await;
        match begun {
            Ok(inner) => {
                let (was_broken_off, has_enqueued, has_posted, advances) = Default::default();
                let shared = Shared { inner, lane, was_broken_off, has_enqueued, has_posted, advances };
                Ok(Self { shared: Arc::new(shared) })
            }
            Err(error) => {
                lane.doubt(&error);
                Err(error.into())
            }
        }
    }

    /// The same transaction for the closure of `write()`, whose future owns it and ends before the transaction does.
    pub(super) fn lend(&self) -> Self {
        Self { shared: Arc::clone(&self.shared) }
    }

    /// Fails if the closure kept its transaction somewhere: what it does later would belong to nothing.
    pub(super) async fn commit(self) -> Result<(), DatabaseError> {
        let kept = || DbErr::Custom("a transaction was kept after its write() ended".to_owned());
        let shared = Arc::into_inner(self.shared).ok_or_else(kept)?;
        let Shared { inner, lane, .. } = shared;
        Ok(lane.run(inner.commit()).await?)
    }

    /// A rollback that fails needs no answer: the connection is gone, and the transaction with it.
    pub(super) async fn rollback(self) {
        if let Some(Shared { inner, lane, .. }) = Arc::into_inner(self.shared)
            && !lane.is_lost()
        {
            let _ = lane.run(inner.rollback()).await;
        }
    }

    pub(super) fn is_worth_repeating(&self) -> bool {
        self.shared.was_broken_off.load(Ordering::Relaxed)
    }

    /// The workers are to be told after the commit.
    pub(in crate::repositories) fn note_enqueued(&self) {
        self.shared.has_enqueued.store(true, Ordering::Relaxed);
    }

    pub(super) fn has_enqueued(&self) -> bool {
        self.shared.has_enqueued.load(Ordering::Relaxed)
    }

    /// Those who send mails are to be told after the commit.
    pub(in crate::repositories) fn note_posted(&self) {
        self.shared.has_posted.store(true, Ordering::Relaxed);
    }

    pub(super) fn has_posted(&self) -> bool {
        self.shared.has_posted.load(Ordering::Relaxed)
    }

    /// Readers of this stream are to be told after the commit.
    pub(in crate::repositories) fn note_advanced(&self, advance: Advance) {
        let mut advances = self.shared.advances.lock().unwrap_or_else(PoisonError::into_inner);
        advances.retain(|known| known.stream != advance.stream);
        advances.push(advance);
    }

    pub(super) fn advances(&self) -> Vec<Advance> {
        std::mem::take(&mut *self.shared.advances.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Runs an INSERT, UPDATE or DELETE and tells how many rows it touched.
    pub async fn execute_sql(&self, sql: &str, values: Vec<Value>) -> Result<u64, DatabaseError> {
        let statement = Statement::from_sql_and_values(self.get_database_backend(), sql, values);
        Ok(self.execute_raw(statement).await?.rows_affected())
    }

    fn note<T>(&self, outcome: Result<T, DbErr>) -> Result<T, DbErr> {
        if let Err(error) = &outcome
            && is_worth_repeating(error)
        {
            self.shared.was_broken_off.store(true, Ordering::Relaxed);
        }
        outcome
    }
}

impl Executor for Transaction {}

#[async_trait]
impl ConnectionTrait for Transaction {
    fn get_database_backend(&self) -> DbBackend {
        self.shared.inner.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.note(self.shared.lane.run(self.shared.inner.execute_raw(statement)).await)
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.note(self.shared.lane.run(self.shared.inner.execute_unprepared(sql)).await)
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.note(self.shared.lane.run(self.shared.inner.query_one_raw(statement)).await)
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.note(self.shared.lane.run(self.shared.inner.query_all_raw(statement)).await)
    }
}
