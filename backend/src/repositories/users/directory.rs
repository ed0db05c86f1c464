//! People found by a part of their name.

use broadsheet_shared::{id::UserId, value::canonical_name};
use sea_orm::Value;

use super::{CARD, JOINED};
use crate::{
    domain::user::UserCard,
    repositories::{
        database::{DatabaseError, Engine, Executor, params},
        people::PUBLIC,
        shields,
    },
};

/// Public accounts by canonical name, after `after`; `name` is a part of the username, folded as usernames are, or of the
/// shown name, ASCII case folded by both engines alike. Without those who are hidden from the viewer.
pub async fn list(
    database: &impl Executor,
    name: &str,
    viewer: Option<UserId>,
    after: Option<&str>,
    limit: u8,
) -> Result<Vec<UserCard>, DatabaseError> {
    let (condition, mut values) = matching(database, name, viewer);
    values.extend(params![after.unwrap_or_default()]);
    let sql = format!(
        "SELECT {CARD} FROM {JOINED} WHERE {condition} AND u.username_canonical > ${}
        ORDER BY u.username_canonical LIMIT {limit}",
        values.len()
    );
    database.rows(&sql, values).await
}

/// The same from a place on.
pub async fn list_numbered(
    database: &impl Executor,
    name: &str,
    viewer: Option<UserId>,
    offset: u32,
    limit: u8,
) -> Result<Vec<UserCard>, DatabaseError> {
    let (condition, values) = matching(database, name, viewer);
    let sql = format!(
        "SELECT {CARD} FROM {JOINED} WHERE {condition} ORDER BY u.username_canonical LIMIT {limit} OFFSET {offset}"
    );
    database.rows(&sql, values).await
}

/// How many accounts [`list`] has in all.
pub async fn count(database: &impl Executor, name: &str, viewer: Option<UserId>) -> Result<u64, DatabaseError> {
    let (condition, values) = matching(database, name, viewer);
    let sql = format!("SELECT count(*) FROM users u WHERE {condition}");
    Ok(database.value::<i64>(&sql, values).await?.unsigned_abs())
}

fn matching(database: &impl Executor, name: &str, viewer: Option<UserId>) -> (String, Vec<Value>) {
    let mut values = params![pattern(&canonical_name(name)), pattern(name)];
    let seen = shields::and_seen(&mut values, viewer, "u.id");
    (format!("{PUBLIC} AND {}{seen}", named(database)), values)
}

/// The condition that a username is like the pattern `$1`, folded as usernames are, or a shown name like `$2`.
pub(in crate::repositories) fn named(database: &impl Executor) -> String {
    // SQLite's lower() folds ASCII alone; PostgreSQL's does in the C collation.
    let shown = match database.engine() {
        Engine::Postgres => "lower(u.display_name COLLATE \"C\")",
        Engine::Sqlite => "lower(u.display_name)",
    };
    format!("(u.username_canonical LIKE $1 ESCAPE '\\' OR {shown} LIKE $2 ESCAPE '\\')")
}

/// What was typed is data: the wildcards of LIKE are escaped.
pub(in crate::repositories) fn pattern(name: &str) -> String {
    let mut pattern = String::with_capacity(name.len() + 2);
    pattern.push('%');
    for c in name.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c.to_ascii_lowercase());
    }
    if !name.is_empty() {
        pattern.push('%');
    }
    pattern
}
