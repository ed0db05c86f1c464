//! The search index: one document a thing, its text tokenised before it comes here.

use uuid::Uuid;

use super::database::{DatabaseError, Transaction, params};

/// What a document is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentKind {
    /// A published post.
    Post,
    /// A visible comment.
    Comment,
    /// A person.
    User,
    /// A tag.
    Tag,
}

impl DocumentKind {
    /// The word as stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Post => "post",
            Self::Comment => "comment",
            Self::User => "user",
            Self::Tag => "tag",
        }
    }
}

/// The words of one thing, each field already passed through `domain::search_text::index_text`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The thing's id.
    pub entity_id: Uuid,
    /// What it is.
    pub kind: DocumentKind,
    /// Weighs most.
    pub title: String,
    /// Weighs second.
    pub tags: String,
    /// Weighs least.
    pub body: String,
}

/// Puts a thing into the index, or replaces what the index knows of it.
pub async fn upsert(transaction: &Transaction, document: &Document) -> Result<(), DatabaseError> {
    let sql = "INSERT INTO search_documents (entity_id, kind, title, tags, body) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (entity_id) DO UPDATE SET kind = excluded.kind, title = excluded.title, tags = excluded.tags,
        body = excluded.body";
    let kind = document.kind.as_str();
    let values = params![document.entity_id, kind, document.title, document.tags, document.body];
    transaction.execute_sql(sql, values).await?;
    Ok(())
}

/// Takes a thing out of the index.
pub async fn delete(transaction: &Transaction, entity_id: Uuid) -> Result<(), DatabaseError> {
    transaction.execute_sql("DELETE FROM search_documents WHERE entity_id = $1", params![entity_id]).await?;
    Ok(())
}
