//! Storing posts.

use broadsheet_shared::{id::PostId, time::Timestamp, v2::Heading};
use sea_orm::{ActiveModelTrait, ActiveValue, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

use crate::domain::post::{PostRecord, Updated};
use crate::repositories::database::{DatabaseError, Executor, Transaction, params};
use crate::repositories::entities::posts;
use crate::repositories::pins;

/// Stores a new post with version 1. A taken slug is a conflict on `posts.slug`, a file imported twice one on
/// `posts.import_source`.
pub async fn insert(transaction: &Transaction, post: &PostRecord) -> Result<(), DatabaseError> {
    let model = posts::Model { edit_version: 1, ..model(post) };
    posts::Entity::insert(model.into_active_model().reset_all()).exec_without_returning(transaction).await?;
    let sql = "INSERT INTO post_tallies (post_id, like_count, published_at) VALUES ($1, 0, $2)";
    transaction.execute_sql(sql, params![post.id, post.listed_at()]).await?;
    Ok(())
}

/// Stores new posts with version 1, each with the number of its visible comments, in one statement. Their tallies are
/// stored apart.
#[cfg(any(test, feature = "testing"))]
pub async fn insert_many(transaction: &Transaction, posts: &[(PostRecord, i64)]) -> Result<(), DatabaseError> {
    let models = posts.iter().map(|(post, comment_count)| {
        posts::Model { edit_version: 1, comment_count: *comment_count, ..model(post) }.into_active_model().reset_all()
    });
    posts::Entity::insert_many(models).exec_without_returning(transaction).await?;
    Ok(())
}

/// Stores a changed post if it still has the version `expected`, and raises the version by one. Its tags and its likes
/// follow it into and out of the public lists; its pin it loses there.
pub async fn update(transaction: &Transaction, post: &PostRecord, expected: u64) -> Result<Updated, DatabaseError> {
    let next = expected.saturating_add(1);
    let mut change = posts::Model { edit_version: signed(next), ..model(post) }.into_active_model().reset_all();
    change.id = ActiveValue::NotSet;
    change.comment_count = ActiveValue::NotSet;
    let outcome = posts::Entity::update_many()
        .set(change)
        .filter(posts::Column::Id.eq(post.id.0))
        .filter(posts::Column::EditVersion.eq(signed(expected)))
        .exec(transaction)
        .await?;
    if outcome.rows_affected == 0 {
        let current = "SELECT edit_version FROM posts WHERE id = $1";
        let current: Option<i64> = transaction.row(current, params![post.id]).await?;
        return Ok(current.map_or(Updated::Missing, |version| Updated::Stale(version.unsigned_abs())));
    }
    for table in ["post_tags", "post_tallies"] {
        let sql =
            format!("UPDATE {table} SET published_at = $2 WHERE post_id = $1 AND published_at IS DISTINCT FROM $2");
        transaction.execute_sql(&sql, params![post.id, post.listed_at()]).await?;
    }
    if post.listed_at().is_none() {
        pins::delete(transaction, post.id).await?;
    }
    Ok(Updated::Done(next))
}

/// Stores what a newer renderer made of an unchanged text; neither the version nor `updated_at` moves. False if the post
/// was changed since it was read.
pub async fn update_rendering(transaction: &Transaction, post: &PostRecord) -> Result<bool, DatabaseError> {
    let sql = "UPDATE posts SET body_html = $3, table_of_contents = $4, renderer_version = $5, excerpt = $6,
        word_count = $7, reading_minutes = $8 WHERE id = $1 AND edit_version = $2";
    let values = params![
        post.id,
        signed(post.edit_version),
        post.body_html,
        json(&post.table_of_contents),
        post.renderer_version,
        post.excerpt,
        i64::from(post.word_count),
        i64::from(post.reading_minutes),
    ];
    Ok(transaction.execute_sql(sql, values).await? > 0)
}

/// Names the file that an import made a post of, where it was named otherwise before. The post stays as it is.
pub async fn update_import_source(transaction: &Transaction, id: PostId, source: &str) -> Result<(), DatabaseError> {
    let sql = "UPDATE posts SET import_source = $2 WHERE id = $1";
    transaction.execute_sql(sql, params![id, source]).await?;
    Ok(())
}

/// Adds to the number of visible comments, or takes away from it.
pub async fn add_comments(transaction: &Transaction, id: PostId, change: i64) -> Result<(), DatabaseError> {
    let sql = "UPDATE posts SET comment_count = comment_count + $2 WHERE id = $1";
    transaction.execute_sql(sql, params![id, change]).await?;
    Ok(())
}

fn model(post: &PostRecord) -> posts::Model {
    posts::Model {
        id: post.id.0,
        author_id: post.author_id.0,
        category_id: post.category_id.map(Into::into),
        cover_media_id: post.cover_id.map(Into::into),
        slug: post.slug.clone(),
        title: post.title.clone(),
        state: post.state.as_str().to_owned(),
        state_before_deletion: post.state_before_deletion.map(|state| state.as_str().to_owned()),
        state_before_removal: post.state_before_removal.map(|state| state.as_str().to_owned()),
        published_at: post.published_at.map(Timestamp::as_millis),
        created_at: post.created_at.as_millis(),
        updated_at: post.updated_at.as_millis(),
        scheduled_at: post.scheduled_at.map(Timestamp::as_millis),
        deleted_at: post.deleted_at.map(Timestamp::as_millis),
        edit_version: signed(post.edit_version),
        renderer_version: post.renderer_version,
        word_count: post.word_count.into(),
        reading_minutes: post.reading_minutes.into(),
        comment_count: 0,
        comments_open: post.comments_open,
        has_own_excerpt: post.has_own_excerpt,
        language: post.language.clone(),
        canonical_url: post.canonical_url.clone(),
        removed_reason: post.removed_reason.clone(),
        import_source: post.import_source.clone(),
        import_hash: post.import_hash.clone(),
        import_version: post.import_version.map(signed),
        excerpt: post.excerpt.clone(),
        table_of_contents: json(&post.table_of_contents),
        body_markdown: post.body_markdown.clone(),
        body_html: post.body_html.clone(),
    }
}

fn json(headings: &[Heading]) -> String {
    serde_json::to_string(headings).expect("headings are numbers and texts")
}

fn signed(version: u64) -> i64 {
    i64::try_from(version).unwrap_or(i64::MAX)
}
