//! What jobs and feeds ask of posts.

use broadsheet_shared::{
    id::{PostId, UserId},
    time::Timestamp,
    v2::ContentChoice,
};

use crate::domain::post::PostKey;
use crate::repositories::database::{DatabaseError, Executor, Parameter, Transaction, params};

/// Posts deleted before `moment`, to be removed for good.
pub async fn list_deleted_before(
    database: &impl Executor,
    moment: Timestamp,
    limit: u8,
) -> Result<Vec<PostId>, DatabaseError> {
    let sql = format!(
        "SELECT id FROM posts WHERE state = 'deleted' AND deleted_at < $1 ORDER BY deleted_at, id LIMIT {limit}"
    );
    database.rows(&sql, params![moment]).await
}

/// Removes a post for good that was deleted before `moment`, with its comments, tags and former slugs; false if it is not
/// so any more. Search documents are removed apart.
pub async fn delete_for_good(transaction: &Transaction, id: PostId, moment: Timestamp) -> Result<bool, DatabaseError> {
    let sql = "DELETE FROM posts WHERE id = $1 AND state = 'deleted' AND deleted_at < $2";
    Ok(transaction.execute_sql(sql, params![id, moment]).await? > 0)
}

/// Posts of somebody whose account is erased, that do not stay by this choice: all, or those that nobody else could read.
pub async fn list_erasable(
    database: &impl Executor,
    author: UserId,
    content: ContentChoice,
    limit: u8,
) -> Result<Vec<PostId>, DatabaseError> {
    let staying = match content {
        ContentChoice::Anonymise => "AND state NOT IN ('published', 'archived')",
        ContentChoice::Remove => "",
    };
    let sql = format!("SELECT id FROM posts WHERE author_id = $1 {staying} ORDER BY id LIMIT {limit}");
    database.rows(&sql, params![author]).await
}

/// Removes a post for good, whatever its state, with its comments, tags and former slugs; false if there is none. Search
/// documents are removed apart.
pub async fn delete(transaction: &Transaction, id: PostId) -> Result<bool, DatabaseError> {
    Ok(transaction.execute_sql("DELETE FROM posts WHERE id = $1", params![id]).await? > 0)
}

/// Slugs of published posts with the time of their last change, newest first: what a sitemap holds. The third cell of
/// each is its place, for the next call's `after`.
pub async fn list_addresses(
    database: &impl Executor,
    after: Option<PostKey>,
    limit: u16,
) -> Result<Vec<(String, Timestamp, PostKey)>, DatabaseError> {
    let (beyond, values) = match after {
        None => ("", params![]),
        Some(key) => ("AND (published_at, id) < ($1, $2)", params![key.at, key.id]),
    };
    let sql = format!(
        "SELECT slug, updated_at, published_at, id FROM posts WHERE state = 'published' {beyond}
        ORDER BY published_at DESC, id DESC LIMIT {limit}"
    );
    let rows: Vec<(String, Timestamp, Timestamp, PostId)> = database.rows(&sql, values).await?;
    Ok(rows.into_iter().map(|(slug, changed_at, at, id)| (slug, changed_at, PostKey { at, id })).collect())
}

/// Where each part of the published posts begins, oldest first: every `size`th. Walks the index alone.
pub async fn list_address_parts(database: &impl Executor, size: u32) -> Result<Vec<PostKey>, DatabaseError> {
    let sql = format!(
        "SELECT published_at, id FROM (
            SELECT published_at, id, ROW_NUMBER() OVER (ORDER BY published_at, id) AS place
            FROM posts WHERE state = 'published'
        ) AS numbered WHERE (place - 1) % {size} = 0 ORDER BY published_at, id"
    );
    let rows: Vec<(Timestamp, PostId)> = database.rows(&sql, params![]).await?;
    Ok(rows.into_iter().map(|(at, id)| PostKey { at, id }).collect())
}

/// Slugs of published posts with the time of their last change, oldest first, from this one on.
pub async fn list_addresses_from(
    database: &impl Executor,
    start: PostKey,
    limit: u32,
) -> Result<Vec<(String, Timestamp)>, DatabaseError> {
    let sql = format!(
        "SELECT slug, updated_at FROM posts WHERE state = 'published' AND (published_at, id) >= ($1, $2)
        ORDER BY published_at, id LIMIT {limit}"
    );
    database.rows(&sql, params![start.at, start.id]).await
}

/// The HTML of some posts, for feeds; in no particular order.
pub async fn bodies(database: &impl Executor, ids: &[PostId]) -> Result<Vec<(PostId, String)>, DatabaseError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<String> = (1..=ids.len()).map(|number| format!("${number}")).collect();
    let sql = format!("SELECT id, body_html FROM posts WHERE id IN ({})", places.join(", "));
    database.rows(&sql, ids.iter().map(Parameter::to_value).collect()).await
}
