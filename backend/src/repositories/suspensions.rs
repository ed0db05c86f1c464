//! Accounts that are shut, and why. Whoever has a row here is `suspended`; so is who was not let in yet, without one.

use broadsheet_shared::{id::UserId, time::Timestamp};

use super::database::{DatabaseError, Executor, FromRow, Row, Transaction, params};
use crate::domain::user::Suspension;

/// Notes why an account is shut.
pub async fn insert(transaction: &Transaction, user: UserId, suspension: &Suspension) -> Result<(), DatabaseError> {
    let sql =
        "INSERT INTO suspensions (user_id, reason, suspended_by, created_at, ends_at) VALUES ($1, $2, $3, $4, $5)";
    let Suspension { reason, by, since, until } = suspension;
    transaction.execute_sql(sql, params![user, reason, *by, *since, *until]).await?;
    Ok(())
}

/// Why an account is shut.
pub async fn find(database: &impl Executor, user: UserId) -> Result<Option<Suspension>, DatabaseError> {
    let sql = "SELECT reason, suspended_by, created_at, ends_at FROM suspensions WHERE user_id = $1";
    database.row(sql, params![user]).await
}

/// The account is open again.
pub async fn delete(transaction: &Transaction, user: UserId) -> Result<(), DatabaseError> {
    transaction.execute_sql("DELETE FROM suspensions WHERE user_id = $1", params![user]).await?;
    Ok(())
}

impl FromRow for Suspension {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
        Ok(Self { reason: row.take()?, by: row.optional()?, since: row.take()?, until: row.optional::<Timestamp>()? })
    }
}
