//! The posts of the people and tags that somebody follows, newest first.
//!
//! From each of them come the newest few behind the cursor, one short walk along an index; of all those the newest make
//! the page. So a page costs as much as somebody follows, however much has been written, and the thousandth no more than
//! the first.

use broadsheet_shared::id::UserId;
use sea_orm::Value;

use super::columns::{JOINS, summary};
use crate::domain::post::{PostKey, PostSummary};
use crate::repositories::database::{DatabaseError, Engine, Executor, params};

/// A page of the feed. Ask for one more than the page holds to learn whether another follows.
pub async fn list_feed(
    database: &impl Executor,
    user: UserId,
    after: Option<PostKey>,
    limit: u8,
) -> Result<Vec<PostSummary>, DatabaseError> {
    let (sql, values) = feed_query(database.engine(), user, after, limit);
    database.rows(&sql, values).await
}

/// How many posts [`list_feed`] has in all.
pub async fn count_feed(database: &impl Executor, user: UserId) -> Result<u64, DatabaseError> {
    let sql = "SELECT count(*) FROM (
        SELECT q.id FROM user_follows f JOIN posts q ON q.author_id = f.followed_id
            WHERE f.follower_id = $1 AND q.state = 'published'
        UNION
        SELECT t.post_id FROM tag_follows g JOIN post_tags t ON t.tag_id = g.tag_id
            WHERE g.user_id = $1 AND t.published_at IS NOT NULL
    ) found";
    Ok(database.value::<i64>(sql, params![user]).await?.unsigned_abs())
}

/// The statement of one page.
pub(super) fn feed_query(engine: Engine, user: UserId, after: Option<PostKey>, limit: u8) -> (String, Vec<Value>) {
    let mut values = params![user];
    let (mut beyond, mut beyond_tagged) = ("", "");
    if let Some(key) = after {
        values.extend(params![key.at, key.id]);
        beyond = "AND (q.published_at, q.id) < ($2, $3)";
        beyond_tagged = "AND (t.published_at, t.post_id) < ($2, $3)";
    }
    let written = format!(
        "FROM posts q WHERE q.author_id = f.followed_id AND q.state = 'published' {beyond}
            ORDER BY q.published_at DESC, q.id DESC LIMIT {limit}"
    );
    let tagged = format!(
        "FROM post_tags t WHERE t.tag_id = g.tag_id AND t.published_at IS NOT NULL {beyond_tagged}
            ORDER BY t.published_at DESC, t.post_id DESC LIMIT {limit}"
    );
    let found = match engine {
        Engine::Postgres => format!(
            "SELECT w.id, w.published_at FROM user_follows f
                CROSS JOIN LATERAL (SELECT q.id, q.published_at {written}) w WHERE f.follower_id = $1
            UNION
            SELECT w.post_id, w.published_at FROM tag_follows g
                CROSS JOIN LATERAL (SELECT t.post_id, t.published_at {tagged}) w WHERE g.user_id = $1"
        ),
        // SQLite knows no LATERAL; a subquery that names the outer row is walked anew for each all the same.
        Engine::Sqlite => format!(
            "SELECT w.id, w.published_at FROM user_follows f CROSS JOIN posts w
                WHERE f.follower_id = $1 AND w.id IN (SELECT q.id {written})
            UNION
            SELECT w.id, w.published_at FROM tag_follows g CROSS JOIN posts w
                WHERE g.user_id = $1 AND w.id IN (SELECT t.post_id {tagged})"
        ),
    };
    let sql = format!(
        "WITH found (id, published_at) AS ({found}),
        newest (id) AS (SELECT id FROM found ORDER BY published_at DESC, id DESC LIMIT {limit})
        SELECT {} FROM newest CROSS JOIN posts p {JOINS} WHERE p.id = newest.id AND p.state = 'published'
        ORDER BY p.published_at DESC, p.id DESC",
        summary(engine)
    );
    (sql, values)
}
