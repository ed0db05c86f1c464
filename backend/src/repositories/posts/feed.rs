//! The posts of the people and tags that somebody follows, newest first.
//!
//! Of each person comes first the time of their newest post behind the cursor, one step into an index: nothing older than
//! the last of as many as a page holds can be on it. Down to that time come the newest few of each person and tag, a step
//! and seldom more; of all those the newest make the page. So a page costs as much as somebody follows, however much has been
//! written, and the thousandth no more than the first.

use broadsheet_shared::id::UserId;
use sea_orm::Value;

use super::columns::{JOINS, summary};
use crate::domain::post::{PostKey, PostSummary};
use crate::repositories::database::{DatabaseError, Engine, Executor, params};
use crate::repositories::shields;

/// A page of the feed; `is_shielded` leaves out people who are hidden from its reader. Ask for one more than the page holds to learn whether another follows.
pub async fn list_feed(
    database: &impl Executor,
    user: UserId,
    is_shielded: bool,
    after: Option<PostKey>,
    limit: u8,
) -> Result<Vec<PostSummary>, DatabaseError> {
    let (sql, values) = feed_query(database.engine(), user, is_shielded, after, limit);
    database.rows(&sql, values).await
}

/// How many posts [`list_feed`] has in all.
pub async fn count_feed(database: &impl Executor, user: UserId, is_shielded: bool) -> Result<u64, DatabaseError> {
    let shield = Shield::of(is_shielded);
    let sql = format!(
        "SELECT count(*) FROM (
            SELECT q.id FROM user_follows f JOIN posts q ON q.author_id = f.followed_id
                WHERE f.follower_id = $1 AND q.state = 'published' {}
            UNION
            SELECT t.post_id FROM tag_follows g JOIN post_tags t ON t.tag_id = g.tag_id {}
                WHERE g.user_id = $1 AND t.published_at IS NOT NULL {}
        ) found",
        shield.followed, shield.join, shield.written
    );
    Ok(database.value::<i64>(&sql, params![user]).await?.unsigned_abs())
}

/// What leaves hidden people out: of those who are followed, and of the authors behind a tag. Nothing is asked for a reader
/// from whom nobody is hidden.
#[derive(Default)]
struct Shield {
    followed: String,
    join: &'static str,
    written: String,
}

impl Shield {
    fn of(is_shielded: bool) -> Self {
        if !is_shielded {
            return Self::default();
        }
        Self {
            followed: format!("AND {}", shields::seen("$1", "f.followed_id")),
            join: "CROSS JOIN posts x",
            written: format!("AND x.id = t.post_id AND {}", shields::seen("$1", "x.author_id")),
        }
    }
}

/// Before all posts.
const BEGINNING: i64 = -9_000_000_000_000_000_000;

/// The statement of one page.
pub(super) fn feed_query(
    engine: Engine,
    user: UserId,
    is_shielded: bool,
    after: Option<PostKey>,
    limit: u8,
) -> (String, Vec<Value>) {
    let Shield { followed, join, written: seen } = Shield::of(is_shielded);
    let mut values = params![user];
    let (mut beyond, mut beyond_tagged) = ("", "");
    if let Some(key) = after {
        values.extend(params![key.at, key.id]);
        beyond = "AND (q.published_at, q.id) < ($2, $3)";
        beyond_tagged = "AND (t.published_at, t.post_id) < ($2, $3)";
    }
    let by_author = format!("FROM posts q WHERE q.author_id = f.followed_id AND q.state = 'published' {beyond}");
    let newest_first = "ORDER BY q.published_at DESC, q.id DESC";
    // A post has one author, so these are as many posts as people. A condition on the time would have it found twice.
    let bound = format!(
        "SELECT COALESCE((SELECT newest_at FROM (
            SELECT (SELECT q.published_at {by_author} {newest_first} LIMIT 1) AS newest_at
            FROM user_follows f WHERE f.follower_id = $1 {followed}
        ) firsts ORDER BY newest_at DESC NULLS LAST LIMIT 1 OFFSET {}), {BEGINNING})",
        limit.saturating_sub(1)
    );
    let written = format!("{by_author} AND q.published_at >= (SELECT oldest FROM bound) {newest_first} LIMIT {limit}");
    let tagged = format!(
        "FROM post_tags t {join} WHERE t.tag_id = g.tag_id AND t.published_at >= (SELECT oldest FROM bound)
            {beyond_tagged} {seen} ORDER BY t.published_at DESC, t.post_id DESC LIMIT {limit}"
    );
    let found = match engine {
        Engine::Postgres => format!(
            "SELECT w.id, w.published_at FROM user_follows f
                CROSS JOIN LATERAL (SELECT q.id, q.published_at {written}) w WHERE f.follower_id = $1 {followed}
            UNION
            SELECT w.post_id, w.published_at FROM tag_follows g
                CROSS JOIN LATERAL (SELECT t.post_id, t.published_at {tagged}) w WHERE g.user_id = $1"
        ),
        // SQLite knows no LATERAL; a subquery that names the outer row is walked anew for each all the same.
        Engine::Sqlite => format!(
            "SELECT w.id, w.published_at FROM user_follows f CROSS JOIN posts w
                WHERE f.follower_id = $1 {followed} AND w.id IN (SELECT q.id {written})
            UNION
            SELECT w.id, w.published_at FROM tag_follows g CROSS JOIN posts w
                WHERE g.user_id = $1 AND w.id IN (SELECT t.post_id {tagged})"
        ),
    };
    let sql = format!(
        "WITH bound (oldest) AS MATERIALIZED ({bound}), found (id, published_at) AS ({found}),
        newest (id) AS (SELECT id FROM found ORDER BY published_at DESC, id DESC LIMIT {limit})
        SELECT {} FROM newest CROSS JOIN posts p {JOINS} WHERE p.id = newest.id AND p.state = 'published'
        ORDER BY p.published_at DESC, p.id DESC",
        summary(engine)
    );
    (sql, values)
}
