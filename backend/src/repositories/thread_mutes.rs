//! Posts of which people want to hear nothing.

use broadsheet_shared::{
    id::{PostId, UserId},
    time::Timestamp,
};

use super::{
    database::{DatabaseError, Executor, FromRow, Row, Transaction, params},
    posts,
};
use crate::domain::notification::{AboutPost, MutedKey, MutedThread};

/// A muted post `t` is told of as long as everybody may read the post `p`, or it is one's own.
const SHOWN: &str = "(p.state IN ('published', 'archived') OR (p.author_id = $1 AND p.state <> 'deleted'))";

/// Mutes a thread; false if it is muted.
pub async fn insert(
    transaction: &Transaction,
    user: UserId,
    post: PostId,
    now: Timestamp,
) -> Result<bool, DatabaseError> {
    let sql = "INSERT INTO thread_mutes (user_id, post_id, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    Ok(transaction.execute_sql(sql, params![user, post, now]).await? > 0)
}

/// Takes that back; false if it is not muted.
pub async fn delete(transaction: &Transaction, user: UserId, post: PostId) -> Result<bool, DatabaseError> {
    let sql = "DELETE FROM thread_mutes WHERE user_id = $1 AND post_id = $2";
    Ok(transaction.execute_sql(sql, params![user, post]).await? > 0)
}

/// Threads that somebody has muted and may read, the last first.
pub async fn list(
    database: &impl Executor,
    user: UserId,
    after: Option<MutedKey>,
    limit: u8,
) -> Result<Vec<MutedThread>, DatabaseError> {
    let mut values = params![user];
    let beyond = match after {
        None => "",
        Some(key) => {
            values.extend(params![key.at, key.post]);
            "AND (t.created_at, t.post_id) < ($2, $3)"
        }
    };
    // CROSS keeps SQLite from starting at the posts; to PostgreSQL it is a join like any other.
    let sql = format!(
        "SELECT p.id, p.slug, p.title, t.created_at FROM thread_mutes t CROSS JOIN posts p
        WHERE p.id = t.post_id AND t.user_id = $1 AND {SHOWN} {beyond}
        ORDER BY t.created_at DESC, t.post_id DESC LIMIT {limit}"
    );
    database.rows(&sql, values).await
}

/// How many threads [`list`] has in all.
pub async fn count(database: &impl Executor, user: UserId) -> Result<u64, DatabaseError> {
    let sql = format!(
        "SELECT count(*) FROM thread_mutes t JOIN posts p ON p.id = t.post_id WHERE t.user_id = $1 AND {SHOWN}"
    );
    Ok(database.value::<i64>(&sql, params![user]).await?.unsigned_abs())
}

/// Everything that somebody has muted, with the slugs where everybody may read them, oldest first, behind a place: for
/// taking all of it home.
pub async fn list_all_of(
    database: &impl Executor,
    user: UserId,
    after: Option<(Timestamp, PostId)>,
    limit: u8,
) -> Result<Vec<(PostId, String, Timestamp)>, DatabaseError> {
    posts::list_tied(database, "thread_mutes", user, after, limit).await
}

impl FromRow for MutedThread {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
        let post = AboutPost { id: row.take()?, slug: row.take()?, title: row.take()?, is_muted: true };
        Ok(Self { post, since: row.take()? })
    }
}
