//! Tickets that open the channel for a session: stored as hashes, taken once.

use broadsheet_shared::{id::SessionId, time::Timestamp};

use super::database::{DatabaseError, Executor, Transaction, params};
use crate::domain::session::TokenHash;

/// Stores a ticket that is good until `end`.
pub async fn insert(
    transaction: &Transaction,
    ticket: &TokenHash,
    session: SessionId,
    now: Timestamp,
    end: Timestamp,
) -> Result<(), DatabaseError> {
    let sql = "INSERT INTO channel_tickets (token_hash, session_id, created_at, expires_at) VALUES ($1, $2, $3, $4)";
    transaction.execute_sql(sql, params![ticket.as_str(), session, now, end]).await?;
    Ok(())
}

/// Takes a ticket out of the world, and says whose session it was for: of any number at once, one gets it.
pub async fn take(
    transaction: &Transaction,
    ticket: &TokenHash,
    now: Timestamp,
) -> Result<Option<SessionId>, DatabaseError> {
    let sql = "DELETE FROM channel_tickets WHERE token_hash = $1 AND expires_at > $2 RETURNING session_id";
    // All rows, that is none or one: the statement runs to its end.
    Ok(transaction.rows(sql, params![ticket.as_str(), now]).await?.pop())
}

/// Forgets tickets that were over at this moment.
pub async fn delete_expired(transaction: &Transaction, moment: Timestamp) -> Result<u64, DatabaseError> {
    transaction.execute_sql("DELETE FROM channel_tickets WHERE expires_at <= $1", params![moment]).await
}
