//! Passkeys: public keys of people's authenticators. The private ones never leave those.

use broadsheet_shared::{
    id::{PasskeyId, UserId},
    time::Timestamp,
};

use super::database::{DatabaseError, Executor, FromRow, Row, Transaction, params};
use crate::domain::factor::{Passkey, UsedPasskey};

const COLUMNS: &str = "id, user_id, name, credential_id, credential, created_at, last_used_at";

/// Stores a passkey. One that is registered already, with any account, is a conflict on `passkeys.credential_id`.
pub async fn insert(transaction: &Transaction, passkey: &Passkey) -> Result<(), DatabaseError> {
    let sql = "INSERT INTO passkeys (id, user_id, name, credential_id, credential, sign_count, created_at)
        VALUES ($1, $2, $3, $4, $5, 0, $6)";
    let values = params![
        passkey.id,
        passkey.user_id,
        passkey.name,
        passkey.credential_id,
        passkey.credential,
        passkey.created_at
    ];
    transaction.execute_sql(sql, values).await?;
    Ok(())
}

/// A person's passkeys, oldest first.
pub async fn list_of(database: &impl Executor, user: UserId) -> Result<Vec<Passkey>, DatabaseError> {
    let sql = format!("SELECT {COLUMNS} FROM passkeys WHERE user_id = $1 ORDER BY id");
    database.rows(&sql, params![user]).await
}

/// How many passkeys a person has.
pub async fn count_of(database: &impl Executor, user: UserId) -> Result<i64, DatabaseError> {
    database.value("SELECT count(*) FROM passkeys WHERE user_id = $1", params![user]).await
}

/// Notes a use. False if the passkey is gone, or if its count did not go on: then there are two of it (WebAuthn 7.2,
/// step 22), or two answers of it were sent at once.
pub async fn note_use(
    transaction: &Transaction,
    user: UserId,
    used: &UsedPasskey,
    now: Timestamp,
) -> Result<bool, DatabaseError> {
    let sql = "UPDATE passkeys SET credential = $3, sign_count = $4, last_used_at = $5
        WHERE user_id = $1 AND credential_id = $2 AND (sign_count < $4 OR (sign_count = 0 AND $4 = 0))";
    let values = params![user, used.credential_id, used.credential, used.sign_count, now];
    Ok(transaction.execute_sql(sql, values).await? > 0)
}

/// Gives a passkey of this person another name; false if they have none of that id.
pub async fn rename_own(
    transaction: &Transaction,
    user: UserId,
    id: PasskeyId,
    name: &str,
) -> Result<bool, DatabaseError> {
    let sql = "UPDATE passkeys SET name = $3 WHERE id = $1 AND user_id = $2";
    Ok(transaction.execute_sql(sql, params![id, user, name]).await? > 0)
}

/// Deletes a passkey of this person; false if they have none of that id.
pub async fn delete_own(transaction: &Transaction, user: UserId, id: PasskeyId) -> Result<bool, DatabaseError> {
    let sql = "DELETE FROM passkeys WHERE id = $1 AND user_id = $2";
    Ok(transaction.execute_sql(sql, params![id, user]).await? > 0)
}

/// Deletes all passkeys of a person.
pub async fn delete_of(transaction: &Transaction, user: UserId) -> Result<(), DatabaseError> {
    transaction.execute_sql("DELETE FROM passkeys WHERE user_id = $1", params![user]).await?;
    Ok(())
}

impl FromRow for Passkey {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
        Ok(Self {
            id: row.take()?,
            user_id: row.take()?,
            name: row.take()?,
            credential_id: row.take()?,
            credential: row.take()?,
            created_at: row.take()?,
            last_used_at: row.optional()?,
        })
    }
}
