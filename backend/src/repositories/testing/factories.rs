//! People and posts with sensible defaults, stored without ceremony.
//!
//! For tests of repositories. Tests of services and of the API set the scene through services.

use broadsheet_shared::{
    id::{PostId, TagId, UserId},
    time::Timestamp,
    v2::PostState,
};
use uuid::Uuid;

use crate::domain::post::PostRecord;
use crate::repositories::database::{Database, DatabaseError, params};
use crate::repositories::{posts, tags};

/// A noon to count from: 2026-01-01T12:00:00Z.
pub const NOON: Timestamp = Timestamp::from_millis(1_767_268_800_000);

/// A confirmed, active person without a role or a password.
///
/// # Panics
/// When the name is taken.
pub async fn insert_user(database: &Database, username: &str) -> UserId {
    let id = UserId(Uuid::now_v7());
    let sql = "INSERT INTO users (id, username, username_canonical, email, email_canonical, email_confirmed_at,
            display_name, status, created_at, updated_at)
        VALUES ($1, $2, $2, $3, $3, $4, $2, 'active', $4, $4)";
    let address = &format!("{username}@example.org");
    let outcome: Result<u64, DatabaseError> = database
        .write(|transaction| async move { transaction.execute_sql(sql, params![id, username, address, NOON]).await })
        .await;
    outcome.expect("a new name");
    id
}

/// A published post that waits to be changed and stored; `minute` minutes after [`NOON`].
pub fn post(author: UserId, slug: &str, minute: i64) -> PostRecord {
    let at = NOON.plus_secs(60 * minute);
    PostRecord {
        id: PostId(Uuid::now_v7()),
        author_id: author,
        category_id: None,
        cover_id: None,
        slug: slug.to_owned(),
        title: format!("About {slug}"),
        state: PostState::Published,
        state_before_deletion: None,
        state_before_removal: None,
        published_at: Some(at),
        created_at: at,
        updated_at: at,
        scheduled_at: None,
        deleted_at: None,
        edit_version: 1,
        renderer_version: 1,
        word_count: 2,
        reading_minutes: 1,
        comments_open: true,
        has_own_excerpt: false,
        language: None,
        canonical_url: None,
        removed_reason: None,
        import_source: None,
        import_hash: None,
        import_version: None,
        excerpt: "In short".to_owned(),
        table_of_contents: Vec::new(),
        body_markdown: "In full".to_owned(),
        body_html: "<p>In full</p>".to_owned(),
    }
}

/// Stores a post with its tags.
///
/// # Panics
/// When the slug is taken or the author missing.
pub async fn insert_post(database: &Database, post: &PostRecord, tag_slugs: &[&str]) {
    let outcome: Result<(), DatabaseError> = database
        .write(|transaction| async move {
            posts::insert(&transaction, post).await?;
            let mut ids = Vec::new();
            for slug in tag_slugs {
                let id = TagId(Uuid::now_v7());
                ids.push(tags::find_or_insert(&transaction, id, slug, slug, NOON).await?);
            }
            tags::set_for_post(&transaction, post.id, &ids, post.listed_at()).await
        })
        .await;
    outcome.expect("a new slug and an author");
}
