//! Answers kept by `Idempotency-Key`, so that a repeated request does not act twice.

use std::sync::Arc;

use broadsheet_shared::{id::UserId, time::Timestamp};
use sea_orm::DbErr;

use super::database::{DatabaseError, Executor, FromRow, Row, Transaction, params};

/// What is known of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAnswer {
    /// The operation that first used the key.
    pub operation: String,
    /// The hash of the request that first used it.
    pub request_hash: String,
    /// `None` while the first request still runs.
    pub answer: Option<(u16, String)>,
    pub created_at: Timestamp,
}

/// Takes a key for a request. False if it is taken already: [`find`] then tells by what.
pub async fn insert(
    transaction: &Transaction,
    user: UserId,
    key: &str,
    operation: &str,
    request_hash: &str,
    now: Timestamp,
) -> Result<bool, DatabaseError> {
    let sql = "INSERT INTO idempotency_keys (user_id, key, operation, request_hash, state, created_at)
        VALUES ($1, $2, $3, $4, 'running', $5) ON CONFLICT (user_id, key) DO NOTHING";
    Ok(transaction.execute_sql(sql, params![user, key, operation, request_hash, now]).await? > 0)
}

/// What is known of a person's key.
pub async fn find(database: &impl Executor, user: UserId, key: &str) -> Result<Option<KeptAnswer>, DatabaseError> {
    let sql = "SELECT operation, request_hash, response_status, response_body, created_at FROM idempotency_keys
        WHERE user_id = $1 AND key = $2";
    database.row(sql, params![user, key]).await
}

/// Takes a key over from the request that took it at `taken_at` and has not ended. False if that is so no more: it has
/// ended after all, or another was quicker. One statement, so that of two at once one finds nothing to change.
pub async fn take_over(
    transaction: &Transaction,
    user: UserId,
    key: &str,
    taken_at: Timestamp,
    now: Timestamp,
) -> Result<bool, DatabaseError> {
    let sql = "UPDATE idempotency_keys SET created_at = $4
        WHERE user_id = $1 AND key = $2 AND created_at = $3 AND state = 'running'";
    Ok(transaction.execute_sql(sql, params![user, key, taken_at, now]).await? > 0)
}

/// Keeps the answer of the request that took the key at `taken_at`, in the transaction of its command. Where another has
/// taken the key over, the command is broken off in favour of that one: both would act.
pub async fn finish(
    transaction: &Transaction,
    user: UserId,
    key: &str,
    taken_at: Timestamp,
    (status, body): (u16, &str),
) -> Result<(), DatabaseError> {
    let sql = "UPDATE idempotency_keys SET state = 'done', response_status = $4, response_body = $5
        WHERE user_id = $1 AND key = $2 AND created_at = $3 AND state = 'running'";
    let values = params![user, key, taken_at, i64::from(status), body];
    if transaction.execute_sql(sql, values).await? == 0 {
        let reason = DbErr::Custom("an idempotency key was taken over by a later request".to_owned());
        return Err(DatabaseError::Unavailable(Arc::new(reason)));
    }
    Ok(())
}

/// Frees a key whose request failed, so that it may be tried again: the claim that was made at `taken_at`, not that of
/// a request which took it over.
pub async fn delete(
    transaction: &Transaction,
    user: UserId,
    key: &str,
    taken_at: Timestamp,
) -> Result<(), DatabaseError> {
    let sql = "DELETE FROM idempotency_keys
        WHERE user_id = $1 AND key = $2 AND created_at = $3 AND state = 'running'";
    transaction.execute_sql(sql, params![user, key, taken_at]).await?;
    Ok(())
}

/// Forgets all keys of a person, with the answers: part of erasing an account.
pub async fn delete_of(transaction: &Transaction, user: UserId) -> Result<(), DatabaseError> {
    transaction.execute_sql("DELETE FROM idempotency_keys WHERE user_id = $1", params![user]).await?;
    Ok(())
}

/// Forgets keys taken before `moment`.
pub async fn delete_before(transaction: &Transaction, moment: Timestamp) -> Result<u64, DatabaseError> {
    transaction.execute_sql("DELETE FROM idempotency_keys WHERE created_at < $1", params![moment]).await
}

impl FromRow for KeptAnswer {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
        let (operation, request_hash) = (row.take()?, row.take()?);
        let (status, body) = (row.optional::<i64>()?, row.optional::<String>()?);
        let status = status.and_then(|status| u16::try_from(status).ok());
        Ok(Self { operation, request_hash, answer: status.zip(body), created_at: row.take()? })
    }
}
