//! Tags and which posts carry them.

use broadsheet_shared::{
    id::{PostId, TagId},
    time::Timestamp,
    v2::Tag,
};

use super::database::{DatabaseError, Engine, Executor, FromRow, Row, Transaction, params};

const COLUMNS: &str = "t.id, t.slug, t.name,
    (SELECT count(*) FROM post_tags pt WHERE pt.tag_id = t.id AND pt.published_at IS NOT NULL), t.follower_count";

const USED: &str = "EXISTS (SELECT 1 FROM post_tags pt WHERE pt.tag_id = t.id AND pt.published_at IS NOT NULL)";

/// The tag with that slug, and how many published posts carry it.
pub async fn find_by_slug(database: &impl Executor, slug: &str) -> Result<Option<Tag>, DatabaseError> {
    database.row(&format!("SELECT {COLUMNS} FROM tags t WHERE t.slug = $1"), params![slug]).await
}

/// The tag with that slug, and whether a published post carries it, which costs less than counting them.
pub async fn find_id(database: &impl Executor, slug: &str) -> Result<Option<(TagId, bool)>, DatabaseError> {
    database.row(&format!("SELECT t.id, {USED} FROM tags t WHERE t.slug = $1"), params![slug]).await
}

/// Holds a tag until the transaction ends; false if it is gone.
pub async fn lock(transaction: &Transaction, id: TagId) -> Result<bool, DatabaseError> {
    let lock = match transaction.engine() {
        Engine::Postgres => " FOR NO KEY UPDATE",
        Engine::Sqlite => "",
    };
    let found: Vec<TagId> = transaction.rows(&format!("SELECT id FROM tags WHERE id = $1{lock}"), params![id]).await?;
    Ok(!found.is_empty())
}

/// Those of these tags that published posts carry, in no particular order.
pub async fn find_used(database: &impl Executor, ids: &[TagId]) -> Result<Vec<Tag>, DatabaseError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<String> = (1..=ids.len()).map(|number| format!("${number}")).collect();
    let sql = format!("SELECT {COLUMNS} FROM tags t WHERE t.id IN ({})", places.join(", "));
    let tags: Vec<Tag> = database.rows(&sql, ids.iter().flat_map(|id| params![*id]).collect()).await?;
    Ok(tags.into_iter().filter(|tag| tag.post_count > 0).collect())
}

/// Tags that published posts carry, the most used first, then by slug.
pub async fn list_popular(database: &impl Executor, limit: u8) -> Result<Vec<Tag>, DatabaseError> {
    let sql = format!(
        "SELECT t.id, t.slug, t.name, n.posts, t.follower_count FROM (
            SELECT tag_id, count(*) AS posts FROM post_tags WHERE published_at IS NOT NULL GROUP BY tag_id
        ) AS n JOIN tags t ON t.id = n.tag_id ORDER BY n.posts DESC, t.slug LIMIT {limit}"
    );
    database.rows(&sql, params![]).await
}

/// Tags by slug, behind `after`, whose slug begins with `prefix`; also those that no published post carries.
pub async fn list(
    database: &impl Executor,
    prefix: &str,
    after: Option<&str>,
    limit: u8,
) -> Result<Vec<Tag>, DatabaseError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM tags t WHERE t.slug >= $1 AND t.slug > $2 AND substr(t.slug, 1, length($1)) = $1
        ORDER BY t.slug LIMIT {limit}"
    );
    database.rows(&sql, params![prefix, after.unwrap_or_default()]).await
}

/// Like [`list`], without the tags that no published post carries.
pub async fn list_used(
    database: &impl Executor,
    prefix: &str,
    after: Option<&str>,
    limit: u8,
) -> Result<Vec<Tag>, DatabaseError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM tags t WHERE t.slug >= $1 AND t.slug > $2 AND substr(t.slug, 1, length($1)) = $1
        AND {USED} ORDER BY t.slug LIMIT {limit}"
    );
    database.rows(&sql, params![prefix, after.unwrap_or_default()]).await
}

/// Tags that published posts carry, by slug, from a place on.
pub async fn list_numbered(database: &impl Executor, offset: u32, limit: u8) -> Result<Vec<Tag>, DatabaseError> {
    let sql = format!("SELECT {COLUMNS} FROM tags t WHERE {USED} ORDER BY t.slug LIMIT {limit} OFFSET {offset}");
    database.rows(&sql, params![]).await
}

/// How many tags published posts carry whose slug begins with `prefix`.
pub async fn count_used(database: &impl Executor, prefix: &str) -> Result<u64, DatabaseError> {
    let sql =
        format!("SELECT count(*) FROM tags t WHERE t.slug >= $1 AND substr(t.slug, 1, length($1)) = $1 AND {USED}");
    Ok(database.value::<i64>(&sql, params![prefix]).await?.unsigned_abs())
}

/// How many tags there are.
pub async fn count(database: &impl Executor) -> Result<u64, DatabaseError> {
    Ok(database.value::<i64>("SELECT count(*) FROM tags", params![]).await?.unsigned_abs())
}

/// The tag with that slug, made now under `id` if there is none.
pub async fn find_or_insert(
    transaction: &Transaction,
    id: TagId,
    slug: &str,
    name: &str,
    now: Timestamp,
) -> Result<TagId, DatabaseError> {
    let insert = "INSERT INTO tags (id, slug, name, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT (slug) DO NOTHING";
    let find = match transaction.engine() {
        Engine::Postgres => "SELECT id FROM tags WHERE slug = $1 FOR KEY SHARE",
        Engine::Sqlite => "SELECT id FROM tags WHERE slug = $1",
    };
    loop {
        transaction.execute_sql(insert, params![id, slug, name, now]).await?;
        // Held, so that nobody deletes it before a post has it. Who waited for somebody that did finds none: once more.
        if let Some(found) = transaction.row(find, params![slug]).await? {
            return Ok(found);
        }
    }
}

/// Gives a post these tags, in this order, and no others. `listed_at` is the post's `PostRecord::listed_at`.
pub async fn set_for_post(
    transaction: &Transaction,
    post: PostId,
    tags: &[TagId],
    listed_at: Option<Timestamp>,
) -> Result<(), DatabaseError> {
    transaction.execute_sql("DELETE FROM post_tags WHERE post_id = $1", params![post]).await?;
    let sql = "INSERT INTO post_tags (post_id, tag_id, position, published_at) VALUES ($1, $2, $3, $4)";
    for (position, tag) in (0_i64..).zip(tags) {
        transaction.execute_sql(sql, params![post, tag, position, listed_at]).await?;
    }
    Ok(())
}

/// Changes a tag's slug and name. A taken slug is a conflict on `tags.slug`.
pub async fn update(transaction: &Transaction, id: TagId, slug: &str, name: &str) -> Result<bool, DatabaseError> {
    let sql = "UPDATE tags SET slug = $2, name = $3 WHERE id = $1";
    Ok(transaction.execute_sql(sql, params![id, slug, name]).await? > 0)
}

/// Deletes a tag; posts lose it.
pub async fn delete(transaction: &Transaction, id: TagId) -> Result<bool, DatabaseError> {
    Ok(transaction.execute_sql("DELETE FROM tags WHERE id = $1", params![id]).await? > 0)
}

/// Deletes the tags that this post alone carries, and says which; to be called before the post goes for good.
pub async fn delete_lone_of(transaction: &Transaction, post: PostId) -> Result<Vec<TagId>, DatabaseError> {
    if transaction.engine() == Engine::Postgres {
        // First held, then judged, in a statement of its own: what another post was given meanwhile is seen by then.
        let lock = "SELECT id FROM tags WHERE id IN (SELECT tag_id FROM post_tags WHERE post_id = $1)
            ORDER BY id FOR UPDATE";
        transaction.rows::<TagId>(lock, params![post]).await?;
    }
    let sql = "DELETE FROM tags WHERE id IN (SELECT tag_id FROM post_tags WHERE post_id = $1)
        AND NOT EXISTS (SELECT 1 FROM post_tags other WHERE other.tag_id = tags.id AND other.post_id <> $1)
        RETURNING id";
    transaction.rows(sql, params![post]).await
}

impl FromRow for Tag {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
        Ok(Self {
            id: row.take()?,
            slug: row.take()?,
            name: row.take()?,
            post_count: row.take::<i64>()?.unsigned_abs(),
            follower_count: row.take::<i64>()?.unsigned_abs(),
            viewer: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repositories::testing::{TestDatabase, beside, beside_all, insert_post, insert_user, post};

    #[tokio::test]
    async fn a_tag_that_another_post_is_given_meanwhile_stays() {
        let test = TestDatabase::new().await;
        let ada = insert_user(&test.database, "ada").await;
        let first = post(ada, "first", 0);
        insert_post(&test.database, &first, &["periwinkle"]).await;
        insert_post(&test.database, &post(ada, "second", 1), &[]).await;
        let given = "INSERT INTO post_tags (post_id, tag_id, position, published_at)
            SELECT p.id, t.id, 0, p.published_at FROM posts p, tags t WHERE p.slug = 'second'";
        let id = first.id;

        let deleting = test.database.write::<_, DatabaseError, _, _>(|tx| async move { delete_lone_of(&tx, id).await });
        let deleted = beside(&test.database, &[given], deleting).await.unwrap();

        assert!(deleted.is_empty(), "{deleted:?}");
        assert_eq!(find_by_slug(test.database.read(), "periwinkle").await.unwrap().unwrap().post_count, 2);
    }

    #[tokio::test]
    async fn a_tag_that_goes_while_a_post_is_given_it_is_made_anew() {
        let test = TestDatabase::new().await;
        let ada = insert_user(&test.database, "ada").await;
        insert_post(&test.database, &post(ada, "first", 0), &["periwinkle"]).await;
        let second = post(ada, "second", 1);
        // As an erasure does it: held first, then deleted.
        let held = match test.database.engine() {
            Engine::Postgres => "SELECT id FROM tags FOR UPDATE",
            Engine::Sqlite => "SELECT id FROM tags",
        };
        let given = insert_post(&test.database, &second, &["periwinkle"]);

        beside_all(&test.database, &[held], &["DELETE FROM tags"], given).await;

        let tag = find_by_slug(test.database.read(), "periwinkle").await.unwrap().unwrap();
        assert_eq!((tag.name.as_str(), tag.post_count), ("periwinkle", 1));
    }
}
