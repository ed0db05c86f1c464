//! The tokens that mails carry: stored as hashes, bound to what they were made for, taken once.

use broadsheet_shared::{
    id::{MailId, UserId},
    time::Timestamp,
};

use super::database::{DatabaseError, Executor, FromRow, Row, Transaction, params};
use crate::{
    domain::{
        account_token::{TokenBinding, TokenPurpose},
        session::TokenHash,
    },
    platform::crypto::hmac_sha256,
};

/// A token that somebody has presented, and that is good for nothing any more.
#[derive(Debug)]
pub struct TakenToken {
    /// Whose account it is about.
    pub user: UserId,
    /// What it was made for.
    pub purpose: TokenPurpose,
    binding: String,
}

impl TakenToken {
    /// True if all that it was bound to is as it was.
    pub fn is_bound_to(&self, binding: &TokenBinding) -> bool {
        self.binding == digest(binding)
    }
}

/// Stores the hash of a token that goes out with this mail. Tokens of earlier mails of the kind die; another attempt at
/// the same mail leaves those of the first alive, for that may have arrived after all.
pub async fn insert(
    transaction: &Transaction,
    token: &TokenHash,
    (user, mail): (UserId, MailId),
    binding: &TokenBinding,
    now: Timestamp,
) -> Result<(), DatabaseError> {
    let purpose = binding.purpose;
    let sql = "DELETE FROM account_tokens WHERE user_id = $1 AND purpose = $2 AND mail_id <> $3";
    transaction.execute_sql(sql, params![user, purpose.as_str(), mail]).await?;
    let sql = "INSERT INTO account_tokens (token_hash, user_id, purpose, mail_id, binding, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let end = now.plus_secs(purpose.life_secs());
    let values = params![token.as_str(), user, purpose.as_str(), mail, digest(binding), now, end];
    transaction.execute_sql(sql, values).await?;
    Ok(())
}

/// Whose account a token of this purpose is about, while it could be taken.
pub async fn find_user(
    database: &impl Executor,
    token: &TokenHash,
    purpose: TokenPurpose,
    now: Timestamp,
) -> Result<Option<UserId>, DatabaseError> {
    let sql = "SELECT user_id FROM account_tokens WHERE token_hash = $1 AND purpose = $2 AND expires_at > $3";
    database.row(sql, params![token.as_str(), purpose.as_str(), now]).await
}

/// Takes a token of one of these purposes out of the world: of any number at once, one gets it.
pub async fn take(
    transaction: &Transaction,
    token: &TokenHash,
    purposes: &[TokenPurpose],
    now: Timestamp,
) -> Result<Option<TakenToken>, DatabaseError> {
    let words: Vec<_> = purposes.iter().map(|purpose| format!("'{}'", purpose.as_str())).collect();
    let sql = format!(
        "DELETE FROM account_tokens WHERE token_hash = $1 AND expires_at > $2 AND purpose IN ({})
        RETURNING user_id, purpose, binding",
        words.join(", ")
    );
    // All rows, that is none or one: the statement runs to its end.
    Ok(transaction.rows(&sql, params![token.as_str(), now]).await?.pop())
}

/// Takes all tokens of an account out of the world.
pub async fn delete_of(transaction: &Transaction, user: UserId) -> Result<(), DatabaseError> {
    transaction.execute_sql("DELETE FROM account_tokens WHERE user_id = $1", params![user]).await?;
    Ok(())
}

/// Takes an account's tokens of one purpose out of the world.
pub async fn delete_of_purpose(
    transaction: &Transaction,
    user: UserId,
    purpose: TokenPurpose,
) -> Result<(), DatabaseError> {
    let sql = "DELETE FROM account_tokens WHERE user_id = $1 AND purpose = $2";
    transaction.execute_sql(sql, params![user, purpose.as_str()]).await?;
    Ok(())
}

/// Forgets tokens whose time was over before `moment`.
pub async fn delete_expired(transaction: &Transaction, moment: Timestamp) -> Result<u64, DatabaseError> {
    transaction.execute_sql("DELETE FROM account_tokens WHERE expires_at < $1", params![moment]).await
}

/// A fingerprint of what a token is bound to: equal if all of it is, and telling nothing of it.
fn digest(binding: &TokenBinding) -> String {
    let TokenBinding { purpose, password_hash, address } = binding;
    let password_hash = password_hash.as_deref().unwrap_or_default();
    let parts = [purpose.as_str().as_bytes(), password_hash.as_bytes(), address.as_bytes()];
    TokenHash::from(hmac_sha256(b"broadsheet.account_token.v1", &parts)).as_str().to_owned()
}

impl FromRow for TakenToken {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
        Ok(Self { user: row.take()?, purpose: row.parsed(TokenPurpose::parse)?, binding: row.take()? })
    }
}
