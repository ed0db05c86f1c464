//! Which second factors an account has, whether its roles demand one, and the secrets of authenticator apps.

use broadsheet_shared::{id::UserId, time::Timestamp};

use super::{
    ceremonies,
    database::{DatabaseError, Executor, FromRow, Row, Transaction, params},
    passkeys, recovery_codes,
};
use crate::domain::factor::{Factors, StoredTotp};

/// True of a row `u` of users while its roles demand a second factor and there is none.
pub(super) const LACKS_REQUIRED: &str =
    "(EXISTS (SELECT 1 FROM user_roles held JOIN roles demanding ON demanding.id = held.role_id
            WHERE held.user_id = u.id AND demanding.requires_second_factor)
        AND NOT EXISTS (SELECT 1 FROM totp_secrets t WHERE t.user_id = u.id AND t.confirmed_at IS NOT NULL)
        AND NOT EXISTS (SELECT 1 FROM passkeys p WHERE p.user_id = u.id))";

/// Which factors an account has.
pub async fn find(database: &impl Executor, user: UserId) -> Result<Factors, DatabaseError> {
    let has_totp = find_totp(database, user).await?.is_some_and(|totp| totp.confirmed_at.is_some());
    let has_passkeys = passkeys::count_of(database, user).await? > 0;
    let left = recovery_codes::count_left(database, user).await?;
    Ok(Factors { has_totp, has_passkeys, recovery_codes_left: u32::try_from(left).unwrap_or_default() })
}

/// True while the account's roles demand a second factor and it has none.
pub async fn lacks_required(database: &impl Executor, user: UserId) -> Result<bool, DatabaseError> {
    let sql = format!("SELECT count(*) FROM users u WHERE u.id = $1 AND {LACKS_REQUIRED}");
    Ok(database.value::<i64>(&sql, params![user]).await? > 0)
}

/// True if one of the account's roles demands a second factor.
pub async fn is_required(database: &impl Executor, user: UserId) -> Result<bool, DatabaseError> {
    let sql = "SELECT count(*) FROM user_roles held JOIN roles r ON r.id = held.role_id
        WHERE held.user_id = $1 AND r.requires_second_factor";
    Ok(database.value::<i64>(sql, params![user]).await? > 0)
}

/// The account's authenticator app, confirmed or not.
pub async fn find_totp(database: &impl Executor, user: UserId) -> Result<Option<StoredTotp>, DatabaseError> {
    let sql = "SELECT sealed_secret, created_at, confirmed_at FROM totp_secrets WHERE user_id = $1";
    database.row(sql, params![user]).await
}

/// Stores the secret of an app that is to be confirmed, in the place of another that never was. False if the account has
/// one that was.
pub async fn insert_totp(
    transaction: &Transaction,
    user: UserId,
    sealed_secret: &str,
    now: Timestamp,
) -> Result<bool, DatabaseError> {
    let sql = "INSERT INTO totp_secrets (user_id, sealed_secret, created_at) VALUES ($1, $2, $3)
        ON CONFLICT (user_id) DO UPDATE SET sealed_secret = excluded.sealed_secret, created_at = excluded.created_at
        WHERE totp_secrets.confirmed_at IS NULL";
    Ok(transaction.execute_sql(sql, params![user, sealed_secret, now]).await? > 0)
}

/// Takes an app as confirmed, by a code of this step. False if this very secret is not waiting for that.
pub async fn confirm_totp(
    transaction: &Transaction,
    user: UserId,
    sealed_secret: &str,
    step: i64,
    now: Timestamp,
) -> Result<bool, DatabaseError> {
    let sql = "UPDATE totp_secrets SET confirmed_at = $4, last_used_step = $3
        WHERE user_id = $1 AND sealed_secret = $2 AND confirmed_at IS NULL";
    Ok(transaction.execute_sql(sql, params![user, sealed_secret, step, now]).await? > 0)
}

/// Uses up the code of this step and all before it; false if it is used up already. Of any number at once, one does.
pub async fn use_totp_step(transaction: &Transaction, user: UserId, step: i64) -> Result<bool, DatabaseError> {
    let sql = "UPDATE totp_secrets SET last_used_step = $2
        WHERE user_id = $1 AND confirmed_at IS NOT NULL AND last_used_step < $2";
    Ok(transaction.execute_sql(sql, params![user, step]).await? > 0)
}

/// Deletes the account's app; false if it has none that was confirmed. There is one row for a person, so none waits beside
/// it.
pub async fn delete_totp(transaction: &Transaction, user: UserId) -> Result<bool, DatabaseError> {
    let sql = "DELETE FROM totp_secrets WHERE user_id = $1 AND confirmed_at IS NOT NULL";
    Ok(transaction.execute_sql(sql, params![user]).await? > 0)
}

/// Takes every factor of an account away, with what is under way: for lost ones, and part of erasing an account.
pub async fn delete_all_of(transaction: &Transaction, user: UserId) -> Result<(), DatabaseError> {
    transaction.execute_sql("DELETE FROM totp_secrets WHERE user_id = $1", params![user]).await?;
    passkeys::delete_of(transaction, user).await?;
    recovery_codes::delete_of(transaction, user).await?;
    ceremonies::delete_of(transaction, user).await
}

/// Forgets secrets that were made before `moment` and never confirmed.
pub async fn delete_unconfirmed(transaction: &Transaction, moment: Timestamp) -> Result<u64, DatabaseError> {
    let sql = "DELETE FROM totp_secrets WHERE confirmed_at IS NULL AND created_at <= $1";
    transaction.execute_sql(sql, params![moment]).await
}

impl FromRow for StoredTotp {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
        Ok(Self { sealed_secret: row.take()?, created_at: row.take()?, confirmed_at: row.optional()? })
    }
}
