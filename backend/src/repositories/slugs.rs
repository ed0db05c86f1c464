//! Slugs of posts: which are taken, and which a post had before.
//!
//! A post's present slug stands in `posts`, its former ones in `post_slugs`. A present slug wins over a former one.

use broadsheet_shared::{id::PostId, time::Timestamp};

use super::database::{DatabaseError, Executor, Transaction, params};

/// Slugs now in use that are `base` itself or `base-` with something behind it: what a new one must avoid.
pub async fn list_taken(database: &impl Executor, base: &str) -> Result<Vec<String>, DatabaseError> {
    // '.' is the character behind '-', so this range is exactly what begins with "base-".
    let sql = "SELECT slug FROM posts WHERE slug = $1 OR (slug >= $2 AND slug < $3)";
    database.rows(sql, params![base, format!("{base}-"), format!("{base}.")]).await
}

/// Remembers a slug that a post gave up; if another post had it before, the latest owner counts.
pub async fn insert(transaction: &Transaction, slug: &str, post: PostId, now: Timestamp) -> Result<(), DatabaseError> {
    let sql = "INSERT INTO post_slugs (slug, post_id, created_at) VALUES ($1, $2, $3)
        ON CONFLICT (slug) DO UPDATE SET post_id = excluded.post_id, created_at = excluded.created_at";
    transaction.execute_sql(sql, params![slug, post, now]).await?;
    Ok(())
}

/// Slugs that a post had before.
pub async fn list_former(database: &impl Executor, post: PostId) -> Result<Vec<String>, DatabaseError> {
    database.rows("SELECT slug FROM post_slugs WHERE post_id = $1", params![post]).await
}

/// Forgets a former slug, because a post has taken it as its own.
pub async fn delete(transaction: &Transaction, slug: &str) -> Result<(), DatabaseError> {
    transaction.execute_sql("DELETE FROM post_slugs WHERE slug = $1", params![slug]).await?;
    Ok(())
}
