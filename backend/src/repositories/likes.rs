//! Who likes which posts and comments, and how many do.
//!
//! A row and the number that counts it change in one transaction, the number by addition: two likes at one moment are
//! two. Callers hold the post or the comment, so that nothing is liked that goes at that moment. A like of somebody who is
//! out of sight is not counted, and says so: see `repositories::ties`.

use broadsheet_shared::{
    id::{CommentId, PostId, UserId},
    time::Timestamp,
};

use super::{
    database::{DatabaseError, Executor, Parameter, Transaction, params},
    people::{self, Circle, PUBLIC},
    posts,
};
use crate::domain::user::{PersonKey, Since};

/// Stores that somebody likes a post, and counts it; false if they do already.
pub async fn insert_of_post(
    transaction: &Transaction,
    post: PostId,
    user: UserId,
    now: Timestamp,
) -> Result<bool, DatabaseError> {
    let sql = "INSERT INTO post_likes (post_id, user_id, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    if transaction.execute_sql(sql, params![post, user, now]).await? == 0 {
        return Ok(false);
    }
    let sql = "UPDATE post_tallies SET like_count = like_count + 1 WHERE post_id = $1";
    transaction.execute_sql(sql, params![post]).await?;
    Ok(true)
}

/// Takes a like of a post back; false if there is none.
pub async fn delete_of_post(transaction: &Transaction, post: PostId, user: UserId) -> Result<bool, DatabaseError> {
    let sql = "DELETE FROM post_likes WHERE post_id = $1 AND user_id = $2 RETURNING is_counted";
    let deleted: Vec<bool> = transaction.rows(sql, params![post, user]).await?;
    if deleted == [true] {
        let sql = "UPDATE post_tallies SET like_count = like_count - 1 WHERE post_id = $1";
        transaction.execute_sql(sql, params![post]).await?;
    }
    Ok(!deleted.is_empty())
}

/// Stores that somebody likes a comment, and counts it; false if they do already.
pub async fn insert_of_comment(
    transaction: &Transaction,
    comment: CommentId,
    user: UserId,
    now: Timestamp,
) -> Result<bool, DatabaseError> {
    let sql = "INSERT INTO comment_likes (comment_id, user_id, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    if transaction.execute_sql(sql, params![comment, user, now]).await? == 0 {
        return Ok(false);
    }
    transaction.execute_sql("UPDATE comments SET like_count = like_count + 1 WHERE id = $1", params![comment]).await?;
    Ok(true)
}

/// Takes a like of a comment back; false if there is none.
pub async fn delete_of_comment(
    transaction: &Transaction,
    comment: CommentId,
    user: UserId,
) -> Result<bool, DatabaseError> {
    let sql = "DELETE FROM comment_likes WHERE comment_id = $1 AND user_id = $2 RETURNING is_counted";
    let deleted: Vec<bool> = transaction.rows(sql, params![comment, user]).await?;
    if deleted == [true] {
        let sql = "UPDATE comments SET like_count = like_count - 1 WHERE id = $1";
        transaction.execute_sql(sql, params![comment]).await?;
    }
    Ok(!deleted.is_empty())
}

/// Takes every like of a comment away that is gone but for its place.
pub async fn delete_all_of_comment(transaction: &Transaction, comment: CommentId) -> Result<(), DatabaseError> {
    transaction.execute_sql("DELETE FROM comment_likes WHERE comment_id = $1", params![comment]).await?;
    transaction.execute_sql("UPDATE comments SET like_count = 0 WHERE id = $1", params![comment]).await?;
    Ok(())
}

const OF_POST: Circle<'static> = Circle { table: "post_likes", of: "post_id", person: "user_id", condition: PUBLIC };

/// Who likes a post and may be seen, by the viewer above all, the last to do so first.
pub async fn list_of_post(
    database: &impl Executor,
    post: PostId,
    viewer: Option<UserId>,
    after: Option<PersonKey>,
    limit: u8,
) -> Result<Vec<Since>, DatabaseError> {
    people::list(database, &OF_POST, post, viewer, after, limit).await
}

/// How many people [`list_of_post`] has in all.
pub async fn count_of_post(
    database: &impl Executor,
    post: PostId,
    viewer: Option<UserId>,
) -> Result<u64, DatabaseError> {
    let sql = "SELECT COALESCE((SELECT like_count FROM post_tallies WHERE post_id = $1), 0)";
    let counted = database.value(sql, params![post]).await?;
    people::count(database, &OF_POST, post, viewer, counted).await
}

/// Those of these comments that somebody likes, in no particular order.
pub async fn list_liked(
    database: &impl Executor,
    user: UserId,
    comments: &[CommentId],
) -> Result<Vec<CommentId>, DatabaseError> {
    if comments.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<String> = (2..=comments.len() + 1).map(|number| format!("${number}")).collect();
    let sql =
        format!("SELECT comment_id FROM comment_likes WHERE user_id = $1 AND comment_id IN ({})", places.join(", "));
    let values = params![user].into_iter().chain(comments.iter().map(Parameter::to_value)).collect();
    database.rows(&sql, values).await
}

/// Posts that somebody likes, with their slugs where everybody may read them, oldest like first, behind a place: for
/// taking all of them home.
pub async fn list_posts_of(
    database: &impl Executor,
    user: UserId,
    after: Option<(Timestamp, PostId)>,
    limit: u8,
) -> Result<Vec<(PostId, String, Timestamp)>, DatabaseError> {
    posts::list_tied(database, "post_likes", user, after, limit).await
}

/// Comments that somebody likes, with their posts, likewise.
pub async fn list_comments_of(
    database: &impl Executor,
    user: UserId,
    after: Option<(Timestamp, CommentId)>,
    limit: u8,
) -> Result<Vec<(CommentId, PostId, Timestamp)>, DatabaseError> {
    let (at, id) = after.unwrap_or((Timestamp::from_millis(i64::MIN), CommentId(uuid::Uuid::nil())));
    let sql = format!(
        "SELECT l.comment_id, k.post_id, l.created_at FROM comment_likes l JOIN comments k ON k.id = l.comment_id
        WHERE l.user_id = $1 AND (l.created_at, l.comment_id) > ($2, $3)
        ORDER BY l.created_at, l.comment_id LIMIT {limit}"
    );
    database.rows(&sql, params![user, at, id]).await
}
