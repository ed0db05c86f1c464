//! Slugs of posts: which are taken, and which a post had before.
//!
//! A post's present slug stands in `posts`, its former ones in `post_slugs`. A former one goes on leading to its post, so
//! no other post gets it.

use broadsheet_shared::{id::PostId, time::Timestamp, value::Slug};

use super::database::{DatabaseError, Executor, Parameter, Transaction, params};

/// Those of these slugs that `post` must avoid: in use now, or formerly another post's.
pub async fn list_taken(database: &impl Executor, slugs: &[Slug], post: PostId) -> Result<Vec<String>, DatabaseError> {
    let places: Vec<String> = (1..=slugs.len()).map(|number| format!("${number}")).collect();
    let (places, post_place) = (places.join(", "), slugs.len() + 1);
    let sql = format!(
        "SELECT slug FROM posts WHERE slug IN ({places})
        UNION
        SELECT slug FROM post_slugs WHERE slug IN ({places}) AND post_id <> ${post_place}"
    );
    let mut values: Vec<_> = slugs.iter().map(|slug| slug.as_str().to_value()).collect();
    values.push(post.to_value());
    database.rows(&sql, values).await
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
