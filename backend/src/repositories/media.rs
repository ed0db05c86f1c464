//! Uploaded images: what the tables know of them; the files are in the store.

use broadsheet_shared::{
    id::{MediaId, UserId},
    time::Timestamp,
    v2::{Image, ImageVariant},
};

use super::database::{DatabaseError, Engine, Executor, FromRow, Row, Transaction, params};
use crate::domain::media::{Media, NewMedia};

const COLUMNS: &str = "id, owner_id, content_hash, byte_size, created_at, width, height, alt, variants";

/// The image of that id.
pub async fn find(database: &impl Executor, id: MediaId) -> Result<Option<Media>, DatabaseError> {
    database.row(&format!("SELECT {COLUMNS} FROM media WHERE id = $1"), params![id]).await
}

/// A person's upload of these very bytes.
pub async fn find_by_hash(
    database: &impl Executor,
    owner: UserId,
    content_hash: &str,
) -> Result<Option<Media>, DatabaseError> {
    let sql = format!("SELECT {COLUMNS} FROM media WHERE owner_id = $1 AND content_hash = $2");
    database.row(&sql, params![owner, content_hash]).await
}

/// Holds an image until the transaction ends: nobody makes it a cover or a face meanwhile. False if it is gone. SQLite
/// has one writer anyway.
pub async fn lock(transaction: &Transaction, id: MediaId) -> Result<bool, DatabaseError> {
    let sql = match transaction.engine() {
        Engine::Postgres => "SELECT id FROM media WHERE id = $1 FOR UPDATE",
        Engine::Sqlite => "SELECT id FROM media WHERE id = $1",
    };
    let found: Option<MediaId> = transaction.row(sql, params![id]).await?;
    Ok(found.is_some())
}

/// Who uploaded the image, if it exists.
pub async fn find_owner(database: &impl Executor, id: MediaId) -> Result<Option<UserId>, DatabaseError> {
    database.row("SELECT owner_id FROM media WHERE id = $1", params![id]).await
}

/// A person's uploads, newest first; ids are ordered by time.
pub async fn list(
    database: &impl Executor,
    owner: UserId,
    before: Option<MediaId>,
    limit: u8,
) -> Result<Vec<Media>, DatabaseError> {
    let mut values = params![owner];
    let beyond = match before {
        None => "",
        Some(id) => {
            values.extend(params![id]);
            "AND id < $2"
        }
    };
    let sql = format!("SELECT {COLUMNS} FROM media WHERE owner_id = $1 {beyond} ORDER BY id DESC LIMIT {limit}");
    database.rows(&sql, values).await
}

/// How many uploads a person has.
pub async fn count(database: &impl Executor, owner: UserId) -> Result<u64, DatabaseError> {
    let sql = "SELECT count(*) FROM media WHERE owner_id = $1";
    Ok(database.value::<i64>(sql, params![owner]).await?.unsigned_abs())
}

/// Bytes that a person's images take. Locks the person's row, so that uploads at the same time are counted one by one.
pub async fn used_bytes(transaction: &Transaction, owner: UserId) -> Result<u64, DatabaseError> {
    transaction.execute_sql("UPDATE users SET updated_at = updated_at WHERE id = $1", params![owner]).await?;
    let sql = "SELECT CAST(COALESCE(SUM(byte_size), 0) AS BIGINT) FROM media WHERE owner_id = $1";
    Ok(transaction.value::<i64>(sql, params![owner]).await?.unsigned_abs())
}

/// Stores a new image. The same bytes twice by one person are a conflict on `media.owner_id_content_hash`.
pub async fn insert(transaction: &Transaction, new: &NewMedia) -> Result<(), DatabaseError> {
    let sql = "INSERT INTO media (id, owner_id, content_hash, content_type, width, height, byte_size, alt, variants,
        created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let variants = serde_json::to_string(&new.variants).unwrap_or_else(|_| "[]".to_owned());
    let byte_size = i64::try_from(new.byte_size).unwrap_or(i64::MAX);
    let values = params![
        new.id,
        new.owner_id,
        new.content_hash,
        new.content_type,
        i64::from(new.width),
        i64::from(new.height),
        byte_size,
        new.alt,
        variants,
        new.created_at
    ];
    transaction.execute_sql(sql, values).await?;
    Ok(())
}

/// Changes what an image is said to show.
pub async fn update_alt(transaction: &Transaction, id: MediaId, alt: &str) -> Result<bool, DatabaseError> {
    Ok(transaction.execute_sql("UPDATE media SET alt = $2 WHERE id = $1", params![id, alt]).await? > 0)
}

/// Whether a post or a person shows the image: as cover, as face, or in a text of its owner's, whose address it is part
/// of. Texts of deleted posts count, since they can be restored. Texts of other people do not: whoever put the address of
/// somebody's picture into a comment could keep them from ever deleting it, and all texts would have to be read.
pub async fn is_used(database: &impl Executor, id: MediaId) -> Result<bool, DatabaseError> {
    let sql = "SELECT (SELECT count(*) FROM posts WHERE cover_media_id = $1)
        + (SELECT count(*) FROM users WHERE avatar_media_id = $1)
        + (SELECT count(*) FROM media m JOIN posts p ON p.author_id = m.owner_id
            WHERE m.id = $1 AND p.body_markdown LIKE '%' || m.content_hash || '%')
        + (SELECT count(*) FROM media m JOIN comments c ON c.author_id = m.owner_id
            WHERE m.id = $1 AND c.state <> 'deleted' AND c.body_markdown LIKE '%' || m.content_hash || '%')";
    Ok(database.value::<i64>(sql, params![id]).await? > 0)
}

/// How many people have uploaded these bytes: the files stay as long as one has.
pub async fn count_by_hash(database: &impl Executor, content_hash: &str) -> Result<u64, DatabaseError> {
    let sql = "SELECT count(*) FROM media WHERE content_hash = $1";
    Ok(database.value::<i64>(sql, params![content_hash]).await?.unsigned_abs())
}

/// Those of these hashes that somebody's upload has.
pub async fn list_known_hashes(database: &impl Executor, hashes: &[&str]) -> Result<Vec<String>, DatabaseError> {
    if hashes.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<String> = (1..=hashes.len()).map(|number| format!("${number}")).collect();
    let sql = format!("SELECT DISTINCT content_hash FROM media WHERE content_hash IN ({})", places.join(", "));
    database.rows(&sql, hashes.iter().flat_map(|hash| params![*hash]).collect()).await
}

/// Those of these hashes that this person's uploads have.
pub async fn list_own_hashes(
    database: &impl Executor,
    owner: UserId,
    hashes: &[&str],
) -> Result<Vec<String>, DatabaseError> {
    if hashes.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<String> = (2..hashes.len() + 2).map(|number| format!("${number}")).collect();
    let sql = format!("SELECT content_hash FROM media WHERE owner_id = $1 AND content_hash IN ({})", places.join(", "));
    let values = params![owner].into_iter().chain(hashes.iter().flat_map(|hash| params![*hash]));
    database.rows(&sql, values.collect()).await
}

/// Forgets an image.
pub async fn delete(transaction: &Transaction, id: MediaId) -> Result<bool, DatabaseError> {
    Ok(transaction.execute_sql("DELETE FROM media WHERE id = $1", params![id]).await? > 0)
}

impl FromRow for Media {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
        let id: MediaId = row.take()?;
        let (owner_id, content_hash) = (row.take()?, row.take()?);
        let byte_size = row.take::<i64>()?.unsigned_abs();
        let created_at: Timestamp = row.take()?;
        let small = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
        let (width, height) = (small(row.take()?), small(row.take()?));
        let alt = row.take()?;
        let variants: Vec<ImageVariant> = row.json()?;
        let url = variants.last().map(|largest| largest.url.clone()).unwrap_or_default();
        let image = Image { id, url, width, height, alt, variants };
        Ok(Self { owner_id, content_hash, byte_size, created_at, image })
    }
}
