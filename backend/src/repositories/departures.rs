//! Accounts on their way to be deleted. A row stands from when its owner asks until everything is erased: until the
//! account's status is `deleted` it can be taken back, from then on only the rest of the work hangs on it.

use broadsheet_shared::{
    id::UserId,
    time::Timestamp,
    v2::{ContentChoice, Departure},
};
use uuid::Uuid;

use super::database::{DatabaseError, Executor, FromRow, Row, Transaction, params};

/// True of a row `u` of users while its owner is leaving.
pub(super) const IS_LEAVING: &str = "EXISTS (SELECT 1 FROM departures leaving WHERE leaving.user_id = u.id)";

/// Notes that somebody leaves; false if they do already.
pub async fn insert(transaction: &Transaction, user: UserId, departure: &Departure) -> Result<bool, DatabaseError> {
    let sql = "INSERT INTO departures (user_id, content, asked_at, erase_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (user_id) DO NOTHING";
    let Departure { content, asked_at, erase_at } = *departure;
    Ok(transaction.execute_sql(sql, params![user, content.as_str(), asked_at, erase_at]).await? > 0)
}

/// How and when an account leaves, if it does.
pub async fn find(database: &impl Executor, user: UserId) -> Result<Option<Departure>, DatabaseError> {
    database.row("SELECT content, asked_at, erase_at FROM departures WHERE user_id = $1", params![user]).await
}

/// The same of somebody who was reminded of it.
pub async fn find_reminded(database: &impl Executor, user: UserId) -> Result<Option<Departure>, DatabaseError> {
    let sql = "SELECT content, asked_at, erase_at FROM departures WHERE user_id = $1 AND reminded_at IS NOT NULL";
    database.row(sql, params![user]).await
}

/// Accounts whose time is over by then, which are still there, and whose owners were not reminded of it.
pub async fn list_unreminded(
    database: &impl Executor,
    until: Timestamp,
    limit: u8,
) -> Result<Vec<UserId>, DatabaseError> {
    let sql = format!(
        "SELECT d.user_id FROM departures d JOIN users u ON u.id = d.user_id
        WHERE d.erase_at <= $1 AND d.reminded_at IS NULL AND u.status <> 'deleted'
        ORDER BY d.erase_at, d.user_id LIMIT {limit}"
    );
    database.rows(&sql, params![until]).await
}

/// Notes that somebody whose time is over by `until` is reminded now, and gives them time until `earliest` at least; false
/// if they were, stay, or asked anew meanwhile.
pub async fn note_reminder(
    transaction: &Transaction,
    user: UserId,
    (now, earliest, until): (Timestamp, Timestamp, Timestamp),
) -> Result<bool, DatabaseError> {
    let sql = "UPDATE departures
        SET reminded_at = $2, erase_at = CASE WHEN erase_at < $3 THEN $3 ELSE erase_at END
        WHERE user_id = $1 AND erase_at <= $4 AND reminded_at IS NULL";
    Ok(transaction.execute_sql(sql, params![user, now, earliest, until]).await? > 0)
}

/// Accounts whose time is over, the first first, from after this one on.
pub async fn list_due(
    database: &impl Executor,
    now: Timestamp,
    after: Option<(Timestamp, UserId)>,
    limit: u8,
) -> Result<Vec<(UserId, Departure)>, DatabaseError> {
    let (erase_at, user) = after.unwrap_or((Timestamp::from_millis(0), UserId(Uuid::nil())));
    let sql = format!(
        "SELECT user_id, content, asked_at, erase_at FROM departures
        WHERE erase_at <= $1 AND (erase_at, user_id) > ($2, $3)
        ORDER BY erase_at, user_id LIMIT {limit}"
    );
    let due: Vec<Due> = database.rows(&sql, params![now, erase_at, user]).await?;
    Ok(due.into_iter().map(|Due(user, departure)| (user, departure)).collect())
}

/// Somebody stays, or everything of theirs is gone. False if they were not leaving.
pub async fn delete(transaction: &Transaction, user: UserId) -> Result<bool, DatabaseError> {
    Ok(transaction.execute_sql("DELETE FROM departures WHERE user_id = $1", params![user]).await? > 0)
}

struct Due(UserId, Departure);

impl FromRow for Due {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
        Ok(Self(row.take()?, Departure::from_row(row)?))
    }
}

impl FromRow for Departure {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
        Ok(Self { content: row.parsed(ContentChoice::parse)?, asked_at: row.take()?, erase_at: row.take()? })
    }
}
