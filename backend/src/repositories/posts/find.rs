//! One post, whole.

use broadsheet_shared::{
    id::{PostId, UserId},
    time::Timestamp,
    v2::PostState,
};
use sea_orm::{DbErr, EntityTrait, Value};

use super::columns::{JOINS, summary, whole};
use crate::domain::post::{Imported, Post, PostRecord, PostSummary, UNKNOWN_IMPORT_VERSION};
use crate::repositories::database::{DatabaseError, Engine, Executor, Parameter, Transaction, params};
use crate::repositories::entities::posts;

/// The post of that id, in whatever state.
pub async fn find(database: &impl Executor, id: PostId) -> Result<Option<Post>, DatabaseError> {
    find_where(database, "$1", params![id]).await
}

/// The id of the post that has this slug, or else had it.
pub async fn find_id_by_slug(database: &impl Executor, slug: &str) -> Result<Option<PostId>, DatabaseError> {
    database.row(&format!("SELECT id FROM posts WHERE id = {OF_SLUG}"), params![slug]).await
}

/// The post that has this slug, or else had it: compare `summary.slug` to tell a former one. In whatever state.
pub async fn find_by_slug(database: &impl Executor, slug: &str) -> Result<Option<Post>, DatabaseError> {
    find_where(database, OF_SLUG, params![slug]).await
}

/// A present slug comes before a former one of the same spelling.
const OF_SLUG: &str =
    "COALESCE((SELECT id FROM posts WHERE slug = $1), (SELECT post_id FROM post_slugs WHERE slug = $1))";

/// The published ones among these posts, in no particular order.
pub async fn find_published(database: &impl Executor, ids: &[PostId]) -> Result<Vec<PostSummary>, DatabaseError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<String> = (1..=ids.len()).map(|number| format!("${number}")).collect();
    let columns = summary(database.engine());
    let places = places.join(", ");
    let sql = format!("SELECT {columns} FROM posts p {JOINS} WHERE p.state = 'published' AND p.id IN ({places})");
    database.rows(&sql, ids.iter().map(Parameter::to_value).collect()).await
}

async fn find_where(database: &impl Executor, id: &str, values: Vec<Value>) -> Result<Option<Post>, DatabaseError> {
    let columns = whole(database.engine());
    database.row(&format!("SELECT {columns} FROM posts p {JOINS} WHERE p.id = {id}"), values).await
}

/// The stored row, to be changed and given to [`super::update`].
pub async fn find_record(database: &impl Executor, id: PostId) -> Result<Option<PostRecord>, DatabaseError> {
    posts::Entity::find_by_id(id.0).one(database).await?.map(record).transpose()
}

/// Who wrote it, where it stands and whether it takes comments: all that a rule about a post asks first.
pub async fn find_state(
    database: &impl Executor,
    id: PostId,
) -> Result<Option<(UserId, PostState, bool)>, DatabaseError> {
    state_row(database.row(FIND_STATE, params![id]).await?)
}

/// The same, and nobody changes or deletes the post until the transaction ends. SQLite has one writer anyway.
pub async fn lock_state(
    transaction: &Transaction,
    id: PostId,
) -> Result<Option<(UserId, PostState, bool)>, DatabaseError> {
    let sql = match transaction.engine() {
        Engine::Postgres => format!("{FIND_STATE} FOR NO KEY UPDATE"),
        Engine::Sqlite => FIND_STATE.to_owned(),
    };
    state_row(transaction.row(&sql, params![id]).await?)
}

/// How many visible comments a post has, and how many like it, as counted with them.
pub async fn find_counts(database: &impl Executor, id: PostId) -> Result<Option<(u64, u64)>, DatabaseError> {
    let sql = "SELECT p.comment_count, n.like_count FROM posts p JOIN post_tallies n ON n.post_id = p.id
        WHERE p.id = $1";
    let counts: Option<(i64, i64)> = database.row(sql, params![id]).await?;
    Ok(counts.map(|(comments, likes)| (comments.unsigned_abs(), likes.unsigned_abs())))
}

const FIND_STATE: &str = "SELECT author_id, state, comments_open FROM posts WHERE id = $1";

fn state_row(row: Option<(UserId, String, bool)>) -> Result<Option<(UserId, PostState, bool)>, DatabaseError> {
    Ok(row.and_then(|(author, state, is_open)| Some((author, PostState::parse(&state)?, is_open))))
}

/// The post made of a file by an import.
pub async fn find_imported(database: &impl Executor, source: &str) -> Result<Option<Imported>, DatabaseError> {
    let sql = "SELECT id, COALESCE(import_hash, ''), edit_version, COALESCE(import_version, $2)
        FROM posts WHERE import_source = $1";
    let row: Option<(PostId, String, i64, i64)> =
        database.row(sql, params![source, UNKNOWN_IMPORT_VERSION.cast_signed()]).await?;
    Ok(row.map(|(id, hash, version, left)| Imported { id, hash, is_edited: version != left }))
}

fn record(model: posts::Model) -> Result<PostRecord, DatabaseError> {
    let unreadable = |column: &str| DatabaseError::Other(DbErr::Type(format!("posts.{column} of {}", model.id)).into());
    let state = PostState::parse(&model.state).ok_or_else(|| unreadable("state"))?;
    let table_of_contents =
        serde_json::from_str(&model.table_of_contents).map_err(|_| unreadable("table_of_contents"))?;
    Ok(PostRecord {
        id: model.id.into(),
        author_id: model.author_id.into(),
        category_id: model.category_id.map(Into::into),
        cover_id: model.cover_media_id.map(Into::into),
        slug: model.slug,
        title: model.title,
        state,
        state_before_deletion: model.state_before_deletion.as_deref().and_then(PostState::parse),
        state_before_removal: model.state_before_removal.as_deref().and_then(PostState::parse),
        published_at: time(model.published_at),
        created_at: Timestamp::from_millis(model.created_at),
        updated_at: Timestamp::from_millis(model.updated_at),
        scheduled_at: time(model.scheduled_at),
        deleted_at: time(model.deleted_at),
        edit_version: model.edit_version.unsigned_abs(),
        renderer_version: model.renderer_version,
        word_count: u32::try_from(model.word_count).unwrap_or(u32::MAX),
        reading_minutes: u32::try_from(model.reading_minutes).unwrap_or(u32::MAX),
        comments_open: model.comments_open,
        has_own_excerpt: model.has_own_excerpt,
        language: model.language,
        canonical_url: model.canonical_url,
        removed_reason: model.removed_reason,
        import_source: model.import_source,
        import_hash: model.import_hash,
        import_version: model.import_version.map(i64::unsigned_abs),
        excerpt: model.excerpt,
        table_of_contents,
        body_markdown: model.body_markdown,
        body_html: model.body_html,
    })
}

fn time(millis: Option<i64>) -> Option<Timestamp> {
    millis.map(Timestamp::from_millis)
}
