//! Finding people: by a part of their name, and what the search index knows of them. Nobody is found before their
//! address is confirmed (SECURITY A17).

use broadsheet_shared::{id::UserId, value::canonical_name};
use sea_orm::Value;

use super::{CARD, JOINED, find};
use crate::{
    domain::{search_text::index_text, user::UserCard},
    repositories::{
        database::{DatabaseError, Engine, Executor, Parameter, Transaction, params},
        people::KNOWN,
        search::{self, Document, DocumentKind},
        shields,
    },
};

/// Accounts that are found by canonical name, after `after`; `name` is a part of the username, folded as usernames are,
/// or of the shown name, ASCII case folded by both engines alike. Without those who are hidden from the viewer.
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

/// How many accounts [`list`] has in all.
pub async fn count(database: &impl Executor, name: &str, viewer: Option<UserId>) -> Result<u64, DatabaseError> {
    let (condition, values) = matching(database, name, viewer);
    let sql = format!("SELECT count(*) FROM users u WHERE {condition}");
    Ok(database.value::<i64>(&sql, values).await?.unsigned_abs())
}

/// Of the people of these ids those who may be found, in no order.
pub async fn find_known(database: &impl Executor, ids: &[UserId]) -> Result<Vec<UserCard>, DatabaseError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<String> = (1..=ids.len()).map(|number| format!("${number}")).collect();
    let sql = format!("SELECT {CARD} FROM {JOINED} WHERE {KNOWN} AND u.id IN ({})", places.join(", "));
    database.rows(&sql, ids.iter().map(Parameter::to_value).collect()).await
}

/// Tells the search index what a person is called and how they present themselves. To be called in every transaction
/// that changes either, or whether they are found.
pub async fn index(transaction: &Transaction, id: UserId) -> Result<(), DatabaseError> {
    let Some(user) = find(transaction, id).await? else { return Ok(()) };
    if !user.is_known() {
        return search::delete(transaction, id.0).await;
    }
    let document = Document {
        entity_id: id.0,
        kind: DocumentKind::User,
        title: index_text(&format!("{} {}", user.card.username, user.card.display_name)),
        tags: String::new(),
        body: index_text(&user.bio_markdown),
    };
    search::upsert(transaction, &document).await
}

fn matching(database: &impl Executor, name: &str, viewer: Option<UserId>) -> (String, Vec<Value>) {
    let mut values = params![pattern(&canonical_name(name)), pattern(name)];
    let seen = shields::and_seen(&mut values, viewer, "u.id");
    (format!("{KNOWN} AND {}{seen}", named(database)), values)
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
