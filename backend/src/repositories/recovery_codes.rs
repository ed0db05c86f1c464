//! Recovery codes: stored as keyed hashes, each good for one use.

use broadsheet_shared::{id::UserId, time::Timestamp};

use super::database::{DatabaseError, Executor, Transaction, params};
use crate::domain::session::TokenHash;

/// Stores a set of codes in the place of the former one.
pub async fn replace(
    transaction: &Transaction,
    user: UserId,
    hashes: &[TokenHash],
    now: Timestamp,
) -> Result<(), DatabaseError> {
    delete_of(transaction, user).await?;
    let sql = "INSERT INTO recovery_codes (user_id, code_hash, created_at) VALUES ($1, $2, $3)";
    for hash in hashes {
        transaction.execute_sql(sql, params![user, hash.as_str(), now]).await?;
    }
    Ok(())
}

/// Uses a code up; false if it is none of this person's, or was used before. Of any number at once, one uses it.
pub async fn use_up(
    transaction: &Transaction,
    user: UserId,
    hash: &TokenHash,
    now: Timestamp,
) -> Result<bool, DatabaseError> {
    let sql = "UPDATE recovery_codes SET used_at = $3 WHERE user_id = $1 AND code_hash = $2 AND used_at IS NULL";
    Ok(transaction.execute_sql(sql, params![user, hash.as_str(), now]).await? > 0)
}

/// How many codes are left.
pub async fn count_left(database: &impl Executor, user: UserId) -> Result<i64, DatabaseError> {
    let sql = "SELECT count(*) FROM recovery_codes WHERE user_id = $1 AND used_at IS NULL";
    database.value(sql, params![user]).await
}

/// When the present set was made.
pub async fn find_made_at(database: &impl Executor, user: UserId) -> Result<Option<Timestamp>, DatabaseError> {
    let sql = "SELECT created_at FROM recovery_codes WHERE user_id = $1 ORDER BY created_at DESC LIMIT 1";
    database.row(sql, params![user]).await
}

/// Deletes all codes of a person.
pub async fn delete_of(transaction: &Transaction, user: UserId) -> Result<(), DatabaseError> {
    transaction.execute_sql("DELETE FROM recovery_codes WHERE user_id = $1", params![user]).await?;
    Ok(())
}
