//! Addresses and secrets of accounts, as mails and their tokens need them.

use broadsheet_shared::{id::UserId, time::Timestamp, value::EmailAddress};

use crate::{
    domain::user::UserStatus,
    repositories::database::{DatabaseError, Engine, Executor, FromRow, Row, Transaction, params},
};

const CONTACT: &str = "SELECT id, display_name, username, email, email_confirmed_at, password_hash, status FROM users";

/// What mails and their tokens need to know of an account.
#[derive(Debug, Clone)]
pub struct Contact {
    /// The account.
    pub id: UserId,
    /// The name to greet with.
    pub display_name: String,
    /// The name to sign in with.
    pub username: String,
    /// The address as it was typed; empty for imported accounts.
    pub email: String,
    /// Whether the address is proven to be the owner's.
    pub is_confirmed: bool,
    /// `None`: nobody can sign in by password.
    pub password_hash: Option<String>,
    /// Whether the account can be used.
    pub status: UserStatus,
}

/// Address and secret of an account, whatever its status.
pub async fn find_contact(database: &impl Executor, id: UserId) -> Result<Option<Contact>, DatabaseError> {
    database.row(&format!("{CONTACT} WHERE id = $1"), params![id]).await
}

/// The same, held until the transaction ends: whoever changes password or address comes after another who does.
pub async fn lock_contact(transaction: &Transaction, id: UserId) -> Result<Option<Contact>, DatabaseError> {
    let lock = match transaction.engine() {
        Engine::Postgres => " FOR UPDATE",
        Engine::Sqlite => "",
    };
    transaction.row(&format!("{CONTACT} WHERE id = $1{lock}"), params![id]).await
}

/// The active account with a confirmed address that goes by this username or address, in canonical form; and the
/// address, in the same form.
pub async fn find_confirmed(database: &impl Executor, login: &str) -> Result<Option<(UserId, String)>, DatabaseError> {
    let sql = "SELECT id, email_canonical FROM users WHERE status = 'active' AND email_confirmed_at IS NOT NULL
        AND (username_canonical = $1 OR email_canonical = $1)";
    database.row(sql, params![login]).await
}

/// The accounts without a confirmed address, active or waiting to be let in, that go by this username, or else that claim
/// this address; and the address. Of many claimants three: the oldest, the newest, the second.
pub async fn list_unconfirmed(database: &impl Executor, login: &str) -> Result<Vec<(UserId, String)>, DatabaseError> {
    let sql = "SELECT id, email_canonical FROM (
            SELECT id, email_canonical, row_number() OVER (ORDER BY created_at, id) AS oldest,
                row_number() OVER (ORDER BY created_at DESC, id DESC) AS newest
            FROM users WHERE email_confirmed_at IS NULL AND email <> ''
                AND (status = 'active' OR id IN (SELECT user_id FROM registrations WHERE state = 'waiting'))
                AND (username_canonical = $1 OR email_canonical = $1)
        ) claimants WHERE oldest <= 2 OR newest = 1
        ORDER BY CASE WHEN oldest = 1 THEN 1 WHEN newest = 1 THEN 2 ELSE 3 END";
    database.rows(sql, params![login]).await
}

/// Has whoever else writes to the claimants of this address wait until the transaction ends.
pub async fn hold_claimants(transaction: &Transaction, address: &str) -> Result<(), DatabaseError> {
    // The oldest stands for all. Not so strong that a row which refers to it would have to wait.
    let lock = match transaction.engine() {
        Engine::Postgres => " FOR NO KEY UPDATE",
        Engine::Sqlite => "",
    };
    let sql = format!(
        "SELECT id FROM users WHERE email_canonical = $1 AND email_confirmed_at IS NULL
        ORDER BY created_at, id LIMIT 1{lock}"
    );
    transaction.row::<UserId>(&sql, params![address]).await.map(drop)
}

/// The account that has confirmed this address, in canonical form.
pub async fn find_holder(database: &impl Executor, address: &str) -> Result<Option<UserId>, DatabaseError> {
    let sql = "SELECT id FROM users WHERE email_canonical = $1 AND email_confirmed_at IS NOT NULL";
    database.row(sql, params![address]).await
}

/// Replaces the address, and says whether the new one is confirmed; a conflict on `users.email_canonical` if it is and
/// another account has confirmed it.
pub async fn update_email(
    transaction: &Transaction,
    id: UserId,
    email: &EmailAddress,
    confirmed_at: Option<Timestamp>,
    now: Timestamp,
) -> Result<(), DatabaseError> {
    let sql =
        "UPDATE users SET email = $2, email_canonical = $3, email_confirmed_at = $4, updated_at = $5 WHERE id = $1";
    let values = params![id, email.as_str(), email.canonical(), confirmed_at, now];
    transaction.execute_sql(sql, values).await?;
    Ok(())
}

impl FromRow for Contact {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
        Ok(Self {
            id: row.take()?,
            display_name: row.take()?,
            username: row.take()?,
            email: row.take()?,
            is_confirmed: row.optional::<Timestamp>()?.is_some(),
            password_hash: row.optional()?,
            status: row.parsed(UserStatus::parse)?,
        })
    }
}
