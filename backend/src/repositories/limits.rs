//! Logs of what may be done only so often, one row each: a sealed name and the times within its window, as text that the
//! limiter writes and reads.

use broadsheet_shared::time::Timestamp;

use super::database::{DatabaseError, Executor, Transaction, params};

/// The log of that name, held until the transaction ends: of two who count at once the second waits. One that is not
/// there is made.
pub async fn lock(transaction: &Transaction, key: &str, expires_at: i64) -> Result<String, DatabaseError> {
    // The update that changes nothing is what holds a row that is there already, alike on both engines.
    let sql = "INSERT INTO limit_logs (key, times, expires_at) VALUES ($1, '', $2)
        ON CONFLICT (key) DO UPDATE SET times = limit_logs.times RETURNING times";
    transaction.value(sql, params![key, expires_at]).await
}

/// Keeps a log.
pub async fn update(transaction: &Transaction, key: &str, times: &str, expires_at: i64) -> Result<(), DatabaseError> {
    let sql = "UPDATE limit_logs SET times = $2, expires_at = $3 WHERE key = $1";
    transaction.execute_sql(sql, params![key, times, expires_at]).await?;
    Ok(())
}

/// Deletes logs that were over before `now`; says how many.
pub async fn delete_before(transaction: &Transaction, now: Timestamp) -> Result<u64, DatabaseError> {
    transaction.execute_sql("DELETE FROM limit_logs WHERE expires_at < $1", params![now]).await
}
