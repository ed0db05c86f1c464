//! Slugs of posts: which are taken, and which a post had before.
//!
//! A post's present slug stands in `posts`, its former ones in `post_slugs`. A former one goes on leading to its post, so
//! no other post gets it.

use broadsheet_shared::{id::PostId, time::Timestamp};

use super::database::{DatabaseError, Executor, Transaction, params};

/// Slugs that are `base` itself or `base-` with something behind it and that `post` must avoid: in use now, or formerly
/// another post's.
pub async fn list_taken(database: &impl Executor, base: &str, post: PostId) -> Result<Vec<String>, DatabaseError> {
    // '.' is the character behind '-', so this range is exactly what begins with "base-".
    let sql = "SELECT slug FROM posts WHERE slug = $1 OR (slug >= $2 AND slug < $3)
        UNION
        SELECT slug FROM post_slugs WHERE (slug = $1 OR (slug >= $2 AND slug < $3)) AND post_id <> $4";
    database.rows(sql, params![base, format!("{base}-"), format!("{base}."), post]).await
}

/// Remembers a slug that a post gave up. Databases of earlier versions may know it as another's; the latest owner counts.
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

/// Forgets a former slug, because its post has taken it up again.
pub async fn delete(transaction: &Transaction, slug: &str) -> Result<(), DatabaseError> {
    transaction.execute_sql("DELETE FROM post_slugs WHERE slug = $1", params![slug]).await?;
    Ok(())
}
