//! Invitations to make an account. Their secrets never come here, only hashes.

use broadsheet_shared::{
    id::{InvitationId, UserId},
    time::Timestamp,
};

use super::{
    database::{DatabaseError, Engine, Executor, FromRow, Row, Transaction, params},
    users::{CARD, optional_card},
};
use crate::domain::{
    invitation::{Invitation, OpenInvitation},
    session::TokenHash,
};

/// Stores an invitation.
pub async fn insert(
    transaction: &Transaction,
    invitation: &Invitation,
    token: &TokenHash,
    by: Option<UserId>,
) -> Result<(), DatabaseError> {
    let sql = "INSERT INTO invitations (id, token_hash, email, max_uses, created_by, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let values = params![
        invitation.id,
        token.as_str(),
        invitation.email,
        i64::from(invitation.max_uses),
        by,
        invitation.created_at,
        invitation.expires_at,
    ];
    transaction.execute_sql(sql, values).await?;
    Ok(())
}

/// Invitations, newest first, before `before`.
pub async fn list(
    database: &impl Executor,
    before: Option<InvitationId>,
    limit: u8,
) -> Result<Vec<Invitation>, DatabaseError> {
    let (beyond, values) = match before {
        None => ("", params![]),
        Some(id) => ("WHERE i.id < $1", params![id]),
    };
    database.rows(&select(&format!("{beyond} ORDER BY i.id DESC LIMIT {limit}")), values).await
}

/// How many invitations there are, good or not.
pub async fn count(database: &impl Executor) -> Result<u64, DatabaseError> {
    Ok(database.value::<i64>("SELECT count(*) FROM invitations", params![]).await?.unsigned_abs())
}

/// The invitation, good or not.
pub async fn find(database: &impl Executor, id: InvitationId) -> Result<Option<Invitation>, DatabaseError> {
    database.row(&select("WHERE i.id = $1"), params![id]).await
}

fn select(rest: &str) -> String {
    format!(
        "SELECT i.id, i.email, i.max_uses, i.uses, i.created_at, i.expires_at, i.revoked_at, {CARD} FROM invitations i
        LEFT JOIN users u ON u.id = i.created_by LEFT JOIN media m ON m.id = u.avatar_media_id {rest}"
    )
}

/// The invitation of that secret, while it is good.
pub async fn find_open(
    database: &impl Executor,
    token: &TokenHash,
    now: Timestamp,
) -> Result<Option<OpenInvitation>, DatabaseError> {
    let sql = "SELECT id, email FROM invitations
        WHERE token_hash = $1 AND revoked_at IS NULL AND expires_at > $2 AND uses < max_uses";
    database.row(sql, params![token.as_str(), now]).await
}

/// The invitation that let somebody in, while it is remembered.
pub async fn find_of(database: &impl Executor, user: UserId) -> Result<Option<OpenInvitation>, DatabaseError> {
    let sql = "SELECT i.id, i.email FROM invitations i JOIN registrations r ON r.invitation_id = i.id
        WHERE r.user_id = $1";
    database.row(sql, params![user]).await
}

/// Counts a use; false if the invitation is no longer good. Of two at once for the last use one is too late.
pub async fn use_up(transaction: &Transaction, id: InvitationId, now: Timestamp) -> Result<bool, DatabaseError> {
    let sql = "UPDATE invitations SET uses = uses + 1
        WHERE id = $1 AND revoked_at IS NULL AND expires_at > $2 AND uses < max_uses";
    Ok(transaction.execute_sql(sql, params![id, now]).await? > 0)
}

/// Takes an invitation back; false if there is none. Twice is once.
pub async fn revoke(transaction: &Transaction, id: InvitationId, now: Timestamp) -> Result<bool, DatabaseError> {
    let sql = "UPDATE invitations SET revoked_at = COALESCE(revoked_at, $2) WHERE id = $1";
    Ok(transaction.execute_sql(sql, params![id, now]).await? > 0)
}

/// Takes a person out of all invitations: those that name one of these addresses, or let the person in by theirs, go;
/// those that the person made are nobody's. To be called while the person's registration is there.
pub async fn erase(transaction: &Transaction, user: UserId, addresses: &[String]) -> Result<(), DatabaseError> {
    let sql = "DELETE FROM invitations WHERE email IS NOT NULL
        AND id IN (SELECT invitation_id FROM registrations WHERE user_id = $1)";
    transaction.execute_sql(sql, params![user]).await?;
    // SQLite's lower() folds ASCII alone; PostgreSQL's does in the C collation. Addresses are compared so elsewhere too.
    let sql = match transaction.engine() {
        Engine::Postgres => "DELETE FROM invitations WHERE lower(email COLLATE \"C\") = $1",
        Engine::Sqlite => "DELETE FROM invitations WHERE lower(email) = $1",
    };
    for address in addresses {
        transaction.execute_sql(sql, params![address.to_ascii_lowercase()]).await?;
    }
    transaction.execute_sql("UPDATE invitations SET created_by = NULL WHERE created_by = $1", params![user]).await?;
    Ok(())
}

/// Forgets invitations that were over before `before`; says how many. One for an address stays until whom it let in has
/// confirmed that address.
pub async fn delete_over(transaction: &Transaction, before: Timestamp) -> Result<u64, DatabaseError> {
    let sql = "DELETE FROM invitations WHERE expires_at < $1 AND (email IS NULL OR NOT EXISTS (
            SELECT 1 FROM registrations r JOIN users u ON u.id = r.user_id
            WHERE r.invitation_id = invitations.id AND u.email_confirmed_at IS NULL))";
    transaction.execute_sql(sql, params![before]).await
}

impl FromRow for Invitation {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
        let small = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
        Ok(Self {
            id: row.take()?,
            email: row.optional()?,
            max_uses: small(row.take()?),
            uses: small(row.take()?),
            created_at: row.take()?,
            expires_at: row.take()?,
            revoked_at: row.optional()?,
            created_by: optional_card(row)?,
        })
    }
}

impl FromRow for OpenInvitation {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
        Ok(Self { id: row.take()?, email: row.optional()? })
    }
}
