//! Personal access tokens. The tokens themselves never come here, only their hashes.

use broadsheet_shared::{
    id::{PersonalTokenId, UserId},
    scope::ScopeSet,
    time::Timestamp,
};

use super::{
    database::{DatabaseError, Executor, FromRow, Row, Transaction, params},
    departures::IS_LEAVING,
    factors::LACKS_REQUIRED,
};
use crate::domain::{
    personal_token::{PersonalToken, TokenStanding},
    session::TokenHash,
    user::UserStatus,
};

const TOKEN: &str = "t.id, t.user_id, t.name, t.hint, t.scopes, t.created_at, t.expires_at, t.last_used_at";

/// Stores a token.
pub async fn insert(transaction: &Transaction, token: &PersonalToken, hash: &TokenHash) -> Result<(), DatabaseError> {
    let sql = "INSERT INTO personal_access_tokens (id, user_id, name, token_hash, hint, scopes, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let values = params![
        token.id,
        token.user_id,
        token.name,
        hash.as_str(),
        token.hint,
        token.scopes.to_text(),
        token.created_at,
        token.expires_at,
    ];
    transaction.execute_sql(sql, values).await?;
    Ok(())
}

/// Whether the token with that hash may act, and for whom.
pub async fn find_standing(database: &impl Executor, hash: &TokenHash) -> Result<Option<TokenStanding>, DatabaseError> {
    database.row(&format!("{} WHERE t.token_hash = $1", standing()), params![hash.as_str()]).await
}

/// The same for the token of that id.
pub async fn find_standing_by_id(
    database: &impl Executor,
    id: PersonalTokenId,
) -> Result<Option<TokenStanding>, DatabaseError> {
    database.row(&format!("{} WHERE t.id = $1", standing()), params![id]).await
}

fn standing() -> String {
    format!(
        "SELECT {TOKEN}, u.username, u.status, u.email_confirmed_at, {LACKS_REQUIRED}, {IS_LEAVING}
        FROM personal_access_tokens t JOIN users u ON u.id = t.user_id"
    )
}

/// A person's tokens, newest first.
pub async fn list_of(database: &impl Executor, user: UserId) -> Result<Vec<PersonalToken>, DatabaseError> {
    let sql = format!("SELECT {TOKEN} FROM personal_access_tokens t WHERE t.user_id = $1 ORDER BY t.id DESC");
    database.rows(&sql, params![user]).await
}

/// How many tokens a person has.
pub async fn count_of(database: &impl Executor, user: UserId) -> Result<i64, DatabaseError> {
    database.value("SELECT count(*) FROM personal_access_tokens WHERE user_id = $1", params![user]).await
}

/// Remembers a use.
pub async fn touch(transaction: &Transaction, id: PersonalTokenId, now: Timestamp) -> Result<(), DatabaseError> {
    transaction
        .execute_sql("UPDATE personal_access_tokens SET last_used_at = $2 WHERE id = $1", params![id, now])
        .await?;
    Ok(())
}

/// Deletes a token of this person; false if they have none of that id.
pub async fn delete_own(transaction: &Transaction, user: UserId, id: PersonalTokenId) -> Result<bool, DatabaseError> {
    let sql = "DELETE FROM personal_access_tokens WHERE id = $1 AND user_id = $2";
    Ok(transaction.execute_sql(sql, params![id, user]).await? > 0)
}

/// Deletes every token of a person: part of erasing an account.
pub async fn delete_of(transaction: &Transaction, user: UserId) -> Result<(), DatabaseError> {
    transaction.execute_sql("DELETE FROM personal_access_tokens WHERE user_id = $1", params![user]).await?;
    Ok(())
}

/// Deletes tokens that ended before `before`; says how many.
pub async fn delete_expired(transaction: &Transaction, before: Timestamp) -> Result<u64, DatabaseError> {
    transaction.execute_sql("DELETE FROM personal_access_tokens WHERE expires_at < $1", params![before]).await
}

impl FromRow for PersonalToken {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
        Ok(Self {
            id: row.take()?,
            user_id: row.take()?,
            name: row.take()?,
            hint: row.take()?,
            scopes: ScopeSet::from_text(&row.take::<String>()?),
            created_at: row.take()?,
            expires_at: row.take()?,
            last_used_at: row.optional()?,
        })
    }
}

impl FromRow for TokenStanding {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
        Ok(Self {
            token: PersonalToken::from_row(row)?,
            username: row.take()?,
            status: row.parsed(UserStatus::parse)?,
            is_confirmed: row.optional::<Timestamp>()?.is_some(),
            must_enrol: row.take()?,
            is_leaving: row.take()?,
        })
    }
}
