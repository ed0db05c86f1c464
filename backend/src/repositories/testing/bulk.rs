//! Rows by the thousand, for measurements on a database of real size. Not for the program, which writes one thing at a
//! time and judges it first: whoever fills tables here answers for what they hold.

use broadsheet_shared::{
    id::{PostId, RoleId, TagId, UserId},
    time::Timestamp,
};
use sea_orm::Value;

use crate::domain::{comment::Comment, post::PostRecord};
use crate::platform::markdown::RENDERER_VERSION;
use crate::repositories::database::{DatabaseError, Transaction, params};
use crate::repositories::{posts, search::Document};

/// SQLite takes 32,766 values in a statement, PostgreSQL twice as many.
const MAX_VALUES: usize = 30_000;
/// Columns of a post: its statement is the one that SeaORM writes.
const POST_COLUMNS: usize = 29;

/// An active, confirmed person.
#[derive(Debug, Clone)]
pub struct Person {
    pub id: UserId,
    /// In its canonical form.
    pub username: String,
    pub display_name: String,
    pub password_hash: String,
    pub bio_markdown: String,
    pub bio_html: String,
    pub created_at: Timestamp,
}

/// Stores people, each with the role.
pub async fn insert_people(tx: &Transaction, people: &[Person], role: RoleId) -> Result<(), DatabaseError> {
    let head = "INSERT INTO users (id, username, username_canonical, email, email_canonical, email_confirmed_at,
        password_hash, display_name, status, created_at, updated_at, bio_markdown, bio_html, bio_renderer_version) VALUES ";
    let rows = people.iter().map(|person| {
        let (name, at) = (&person.username, person.created_at);
        let address = format!("{name}@example.org");
        let hash = &person.password_hash;
        let (bio, html) = (&person.bio_markdown, &person.bio_html);
        let (shown, renderer) = (&person.display_name, i64::from(RENDERER_VERSION));
        params![person.id, name, name, address, address, at, hash, shown, "active", at, at, bio, html, renderer]
    });
    insert(tx, head, rows.collect()).await?;
    let rows = people.iter().map(|person| params![person.id, role, person.created_at]);
    insert(tx, "INSERT INTO user_roles (user_id, role_id, created_at) VALUES ", rows.collect()).await
}

/// Stores posts, each with the number of its visible comments.
pub async fn insert_posts(tx: &Transaction, records: &[(PostRecord, i64)]) -> Result<(), DatabaseError> {
    for chunk in records.chunks(MAX_VALUES / POST_COLUMNS) {
        posts::insert_many(tx, chunk).await?;
    }
    let rows = records.iter().map(|(post, _)| params![post.id, 0_i64, post.listed_at()]);
    insert(tx, "INSERT INTO post_tallies (post_id, like_count, published_at) VALUES ", rows.collect()).await
}

/// Hangs tags on posts: the post, its tags in order, and its `PostRecord::listed_at`.
pub async fn insert_post_tags(
    tx: &Transaction,
    posts: &[(PostId, Vec<TagId>, Option<Timestamp>)],
) -> Result<(), DatabaseError> {
    let rows = posts.iter().flat_map(|(post, tags, listed_at)| {
        (0_i64..).zip(tags).map(move |(position, tag)| params![*post, *tag, position, *listed_at])
    });
    insert(tx, "INSERT INTO post_tags (post_id, tag_id, position, published_at) VALUES ", rows.collect()).await
}

/// Stores visible comments, each before its answers.
pub async fn insert_comments(
    tx: &Transaction,
    comments: &[Comment],
    renderer_version: i64,
) -> Result<(), DatabaseError> {
    let head = "INSERT INTO comments (id, post_id, parent_id, root_id, author_id, depth, state, renderer_version,
        created_at, body_markdown, body_html) VALUES ";
    let rows = comments.iter().map(|comment| {
        params![
            comment.id,
            comment.post_id,
            comment.parent_id,
            comment.root_id,
            comment.author.id,
            i64::from(comment.depth),
            comment.state.as_str(),
            renderer_version,
            comment.created_at,
            comment.body_markdown,
            comment.body_html,
        ]
    });
    insert(tx, head, rows.collect()).await
}

/// Puts new things into the search index.
pub async fn insert_documents(tx: &Transaction, documents: &[Document]) -> Result<(), DatabaseError> {
    let rows = documents.iter().map(|document| {
        let kind = document.kind.as_str();
        params![document.entity_id, kind, document.title, document.tags, document.body]
    });
    insert(tx, "INSERT INTO search_documents (entity_id, kind, title, tags, body) VALUES ", rows.collect()).await
}

/// As many statements as the values need; all but the last are the same text, so that each engine reads it once.
async fn insert(tx: &Transaction, head: &str, rows: Vec<Vec<Value>>) -> Result<(), DatabaseError> {
    let Some(columns) = rows.first().map(Vec::len) else { return Ok(()) };
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let chunk: Vec<Vec<Value>> = rows.by_ref().take(MAX_VALUES / columns).collect();
        let row = |number: usize| {
            let places: Vec<_> = (1..=columns).map(|column| format!("${}", number * columns + column)).collect();
            format!("({})", places.join(", "))
        };
        let places: Vec<_> = (0..chunk.len()).map(row).collect();
        tx.execute_sql(&format!("{head}{}", places.join(", ")), chunk.into_iter().flatten().collect()).await?;
    }
    Ok(())
}
