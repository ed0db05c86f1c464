//! Addresses that wait to be confirmed: one for each account at most. What was confirmed stays for a while, with the
//! address before it, which is told of the change.

use broadsheet_shared::{
    id::{SessionId, UserId},
    time::Timestamp,
};
use uuid::Uuid;

use super::database::{DatabaseError, Executor, FromRow, Row, Transaction, params};
use crate::domain::account_token::EmailChange;

const COLUMNS: &str = "id, user_id, session_id, new_email, old_email, requested_at";

/// Stores a wanted change in the place of an earlier one.
pub async fn replace(transaction: &Transaction, change: &EmailChange) -> Result<(), DatabaseError> {
    let sql = "DELETE FROM email_changes WHERE user_id = $1 AND confirmed_at IS NULL";
    transaction.execute_sql(sql, params![change.user]).await?;
    let sql =
        "INSERT INTO email_changes (id, user_id, session_id, new_email, requested_at) VALUES ($1, $2, $3, $4, $5)";
    let values = params![change.id, change.user, change.session, change.new_email, change.requested_at];
    transaction.execute_sql(sql, values).await?;
    Ok(())
}

/// The change, confirmed or not.
pub async fn find(database: &impl Executor, id: Uuid) -> Result<Option<EmailChange>, DatabaseError> {
    database.row(&format!("SELECT {COLUMNS} FROM email_changes WHERE id = $1"), params![id]).await
}

/// The account's change that waits to be confirmed.
pub async fn find_open(database: &impl Executor, user: UserId) -> Result<Option<EmailChange>, DatabaseError> {
    let sql = format!("SELECT {COLUMNS} FROM email_changes WHERE user_id = $1 AND confirmed_at IS NULL");
    database.row(&sql, params![user]).await
}

/// Notes that a change has taken effect, and which address it took the place of.
pub async fn confirm(
    transaction: &Transaction,
    id: Uuid,
    old_email: &str,
    now: Timestamp,
) -> Result<(), DatabaseError> {
    let sql = "UPDATE email_changes SET confirmed_at = $2, old_email = $3 WHERE id = $1";
    transaction.execute_sql(sql, params![id, now, old_email]).await?;
    Ok(())
}

/// Forgets the change that waits.
pub async fn delete_open(transaction: &Transaction, user: UserId) -> Result<(), DatabaseError> {
    let sql = "DELETE FROM email_changes WHERE user_id = $1 AND confirmed_at IS NULL";
    transaction.execute_sql(sql, params![user]).await?;
    Ok(())
}

/// Every address that a person had and proved before, as far as changes are remembered. Addresses that they only asked
/// for may be anybody's.
pub async fn list_addresses_of(database: &impl Executor, user: UserId) -> Result<Vec<String>, DatabaseError> {
    let sql = "SELECT DISTINCT old_email FROM email_changes WHERE user_id = $1 AND old_email IS NOT NULL";
    database.rows(sql, params![user]).await
}

/// Forgets all changes of a person: part of erasing an account.
pub async fn delete_of(transaction: &Transaction, user: UserId) -> Result<(), DatabaseError> {
    transaction.execute_sql("DELETE FROM email_changes WHERE user_id = $1", params![user]).await?;
    Ok(())
}

/// Forgets changes that were asked for before `moment`, whatever became of them.
pub async fn delete_before(transaction: &Transaction, moment: Timestamp) -> Result<u64, DatabaseError> {
    transaction.execute_sql("DELETE FROM email_changes WHERE requested_at < $1", params![moment]).await
}

impl FromRow for EmailChange {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
        Ok(Self {
            id: row.take()?,
            user: row.take()?,
            session: row.optional::<SessionId>()?,
            new_email: row.take()?,
            old_email: row.optional()?,
            requested_at: row.take()?,
        })
    }
}
