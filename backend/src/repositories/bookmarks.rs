//! Posts that somebody put aside for later. Nobody else sees them, and nothing counts them.

use broadsheet_shared::{
    id::{PostId, UserId},
    time::Timestamp,
};

use super::{
    database::{DatabaseError, Executor, Transaction, params},
    posts, shields,
};

/// Puts a post aside; false if it is already.
pub async fn insert(
    transaction: &Transaction,
    user: UserId,
    post: PostId,
    now: Timestamp,
) -> Result<bool, DatabaseError> {
    let sql = "INSERT INTO bookmarks (user_id, post_id, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    Ok(transaction.execute_sql(sql, params![user, post, now]).await? > 0)
}

/// Takes a post off; false if it is not there.
pub async fn delete(transaction: &Transaction, user: UserId, post: PostId) -> Result<bool, DatabaseError> {
    let sql = "DELETE FROM bookmarks WHERE user_id = $1 AND post_id = $2";
    Ok(transaction.execute_sql(sql, params![user, post]).await? > 0)
}

/// How many posts `posts::list_bookmarked` has in all.
pub async fn count(database: &impl Executor, user: UserId, viewer: Option<UserId>) -> Result<u64, DatabaseError> {
    let mut values = params![user];
    let seen = shields::and_seen(&mut values, viewer, "p.author_id");
    let sql = format!(
        "SELECT count(*) FROM bookmarks b JOIN posts p ON p.id = b.post_id
        WHERE b.user_id = $1 AND p.state IN ('published', 'archived'){seen}"
    );
    Ok(database.value::<i64>(&sql, values).await?.unsigned_abs())
}

/// Posts that somebody has put aside, with their slugs where everybody may read them, oldest first, behind a place: for
/// taking all of them home.
pub async fn list_all_of(
    database: &impl Executor,
    user: UserId,
    after: Option<(Timestamp, PostId)>,
    limit: u8,
) -> Result<Vec<(PostId, String, Timestamp)>, DatabaseError> {
    posts::list_tied(database, "bookmarks", user, after, limit).await
}
