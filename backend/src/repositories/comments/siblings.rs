//! Comments side by side: the tops of a post's threads, or the direct answers to one.

use broadsheet_shared::id::{CommentId, PostId};

use super::{COLUMNS, SOURCE, signed};
use crate::{
    domain::comment::{Comment, CommentKey, CommentOrder},
    repositories::database::{DatabaseError, Executor, params},
};

/// Direct answers to `parent`, or the tops of a post's threads, in the order asked for.
pub async fn list_siblings(
    database: &impl Executor,
    post: PostId,
    parent: Option<CommentId>,
    order: CommentOrder,
    after: Option<CommentKey>,
    limit: u8,
) -> Result<Vec<Comment>, DatabaseError> {
    let mut values = params![post];
    let mut conditions = String::new();
    match parent {
        None => conditions.push_str("k.parent_id IS NULL"),
        Some(parent) => {
            values.extend(params![parent]);
            conditions.push_str("k.parent_id = $2");
        }
    }
    let (by_likes, comparison, direction) = match order {
        CommentOrder::Oldest => (false, ">", "ASC"),
        CommentOrder::Newest => (false, "<", "DESC"),
        CommentOrder::Top => (true, "<", "DESC"),
    };
    let first = if by_likes { format!("k.like_count {direction}, ") } else { String::new() };
    if let Some(key) = after {
        let next = values.len() + 1;
        values.extend(params![key.created_at, key.id]);
        let (column, place) = if by_likes {
            values.extend(params![signed(key.likes)]);
            ("k.like_count, ", format!("${}, ", next + 2))
        } else {
            ("", String::new())
        };
        let beyond = format!("({column}k.created_at, k.id) {comparison} ({place}${next}, ${})", next + 1);
        conditions.push_str(&format!(" AND {beyond}"));
    }
    let sql = format!(
        "SELECT {COLUMNS} FROM {SOURCE} WHERE k.post_id = $1 AND {conditions}
        ORDER BY {first}k.created_at {direction}, k.id {direction} LIMIT {limit}"
    );
    database.rows(&sql, values).await
}

/// How many direct answers `parent` has, or how many threads a post.
pub async fn count_siblings(
    database: &impl Executor,
    post: PostId,
    parent: Option<CommentId>,
) -> Result<u64, DatabaseError> {
    let count: i64 = match parent {
        None => {
            let sql = "SELECT count(*) FROM comments WHERE post_id = $1 AND parent_id IS NULL";
            database.value(sql, params![post]).await?
        }
        Some(parent) => {
            let sql = "SELECT count(*) FROM comments WHERE post_id = $1 AND parent_id = $2";
            database.value(sql, params![post, parent]).await?
        }
    };
    Ok(count.unsigned_abs())
}
