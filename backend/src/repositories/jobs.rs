//! The queue of jobs. A worker claims some for a time; if it dies, the claim runs out and another takes them.

use broadsheet_shared::time::Timestamp;
use uuid::Uuid;

use super::database::{DatabaseError, Engine, Executor, FromRow, Row, Transaction, params};
use crate::domain::job::{ClaimedJob, NewJob};

/// Enqueues a job.
pub async fn insert(transaction: &Transaction, job: &NewJob) -> Result<(), DatabaseError> {
    let sql = "INSERT INTO jobs (id, kind, payload, run_at, max_attempts, created_at) VALUES ($1, $2, $3, $4, $5, $6)";
    let values = params![job.id, job.kind, job.payload, job.run_at, job.max_attempts, job.created_at];
    transaction.execute_sql(sql, values).await?;
    Ok(())
}

/// Claims due jobs until `until`, longest waiting first; each counts one attempt more. Workers pass over one another's.
pub async fn claim(
    transaction: &Transaction,
    now: Timestamp,
    until: Timestamp,
    limit: u8,
) -> Result<Vec<ClaimedJob>, DatabaseError> {
    let passing = match transaction.engine() {
        Engine::Postgres => "FOR UPDATE SKIP LOCKED",
        Engine::Sqlite => "",
    };
    let sql = format!(
        "UPDATE jobs SET locked_until = $2, attempts = attempts + 1 WHERE id IN (
            SELECT id FROM jobs WHERE finished_at IS NULL AND failed_at IS NULL AND run_at <= $1
                AND (locked_until IS NULL OR locked_until <= $1)
            ORDER BY run_at, id LIMIT {limit} {passing}
        ) RETURNING id, kind, payload, attempts, max_attempts"
    );
    transaction.rows(&sql, params![now, until]).await
}

/// Marks a job as done.
pub async fn finish(transaction: &Transaction, id: Uuid, now: Timestamp) -> Result<(), DatabaseError> {
    let sql = "UPDATE jobs SET finished_at = $2, locked_until = NULL, last_error = NULL WHERE id = $1";
    transaction.execute_sql(sql, params![id, now]).await?;
    Ok(())
}

/// Puts a job back, to be tried again at `run_at`.
pub async fn retry(transaction: &Transaction, id: Uuid, run_at: Timestamp, error: &str) -> Result<(), DatabaseError> {
    let sql = "UPDATE jobs SET run_at = $2, locked_until = NULL, last_error = $3 WHERE id = $1";
    transaction.execute_sql(sql, params![id, run_at, error]).await?;
    Ok(())
}

/// Gives a job up.
pub async fn fail(transaction: &Transaction, id: Uuid, now: Timestamp, error: &str) -> Result<(), DatabaseError> {
    let sql = "UPDATE jobs SET failed_at = $2, locked_until = NULL, last_error = $3 WHERE id = $1";
    transaction.execute_sql(sql, params![id, now, error]).await?;
    Ok(())
}

/// How many jobs wait or run; a test ends with none.
pub async fn count_waiting(database: &impl Executor) -> Result<u64, DatabaseError> {
    let sql = "SELECT count(*) FROM jobs WHERE finished_at IS NULL AND failed_at IS NULL";
    Ok(database.value::<i64>(sql, params![]).await?.unsigned_abs())
}

/// Forgets jobs that were done before `moment`.
pub async fn delete_finished_before(transaction: &Transaction, moment: Timestamp) -> Result<u64, DatabaseError> {
    transaction.execute_sql("DELETE FROM jobs WHERE finished_at < $1", params![moment]).await
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
