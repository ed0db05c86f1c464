//! Categories: few, kept by staff.

use broadsheet_shared::{id::CategoryId, time::Timestamp, v2::Category};

use super::database::{DatabaseError, Engine, Executor, FromRow, Row, Transaction, params};

const SELECT: &str = "SELECT c.id, c.slug, c.name, c.description, c.position,
    (SELECT count(*) FROM posts p WHERE p.category_id = c.id AND p.state = 'published') FROM categories c";

/// Every category by position, then slug, with its number of published posts.
pub async fn list(database: &impl Executor) -> Result<Vec<Category>, DatabaseError> {
    database.rows(&format!("{SELECT} ORDER BY c.position, c.slug"), params![]).await
}

/// The category of that id.
pub async fn find(database: &impl Executor, id: CategoryId) -> Result<Option<Category>, DatabaseError> {
    database.row(&format!("{SELECT} WHERE c.id = $1"), params![id]).await
}

/// The category with that slug.
pub async fn find_by_slug(database: &impl Executor, slug: &str) -> Result<Option<Category>, DatabaseError> {
    database.row(&format!("{SELECT} WHERE c.slug = $1"), params![slug]).await
}

/// The id of the category with that slug.
pub async fn find_id(database: &impl Executor, slug: &str) -> Result<Option<CategoryId>, DatabaseError> {
    database.row("SELECT id FROM categories WHERE slug = $1", params![slug]).await
}

/// Holds the category with that slug until the transaction ends: nobody changes it, deletes it or puts a post into it.
/// SQLite has one writer anyway.
pub async fn lock(transaction: &Transaction, slug: &str) -> Result<Option<CategoryId>, DatabaseError> {
    let sql = match transaction.engine() {
        Engine::Postgres => "SELECT id FROM categories WHERE slug = $1 FOR UPDATE",
        Engine::Sqlite => "SELECT id FROM categories WHERE slug = $1",
    };
    transaction.row(sql, params![slug]).await
}

/// Waits for whoever is about to publish a post of this category, and holds the others back until the transaction ends:
/// then the count of what is published holds, too.
pub async fn lock_unpublished(transaction: &Transaction, id: CategoryId) -> Result<(), DatabaseError> {
    if transaction.engine() == Engine::Postgres {
        let sql = "SELECT count(*) FROM (
            SELECT id FROM posts WHERE category_id = $1 AND state <> 'published' FOR NO KEY UPDATE
        ) AS held";
        transaction.value::<i64>(sql, params![id]).await?;
    }
    Ok(())
}

/// Stores a new category; its count is not stored. A taken slug is a conflict on `categories.slug`.
pub async fn insert(transaction: &Transaction, category: &Category, now: Timestamp) -> Result<(), DatabaseError> {
    let sql = "INSERT INTO categories (id, slug, name, description, position, created_at)
        VALUES ($1, $2, $3, $4, $5, $6)";
    let position = i64::from(category.position);
    let values = params![category.id, category.slug, category.name, category.description, position, now];
    transaction.execute_sql(sql, values).await?;
    Ok(())
}

/// Stores a changed category, found by its id.
pub async fn update(transaction: &Transaction, category: &Category) -> Result<bool, DatabaseError> {
    let sql = "UPDATE categories SET slug = $2, name = $3, description = $4, position = $5 WHERE id = $1";
    let position = i64::from(category.position);
    let values = params![category.id, category.slug, category.name, category.description, position];
    Ok(transaction.execute_sql(sql, values).await? > 0)
}

/// Deletes a category; its posts go on without one.
pub async fn delete(transaction: &Transaction, id: CategoryId) -> Result<bool, DatabaseError> {
    Ok(transaction.execute_sql("DELETE FROM categories WHERE id = $1", params![id]).await? > 0)
}

impl FromRow for Category {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
        Ok(Self {
            id: row.take()?,
            slug: row.take()?,
            name: row.take()?,
            description: row.take()?,
            position: i32::try_from(row.take::<i64>()?).unwrap_or(i32::MAX),
            post_count: row.take::<i64>()?.unsigned_abs(),
        })
    }
}
