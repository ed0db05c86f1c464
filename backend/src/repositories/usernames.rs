//! Whose a username is: one's present name, the names one had before, and all that look like them.
//!
//! Present names stand in `users`, which keeps each of them once. Former ones stand in a table of their own; between the
//! two stands a lock, so that a name that is being given up is at no moment nobody's.

use broadsheet_shared::{
    id::UserId,
    time::Timestamp,
    value::{Username, canonical_name},
};

use super::{
    database::{Conflict, ConflictKind, DatabaseError, Engine, Executor, Transaction, params},
    users,
};
use crate::{
    domain::user::{User, Who},
    platform::crypto,
};

/// Makes sure that a name is nobody's, or `owner`'s already; else a conflict on `users.username_canonical`, or on
/// `users.username_skeleton` if it only looks like somebody's. It stays so until the transaction ends.
pub async fn claim(transaction: &Transaction, username: &Username, owner: Option<UserId>) -> Result<(), DatabaseError> {
    let (canonical, skeleton) = (username.canonical(), username.skeleton());
    hold(transaction, &[&canonical, &skeleton]).await?;
    // No account has the nil id.
    let owner = owner.unwrap_or(UserId(uuid::Uuid::nil()));
    let sql = "SELECT username_canonical FROM users
            WHERE (username_canonical = $1 OR username_skeleton = $2) AND id <> $3
        UNION ALL SELECT canonical FROM former_usernames
            WHERE (canonical = $1 OR skeleton = $2) AND user_id <> $3";
    let taken: Vec<String> = transaction.rows(sql, params![canonical, skeleton, owner]).await?;
    let on = match taken.as_slice() {
        [] => return Ok(()),
        names if names.contains(&canonical) => "users.username_canonical",
        _ => "users.username_skeleton",
    };
    Err(DatabaseError::Conflict(Conflict { kind: ConflictKind::Unique, on: on.to_owned() }))
}

/// Whoever asks second for one of these names waits until the first transaction ends. SQLite has one writer anyway.
async fn hold(transaction: &Transaction, names: &[&str]) -> Result<(), DatabaseError> {
    if transaction.engine() == Engine::Sqlite {
        return Ok(());
    }
    let key = |name: &&str| crypto::fingerprint(&["username", name]) as i64;
    let mut keys: Vec<i64> = names.iter().map(key).collect();
    // In one order everywhere, so that nobody waits in a circle.
    keys.sort_unstable();
    for key in keys {
        transaction.execute_sql("SELECT pg_advisory_xact_lock($1)", params![key]).await?;
    }
    Ok(())
}

/// Gives an account another name, free by [`claim`]. The name before it stays its owner's and leads on.
pub async fn replace(
    transaction: &Transaction,
    user: UserId,
    former: &str,
    username: &Username,
    now: Timestamp,
) -> Result<(), DatabaseError> {
    let (canonical, former) = (username.canonical(), canonical_name(former));
    if former != canonical {
        let sql = "INSERT INTO former_usernames (canonical, skeleton, user_id, given_up_at)
            SELECT username_canonical, COALESCE(username_skeleton, username_canonical), id, $2 FROM users WHERE id = $1";
        transaction.execute_sql(sql, params![user, now]).await?;
    }
    // A name that one had before and takes again is no former one any more.
    let sql = "DELETE FROM former_usernames WHERE canonical = $1 AND user_id = $2";
    transaction.execute_sql(sql, params![canonical, user]).await?;
    // Who shows no other name goes on showing the username.
    let sql = "UPDATE users SET display_name = CASE WHEN display_name = username THEN $2 ELSE display_name END,
            username = $2, username_canonical = $3, username_skeleton = $4, updated_at = $5
        WHERE id = $1";
    let values = params![user, username.as_str(), canonical, username.skeleton(), now];
    transaction.execute_sql(sql, values).await?;
    Ok(())
}

/// The account that is meant by its id, its name or one that it had before, whatever its status.
pub async fn find_owner(database: &impl Executor, who: &Who) -> Result<Option<User>, DatabaseError> {
    if let Some(user) = users::find_who(database, who).await? {
        return Ok(Some(user));
    }
    let Who::Name(name) = who else { return Ok(None) };
    match find_former_owner(database, name).await? {
        Some(owner) => users::find(database, owner).await,
        None => Ok(None),
    }
}

/// The account that had this canonical name before.
pub async fn find_former_owner(database: &impl Executor, canonical: &str) -> Result<Option<UserId>, DatabaseError> {
    database.row("SELECT user_id FROM former_usernames WHERE canonical = $1", params![canonical]).await
}

/// The names that an account had before, the latest first.
pub async fn list_former_of(database: &impl Executor, user: UserId) -> Result<Vec<String>, DatabaseError> {
    let sql = "SELECT canonical FROM former_usernames WHERE user_id = $1 ORDER BY given_up_at DESC, canonical";
    database.rows(sql, params![user]).await
}

/// When an account last gave up a name.
pub async fn find_last_change(database: &impl Executor, user: UserId) -> Result<Option<Timestamp>, DatabaseError> {
    let sql = "SELECT given_up_at FROM former_usernames WHERE user_id = $1 ORDER BY given_up_at DESC LIMIT 1";
    database.row(sql, params![user]).await
}

#[cfg(test)]
mod tests;
