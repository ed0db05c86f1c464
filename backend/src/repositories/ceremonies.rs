//! Sign-ins and registrations that are under way: stored by the hash of their token, bound to a browser, taken once.

use broadsheet_shared::{
    id::{AuditEntryId, UserId},
    time::Timestamp,
};

use super::database::{DatabaseError, Executor, FromRow, Row, Transaction, params};
use crate::{
    domain::{factor::CeremonyPurpose, session::TokenHash},
    platform::crypto::hmac_sha256,
};

/// Which ceremony is meant: all of it must fit.
#[derive(Debug, Clone)]
pub struct CeremonyKey {
    /// Of the token that the page holds.
    pub token: TokenHash,
    /// What for.
    pub purpose: CeremonyPurpose,
    /// Of what the browser or session holds.
    pub browser: TokenHash,
}

/// A ceremony that begins.
#[derive(Debug, Clone, Copy, Default)]
pub struct NewCeremony<'a> {
    /// Whose it is; `None` while that is not known.
    pub user: Option<UserId>,
    /// Of the account's password, where the ceremony is bound to it.
    pub password_hash: Option<&'a str>,
    /// What the other side was told. Empty if nothing was.
    pub state: &'a str,
    /// The line of the audit log that says of a right password that the second factor was asked for.
    pub asked: Option<AuditEntryId>,
}

/// A ceremony that is under way.
#[derive(Debug, Clone)]
pub struct Ceremony {
    /// Whose it is; `None` while that is not known.
    pub user: Option<UserId>,
    /// What the other side was told, as the library that checks its answer wants it. Empty if nothing was.
    pub state: String,
    /// The line of the audit log that tells of it.
    pub asked: Option<AuditEntryId>,
    binding: String,
}

impl Ceremony {
    /// True if the account's password is the one that it was when the ceremony began.
    pub fn is_bound_to(&self, password_hash: Option<&str>) -> bool {
        self.binding == digest(password_hash)
    }
}

/// Stores a ceremony that begins now.
pub async fn insert(
    transaction: &Transaction,
    key: &CeremonyKey,
    new: &NewCeremony<'_>,
    now: Timestamp,
) -> Result<(), DatabaseError> {
    let sql = "INSERT INTO ceremonies (token_hash, purpose, user_id, browser_hash, binding, state, created_at,
            expires_at, asked_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let end = now.plus_secs(CeremonyPurpose::LIFE_SECS);
    let values = params![
        key.token.as_str(),
        key.purpose.as_str(),
        new.user,
        key.browser.as_str(),
        digest(new.password_hash),
        new.state,
        now,
        end,
        new.asked,
    ];
    transaction.execute_sql(sql, values).await?;
    Ok(())
}

/// The ceremony, if it is still under way.
pub async fn find(
    database: &impl Executor,
    key: &CeremonyKey,
    now: Timestamp,
) -> Result<Option<Ceremony>, DatabaseError> {
    let sql = "SELECT user_id, state, asked_id, binding FROM ceremonies
        WHERE token_hash = $1 AND purpose = $2 AND browser_hash = $3 AND expires_at > $4";
    database.row(sql, values(key, now)).await
}

/// Takes it out of the world: of any number at once, one gets it.
pub async fn take(
    transaction: &Transaction,
    key: &CeremonyKey,
    now: Timestamp,
) -> Result<Option<Ceremony>, DatabaseError> {
    let sql = "DELETE FROM ceremonies
        WHERE token_hash = $1 AND purpose = $2 AND browser_hash = $3 AND expires_at > $4
        RETURNING user_id, state, asked_id, binding";
    // All rows, that is none or one: the statement runs to its end.
    Ok(transaction.rows(sql, values(key, now)).await?.pop())
}

/// Takes all ceremonies of an account out of the world.
pub async fn delete_of(transaction: &Transaction, user: UserId) -> Result<(), DatabaseError> {
    transaction.execute_sql("DELETE FROM ceremonies WHERE user_id = $1", params![user]).await?;
    Ok(())
}

/// Takes those out of the world that this person began in this browser, but for the one of this key: there can be no way
/// back to them.
pub async fn delete_former(
    transaction: &Transaction,
    key: &CeremonyKey,
    user: UserId,
    browser: &TokenHash,
) -> Result<(), DatabaseError> {
    let sql = "DELETE FROM ceremonies WHERE user_id = $1 AND purpose = $2 AND browser_hash = $3 AND token_hash <> $4";
    let values = params![user, key.purpose.as_str(), browser.as_str(), key.token.as_str()];
    transaction.execute_sql(sql, values).await?;
    Ok(())
}

/// People whose password was given and whose second factor never came, before `now`.
pub async fn list_stopped(database: &impl Executor, now: Timestamp, limit: u8) -> Result<Vec<UserId>, DatabaseError> {
    let sql = format!(
        "SELECT DISTINCT user_id FROM ceremonies
        WHERE expires_at <= $1 AND purpose = 'second_factor' AND user_id IS NOT NULL ORDER BY user_id LIMIT {limit}"
    );
    database.rows(&sql, params![now]).await
}

/// Takes such sign-ins of a person out of the world.
pub async fn take_stopped(
    transaction: &Transaction,
    user: UserId,
    now: Timestamp,
) -> Result<Vec<Ceremony>, DatabaseError> {
    let sql = "DELETE FROM ceremonies WHERE user_id = $1 AND purpose = 'second_factor' AND expires_at <= $2
        RETURNING user_id, state, asked_id, binding";
    transaction.rows(sql, params![user, now]).await
}

/// Forgets ceremonies whose time was over before `moment`, but for those that [`take_stopped`] is to take.
pub async fn delete_expired(transaction: &Transaction, moment: Timestamp) -> Result<u64, DatabaseError> {
    let sql = "DELETE FROM ceremonies WHERE expires_at <= $1 AND purpose <> 'second_factor'";
    transaction.execute_sql(sql, params![moment]).await
}

fn values(key: &CeremonyKey, now: Timestamp) -> Vec<sea_orm::Value> {
    params![key.token.as_str(), key.purpose.as_str(), key.browser.as_str(), now]
}

/// A fingerprint of the password's hash: equal if that is, and telling nothing of it.
fn digest(password_hash: Option<&str>) -> String {
    let parts = [password_hash.unwrap_or_default().as_bytes()];
    TokenHash::from(hmac_sha256(b"broadsheet.ceremony.v1", &parts)).as_str().to_owned()
}

impl FromRow for Ceremony {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
        Ok(Self { user: row.optional()?, state: row.take()?, asked: row.optional()?, binding: row.take()? })
    }
}
