//! Answers kept by `Idempotency-Key`, so that a repeated request does not act twice.

use broadsheet_shared::{id::UserId, time::Timestamp};

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

/// Keeps the answer of the request that took the key. Best in the transaction of the command itself.
pub async fn finish(
    transaction: &Transaction,
    user: UserId,
    key: &str,
    status: u16,
    body: &str,
) -> Result<(), DatabaseError> {
    let sql = "UPDATE idempotency_keys SET state = 'done', response_status = $3, response_body = $4
        WHERE user_id = $1 AND key = $2";
    transaction.execute_sql(sql, params![user, key, i64::from(status), body]).await?;
    Ok(())
}

/// Frees a key whose request failed, so that it may be tried again.
pub async fn delete(transaction: &Transaction, user: UserId, key: &str) -> Result<(), DatabaseError> {
    let sql = "DELETE FROM idempotency_keys WHERE user_id = $1 AND key = $2";
    transaction.execute_sql(sql, params![user, key]).await?;
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
