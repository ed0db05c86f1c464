//! What one person has to do with posts of others: what they put aside, and what they like.

use broadsheet_shared::{
    id::{PostId, UserId},
    time::Timestamp,
};

use super::columns::{JOINS, summary};
use crate::domain::post::{Bookmarked, PostKey, PostSummary, Standing};
use crate::repositories::database::{DatabaseError, Executor, FromRow, Row, params};
use crate::repositories::shields;

/// Posts to which rows of a table tie somebody, oldest tie first, behind a place: for taking all of them home. Their slugs
/// where everybody may read them, else an empty text: a draft's address is nobody's business.
pub(in crate::repositories) async fn list_tied(
    database: &impl Executor,
    table: &'static str,
    user: UserId,
    after: Option<(Timestamp, PostId)>,
    limit: u8,
) -> Result<Vec<(PostId, String, Timestamp)>, DatabaseError> {
    let (at, id) = after.unwrap_or((Timestamp::from_millis(i64::MIN), PostId(uuid::Uuid::nil())));
    let sql = format!(
        "SELECT t.post_id, CASE WHEN p.state IN ('published', 'archived') THEN p.slug ELSE '' END, t.created_at
        FROM {table} t JOIN posts p ON p.id = t.post_id
        WHERE t.user_id = $1 AND (t.created_at, t.post_id) > ($2, $3)
        ORDER BY t.created_at, t.post_id LIMIT {limit}"
    );
    database.rows(&sql, params![user, at, id]).await
}

/// Posts that somebody has put aside and everybody may read, the last first, without those of people who are hidden from
/// the viewer, who is nobody else.
pub async fn list_bookmarked(
    database: &impl Executor,
    user: UserId,
    viewer: Option<UserId>,
    after: Option<PostKey>,
    limit: u8,
) -> Result<Vec<Bookmarked>, DatabaseError> {
    let mut values = params![user];
    let beyond = match after {
        None => "",
        Some(key) => {
            values.extend(params![key.at, key.id]);
            "AND (b.created_at, b.post_id) < ($2, $3)"
        }
    };
    let seen = shields::and_seen(&mut values, viewer, "p.author_id");
    // CROSS keeps SQLite from starting at the posts; to PostgreSQL it is a join like any other.
    let sql = format!(
        "SELECT {}, b.created_at FROM bookmarks b CROSS JOIN posts p {JOINS}
        WHERE p.id = b.post_id AND b.user_id = $1 AND p.state IN ('published', 'archived') {beyond} {seen}
        ORDER BY b.created_at DESC, b.post_id DESC LIMIT {limit}",
        summary(database.engine())
    );
    database.rows(&sql, values).await
}

/// Whether somebody likes a post, has put it aside, and is hidden from its author; and whether its author has pinned it.
pub async fn find_standing(database: &impl Executor, post: PostId, user: UserId) -> Result<Standing, DatabaseError> {
    let sql = "SELECT
        EXISTS (SELECT 1 FROM post_likes WHERE post_id = $1 AND user_id = $2),
        EXISTS (SELECT 1 FROM bookmarks WHERE post_id = $1 AND user_id = $2),
        EXISTS (SELECT 1 FROM posts p JOIN user_shields s ON s.hidden_id = p.author_id
            WHERE p.id = $1 AND s.viewer_id = $2 AND s.kind IN ('block', 'blocked')),
        EXISTS (SELECT 1 FROM pinned_posts WHERE post_id = $1)";
    let (is_liked, is_bookmarked, is_blocked, is_pinned) = database.value(sql, params![post, user]).await?;
    Ok(Standing { is_liked, is_bookmarked, is_blocked, is_pinned })
}

impl FromRow for Bookmarked {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
        Ok(Self { post: PostSummary::from_row(row)?, bookmarked_at: row.take()? })
    }
}
