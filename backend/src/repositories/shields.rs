//! Who is hidden from whom: blocks, which hide two people from one another, and mutes, which hide one from the other.
//!
//! One row for each pair of eyes: a block is two, `block` for who blocked and `blocked` for the other. So one look at one
//! index says whether somebody is to be shown, and every list asks it in the same words: [`seen`].

use broadsheet_shared::{id::UserId, time::Timestamp};

use sea_orm::Value;

use super::{
    database::{DatabaseError, Executor, Parameter, Transaction, params},
    people::{self, Circle},
};
use crate::domain::user::{PersonKey, ShieldKind, Since};

/// People asked for in one query.
const VIEWERS_AT_ONCE: usize = 500;

/// The condition that the person in `column` is not hidden from the viewer, whose id is the value `place`.
pub(super) fn seen(place: &str, column: &str) -> String {
    format!("NOT EXISTS (SELECT 1 FROM user_shields s WHERE s.viewer_id = {place} AND s.hidden_id = {column})")
}

/// The same as a further condition, with the viewer among the values; nothing where nobody is hidden from whoever asks.
pub(super) fn and_seen(values: &mut Vec<Value>, viewer: Option<UserId>, column: &str) -> String {
    let Some(viewer) = viewer else { return String::new() };
    values.extend(params![viewer]);
    format!(" AND {}", seen(&format!("${}", values.len()), column))
}

/// Hides two people from one another, as the first wants it; false if that is so.
pub async fn insert_block(
    transaction: &Transaction,
    blocker: UserId,
    blocked: UserId,
    now: Timestamp,
) -> Result<bool, DatabaseError> {
    let sql = "INSERT INTO user_shields (viewer_id, hidden_id, kind, created_at)
        VALUES ($1, $2, 'block', $3), ($2, $1, 'blocked', $3) ON CONFLICT DO NOTHING";
    Ok(transaction.execute_sql(sql, params![blocker, blocked, now]).await? > 0)
}

/// Takes that back; false if it is not so.
pub async fn delete_block(transaction: &Transaction, blocker: UserId, blocked: UserId) -> Result<bool, DatabaseError> {
    let sql = "DELETE FROM user_shields WHERE (viewer_id = $1 AND hidden_id = $2 AND kind = 'block')
        OR (viewer_id = $2 AND hidden_id = $1 AND kind = 'blocked')";
    Ok(transaction.execute_sql(sql, params![blocker, blocked]).await? > 0)
}

/// Hides a person from another; false if that is so.
pub async fn insert_mute(
    transaction: &Transaction,
    viewer: UserId,
    hidden: UserId,
    now: Timestamp,
) -> Result<bool, DatabaseError> {
    let sql = "INSERT INTO user_shields (viewer_id, hidden_id, kind, created_at) VALUES ($1, $2, 'mute', $3)
        ON CONFLICT DO NOTHING";
    Ok(transaction.execute_sql(sql, params![viewer, hidden, now]).await? > 0)
}

/// Takes that back; false if it is not so.
pub async fn delete_mute(transaction: &Transaction, viewer: UserId, hidden: UserId) -> Result<bool, DatabaseError> {
    let sql = "DELETE FROM user_shields WHERE viewer_id = $1 AND hidden_id = $2 AND kind = 'mute'";
    Ok(transaction.execute_sql(sql, params![viewer, hidden]).await? > 0)
}

/// Whether anybody is hidden from this person.
pub async fn exists(database: &impl Executor, viewer: UserId) -> Result<bool, DatabaseError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM user_shields WHERE viewer_id = $1)";
    database.value(sql, params![viewer]).await
}

/// Whether one of two people has blocked the other.
pub async fn is_blocked(database: &impl Executor, one: UserId, other: UserId) -> Result<bool, DatabaseError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM user_shields
        WHERE viewer_id = $1 AND hidden_id = $2 AND kind IN ('block', 'blocked'))";
    database.value(sql, params![one, other]).await
}

/// Whether a person has blocked another, and muted them.
pub async fn find_own(database: &impl Executor, viewer: UserId, other: UserId) -> Result<(bool, bool), DatabaseError> {
    let sql = "SELECT
        EXISTS (SELECT 1 FROM user_shields WHERE viewer_id = $1 AND hidden_id = $2 AND kind = 'block'),
        EXISTS (SELECT 1 FROM user_shields WHERE viewer_id = $1 AND hidden_id = $2 AND kind = 'mute')";
    database.value(sql, params![viewer, other]).await
}

/// Those of these people who are hidden from a person, in no particular order.
pub async fn list_hidden(
    database: &impl Executor,
    viewer: UserId,
    among: &[UserId],
) -> Result<Vec<UserId>, DatabaseError> {
    if among.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<String> = (2..=among.len() + 1).map(|number| format!("${number}")).collect();
    let sql = format!(
        "SELECT DISTINCT hidden_id FROM user_shields WHERE viewer_id = $1 AND hidden_id IN ({})",
        places.join(", ")
    );
    let values = params![viewer].into_iter().chain(among.iter().map(Parameter::to_value)).collect();
    database.rows(&sql, values).await
}

/// Of some people, from whom which of some others are hidden: pairs of viewer and hidden, in no particular order.
pub async fn list_pairs(
    database: &impl Executor,
    viewers: &[UserId],
    among: &[UserId],
) -> Result<Vec<(UserId, UserId)>, DatabaseError> {
    let mut pairs = Vec::new();
    if among.is_empty() {
        return Ok(pairs);
    }
    let places =
        |from: usize, count: usize| (from..from + count).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ");
    for some in viewers.chunks(VIEWERS_AT_ONCE) {
        let sql = format!(
            "SELECT DISTINCT viewer_id, hidden_id FROM user_shields WHERE viewer_id IN ({}) AND hidden_id IN ({})",
            places(1, some.len()),
            places(some.len() + 1, among.len())
        );
        let values = some.iter().chain(among).map(Parameter::to_value).collect();
        let found: Vec<(UserId, UserId)> = database.rows(&sql, values).await?;
        pairs.extend(found);
    }
    Ok(pairs)
}

/// Whom a person has blocked, or muted, the last first.
pub async fn list(
    database: &impl Executor,
    viewer: UserId,
    kind: ShieldKind,
    after: Option<PersonKey>,
    limit: u8,
) -> Result<Vec<Since>, DatabaseError> {
    let condition = format!("t.kind = '{}'", kind.as_str());
    let circle = Circle { table: "user_shields", of: "viewer_id", person: "hidden_id", condition: &condition };
    people::list(database, &circle, viewer, None, after, limit).await
}

/// Whom a person has blocked or muted, the last first.
pub async fn list_ids(database: &impl Executor, viewer: UserId, limit: u8) -> Result<Vec<UserId>, DatabaseError> {
    let sql = format!(
        "SELECT hidden_id FROM user_shields WHERE viewer_id = $1 AND kind IN ('block', 'mute')
        GROUP BY hidden_id ORDER BY max(created_at) DESC, hidden_id DESC LIMIT {limit}"
    );
    database.rows(&sql, params![viewer]).await
}

/// How many people [`list`] has in all.
pub async fn count(database: &impl Executor, viewer: UserId, kind: ShieldKind) -> Result<u64, DatabaseError> {
    let sql = format!("SELECT count(*) FROM user_shields WHERE viewer_id = $1 AND kind = '{}'", kind.as_str());
    Ok(database.value::<i64>(&sql, params![viewer]).await?.unsigned_abs())
}

/// Whom a person has blocked or muted, by name, behind a place: for taking all of it home.
pub async fn list_all_of(
    database: &impl Executor,
    viewer: UserId,
    after: Option<(Timestamp, UserId, String)>,
    limit: u8,
) -> Result<Vec<(UserId, String, String, Timestamp)>, DatabaseError> {
    let first = || (Timestamp::from_millis(i64::MIN), UserId(uuid::Uuid::nil()), String::new());
    let (at, id, kind) = after.unwrap_or_else(first);
    let sql = format!(
        "SELECT s.hidden_id, u.username, s.kind, s.created_at FROM user_shields s JOIN users u ON u.id = s.hidden_id
        WHERE s.viewer_id = $1 AND s.kind IN ('block', 'mute') AND (s.created_at, s.hidden_id, s.kind) > ($2, $3, $4)
        ORDER BY s.created_at, s.hidden_id, s.kind LIMIT {limit}"
    );
    database.rows(&sql, params![viewer, at, id, kind]).await
}
