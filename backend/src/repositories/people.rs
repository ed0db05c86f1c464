//! Lists of people who are tied to something: who likes a post, who follows somebody, whom one has blocked. Each is the
//! same walk along an index, the last to come first, without those who are hidden from whoever reads it.

use broadsheet_shared::id::UserId;

use super::{
    database::{DatabaseError, Executor, Parameter, params},
    shields,
    users::{CARD, JOINED},
};
use crate::domain::user::{PersonKey, Since};

/// The condition that a person in `u` may be seen by others.
pub(super) const PUBLIC: &str = "u.status IN ('active', 'unclaimed')";
/// The condition that others see how they present themselves, and find them: `User::is_known`.
pub(super) const KNOWN: &str = "(u.status = 'unclaimed' OR (u.status = 'active' AND u.email_confirmed_at IS NOT NULL))";

/// Which rows `t` tie people to something, each with the time in `created_at`.
pub(super) struct Circle<'a> {
    /// The table.
    pub table: &'static str,
    /// The column of what they are tied to.
    pub of: &'static str,
    /// The column of the person.
    pub person: &'static str,
    /// What else holds of a row `t` and its person `u`.
    pub condition: &'a str,
}

/// A page of the people who are tied to `of`; a viewer is somebody from whom others are hidden.
pub(super) async fn list(
    database: &impl Executor,
    circle: &Circle<'_>,
    of: impl Parameter,
    viewer: Option<UserId>,
    after: Option<PersonKey>,
    limit: u8,
) -> Result<Vec<Since>, DatabaseError> {
    let Circle { table, of: column, person, condition } = circle;
    let mut values = params![of];
    let mut beyond = String::new();
    if let Some(key) = after {
        values.extend(params![key.at, key.id]);
        beyond = format!("AND (t.created_at, t.{person}) < ($2, $3)");
    }
    let seen = shields::and_seen(&mut values, viewer, &format!("t.{person}"));
    // CROSS keeps SQLite from starting at the people; to PostgreSQL it is a join like any other.
    let sql = format!(
        "SELECT {CARD}, t.created_at FROM {table} t CROSS JOIN {JOINED}
        WHERE u.id = t.{person} AND t.{column} = $1 AND {condition} {beyond} {seen}
        ORDER BY t.created_at DESC, t.{person} DESC LIMIT {limit}"
    );
    database.rows(&sql, values).await
}

/// How many there are in all, where `counted` are without regard to the viewer.
pub(super) async fn count(
    database: &impl Executor,
    circle: &Circle<'_>,
    of: impl Parameter,
    viewer: Option<UserId>,
    counted: i64,
) -> Result<u64, DatabaseError> {
    let Some(viewer) = viewer else { return Ok(counted.unsigned_abs()) };
    let Circle { table, of: column, person, condition } = circle;
    // As dear as the viewer has hidden people, however many are in the list.
    let sql = format!(
        "SELECT count(DISTINCT u.id) FROM user_shields s CROSS JOIN {table} t CROSS JOIN users u
        WHERE s.viewer_id = $2 AND t.{column} = $1 AND t.{person} = s.hidden_id AND u.id = s.hidden_id AND {condition}"
    );
    let hidden: i64 = database.value(&sql, params![of, viewer]).await?;
    Ok(counted.saturating_sub(hidden).max(0).unsigned_abs())
}
