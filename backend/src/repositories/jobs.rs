//! The queue of jobs. A worker claims some for a time; if it dies, the claim runs out and another takes them.
//!
//! The number of attempts tells one claim from the next: whoever lost a claim can no longer end the job.

use broadsheet_shared::time::Timestamp;
use sea_orm::Value;
use uuid::Uuid;

use super::database::{DatabaseError, Engine, Executor, FromRow, Row, Transaction, params};
use crate::domain::job::{ClaimedJob, NewJob};

const WAITING: &str = "finished_at IS NULL AND failed_at IS NULL";

/// Enqueues a job; false if one has its key already. The workers of this process are woken after the commit.
pub async fn insert(transaction: &Transaction, job: &NewJob) -> Result<bool, DatabaseError> {
    let sql = "INSERT INTO jobs (id, kind, payload, unique_key, run_at, max_attempts, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (unique_key) DO NOTHING";
    let values = params![job.id, job.kind, job.payload, job.unique_key, job.run_at, job.max_attempts, job.created_at];
    let is_new = transaction.execute_sql(sql, values).await? > 0;
    if is_new {
        transaction.note_enqueued();
    }
    Ok(is_new)
}

/// Takes a job out of the queue that nobody needs any more. A worker that has it goes on, and ends nothing.
pub async fn delete(transaction: &Transaction, id: Uuid) -> Result<(), DatabaseError> {
    transaction.execute_sql("DELETE FROM jobs WHERE id = $1", params![id]).await?;
    Ok(())
}

/// When the first job of these kinds that nobody holds can run.
pub async fn next_due(
    database: &impl Executor,
    kinds: &[&'static str],
    now: Timestamp,
) -> Result<Option<Timestamp>, DatabaseError> {
    let sql = format!(
        "SELECT run_at FROM jobs WHERE {WAITING} AND kind IN ({}) AND (locked_until IS NULL OR locked_until <= $1)
        ORDER BY run_at, id LIMIT 1",
        literals(kinds)
    );
    database.row(&sql, params![now]).await
}

/// Claims due jobs of these kinds until `until`, longest waiting first; each counts one attempt more. Workers pass over
/// one another's.
pub async fn claim(
    transaction: &Transaction,
    kinds: &[&'static str],
    now: Timestamp,
    until: Timestamp,
    limit: u8,
) -> Result<Vec<ClaimedJob>, DatabaseError> {
    let passing = match transaction.engine() {
        Engine::Postgres => "FOR UPDATE SKIP LOCKED",
        Engine::Sqlite => "",
    };
    // Materialised, for PostgreSQL may run a subquery more than once, and then lock more than the limit.
    let sql = format!(
        "WITH due AS MATERIALIZED (
            SELECT id FROM jobs WHERE {WAITING} AND kind IN ({}) AND run_at <= $1
                AND (locked_until IS NULL OR locked_until <= $1)
            ORDER BY run_at, id LIMIT {limit} {passing}
        )
        UPDATE jobs SET locked_until = $2, attempts = attempts + 1 WHERE id IN (SELECT id FROM due)
        RETURNING id, kind, payload, attempts, max_attempts",
        literals(kinds)
    );
    transaction.rows(&sql, params![now, until]).await
}

/// Marks a job as done.
pub async fn finish(transaction: &Transaction, job: &ClaimedJob, now: Timestamp) -> Result<bool, DatabaseError> {
    end(transaction, job, "finished_at = $3, last_error = NULL", params![now]).await
}

/// Gives a job up.
pub async fn fail(
    transaction: &Transaction,
    job: &ClaimedJob,
    now: Timestamp,
    error: &str,
) -> Result<bool, DatabaseError> {
    end(transaction, job, "failed_at = $3, last_error = $4", params![now, error]).await
}

/// Puts a job back, to be tried again at `run_at`.
pub async fn retry(
    transaction: &Transaction,
    job: &ClaimedJob,
    run_at: Timestamp,
    error: &str,
) -> Result<bool, DatabaseError> {
    end(transaction, job, "run_at = $3, last_error = $4", params![run_at, error]).await
}

/// Puts a job back that has done a part of its work: all its attempts are before it again.
pub async fn resume(transaction: &Transaction, job: &ClaimedJob, run_at: Timestamp) -> Result<bool, DatabaseError> {
    end(transaction, job, "run_at = $3, attempts = 0, last_error = NULL", params![run_at]).await
}

/// Puts a job back as if it had not been claimed: its worker stops.
pub async fn release(transaction: &Transaction, job: &ClaimedJob) -> Result<bool, DatabaseError> {
    end(transaction, job, "attempts = attempts - 1", params![]).await
}

/// False if the claim was lost in the meantime.
async fn end(
    transaction: &Transaction,
    job: &ClaimedJob,
    change: &str,
    values: Vec<Value>,
) -> Result<bool, DatabaseError> {
    let sql = format!("UPDATE jobs SET {change}, locked_until = NULL WHERE id = $1 AND attempts = $2 AND {WAITING}");
    let values = params![job.id, job.attempts].into_iter().chain(values).collect();
    Ok(transaction.execute_sql(&sql, values).await? > 0)
}

/// Kinds of the jobs that are due and not done; a test ends with none.
pub async fn list_due_kinds(database: &impl Executor, now: Timestamp) -> Result<Vec<String>, DatabaseError> {
    let sql = format!("SELECT kind FROM jobs WHERE {WAITING} AND run_at <= $1 ORDER BY run_at, id");
    database.rows(&sql, params![now]).await
}

/// Forgets jobs that were done before `moment`.
pub async fn delete_finished_before(transaction: &Transaction, moment: Timestamp) -> Result<u64, DatabaseError> {
    transaction.execute_sql("DELETE FROM jobs WHERE finished_at < $1", params![moment]).await
}

/// Forgets jobs that were given up before `moment`.
pub async fn delete_failed_before(transaction: &Transaction, moment: Timestamp) -> Result<u64, DatabaseError> {
    transaction.execute_sql("DELETE FROM jobs WHERE failed_at < $1", params![moment]).await
}

/// Kinds are words of this program, never of a caller.
fn literals(kinds: &[&'static str]) -> String {
    kinds.iter().map(|kind| format!("'{kind}'")).collect::<Vec<_>>().join(", ")
}

impl FromRow for ClaimedJob {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
        Ok(Self {
            id: row.take()?,
            kind: row.take()?,
            payload: row.take()?,
            attempts: row.take()?,
            max_attempts: row.take()?,
        })
    }
}
