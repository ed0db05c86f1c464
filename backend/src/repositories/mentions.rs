//! Mentions: who is meant by a name, and whom a text has named.

use broadsheet_shared::{
    id::{CommentId, PostId, UserId},
    time::Timestamp,
};
use uuid::Uuid;

use super::database::{DatabaseError, Executor, FromRow, Parameter, Row, Transaction, params};

/// A text that names somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mention {
    /// The comment, or else the post.
    pub source: Uuid,
    /// The post, or the one above the comment.
    pub post: PostId,
    /// The comment.
    pub comment: Option<CommentId>,
    /// Since when.
    pub at: Timestamp,
}

/// Who may be seen under these canonical names, present or former: the name asked for, the person, their present name.
pub async fn list_people(
    database: &impl Executor,
    names: &[String],
) -> Result<Vec<(String, UserId, String)>, DatabaseError> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<String> = (1..=names.len()).map(|number| format!("${number}")).collect();
    let places = places.join(", ");
    let sql = format!(
        "SELECT u.username_canonical, u.id, u.username FROM users u
            WHERE u.username_canonical IN ({places}) AND u.status IN ('active', 'unclaimed')
        UNION ALL SELECT f.canonical, u.id, u.username FROM former_usernames f JOIN users u ON u.id = f.user_id
            WHERE f.canonical IN ({places}) AND u.status IN ('active', 'unclaimed')"
    );
    database.rows(&sql, names.iter().map(Parameter::to_value).collect()).await
}

/// Remembers that a text names these people; gives those whom it had not named before.
pub async fn insert(
    transaction: &Transaction,
    post: PostId,
    comment: Option<CommentId>,
    people: &[UserId],
    now: Timestamp,
) -> Result<Vec<UserId>, DatabaseError> {
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let source = comment.map_or(post.0, |comment| comment.0);
    let rows: Vec<String> = (5..people.len() + 5).map(|number| format!("($1, ${number}, $2, $3, $4)")).collect();
    let sql = format!(
        "INSERT INTO mentions (source_id, user_id, post_id, comment_id, created_at) VALUES {}
        ON CONFLICT DO NOTHING RETURNING user_id",
        rows.join(", ")
    );
    let values = params![source, post, comment, now].into_iter().chain(people.iter().map(Parameter::to_value));
    transaction.rows(&sql, values.collect()).await
}

/// Forgets whom a comment names: it is gone.
pub async fn delete_of_comment(transaction: &Transaction, comment: CommentId) -> Result<(), DatabaseError> {
    transaction.execute_sql("DELETE FROM mentions WHERE comment_id = $1", params![comment]).await?;
    Ok(())
}

/// Forgets some of where somebody is named, and has those texts rendered anew: a link to nobody would lead to whoever
/// takes the name next. True once nothing is left.
pub async fn delete_some_of(transaction: &Transaction, user: UserId, limit: usize) -> Result<bool, DatabaseError> {
    let some = format!("SELECT source_id FROM mentions WHERE user_id = $1 ORDER BY source_id LIMIT {limit}");
    let sources: Vec<Uuid> = transaction.rows(&some, params![user]).await?;
    if sources.is_empty() {
        return Ok(true);
    }
    let places =
        |first: usize| (first..first + sources.len()).map(|number| format!("${number}")).collect::<Vec<_>>().join(", ");
    for table in ["posts", "comments"] {
        let sql = format!("UPDATE {table} SET renderer_version = 0 WHERE id IN ({})", places(1));
        transaction.execute_sql(&sql, sources.iter().map(Parameter::to_value).collect()).await?;
    }
    let sql = format!("DELETE FROM mentions WHERE user_id = $1 AND source_id IN ({})", places(2));
    let values = params![user].into_iter().chain(sources.iter().map(Parameter::to_value));
    transaction.execute_sql(&sql, values.collect()).await?;
    Ok(sources.len() < limit)
}

/// Where somebody is named, behind a place: for taking all of it home.
pub async fn list_all_of(
    database: &impl Executor,
    user: UserId,
    after: Option<(Timestamp, Uuid)>,
    limit: u8,
) -> Result<Vec<Mention>, DatabaseError> {
    let (at, source) = after.unwrap_or_else(|| (Timestamp::from_millis(i64::MIN), Uuid::nil()));
    let sql = format!(
        "SELECT source_id, post_id, comment_id, created_at FROM mentions
        WHERE user_id = $1 AND (created_at, source_id) > ($2, $3) ORDER BY created_at, source_id LIMIT {limit}"
    );
    database.rows(&sql, params![user, at, source]).await
}

impl FromRow for Mention {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
        Ok(Self { source: row.take()?, post: row.take()?, comment: row.optional()?, at: row.take()? })
    }
}
