//! Tags: they arise from posts.

use broadsheet_shared::{problem::Code, v2::Tag};

use super::{Context, ServiceError, database_code};
use crate::repositories::{DatabaseError, tags};

/// Why a tag was not read.
#[derive(Debug, Clone, thiserror::Error)]
pub enum TagError {
    /// No published post carries it.
    #[error("No published post has this tag.")]
    NotFound,
    /// An answer could not be written.
    #[error("an answer could not be written: {0}")]
    Encoding(String),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl ServiceError for TagError {
    fn code(&self) -> Code {
        match self {
            Self::NotFound => Code::TagNotFound,
            Self::Encoding(_) => Code::Internal,
            Self::Database(error) => database_code(error),
        }
    }
}

/// The tag, if a published post carries it: a draft's tags are nobody's business (SECURITY B1).
pub async fn find(context: &Context, slug: &str) -> Result<Tag, TagError> {
    let tag = tags::find_by_slug(context.database.read(), slug).await?;
    tag.filter(|tag| tag.post_count > 0).ok_or(TagError::NotFound)
}

/// One page of tags by slug that begin with `prefix`, with the slug behind which the next page begins.
pub async fn listing(
    context: &Context,
    prefix: &str,
    after: Option<&str>,
    limit: u8,
) -> Result<(Vec<Tag>, Option<String>), TagError> {
    let mut items = tags::list_used(context.database.read(), prefix, after, limit.saturating_add(1)).await?;
    let has_more = items.len() > usize::from(limit);
    items.truncate(limit.into());
    let next = if has_more { items.last().map(|tag| tag.slug.clone()) } else { None };
    Ok((items, next))
}

/// How many tags there are that begin with `prefix`.
pub async fn count(context: &Context, prefix: &str) -> Result<u64, TagError> {
    Ok(tags::count_used(context.database.read(), prefix).await?)
}

/// The tags that most published posts carry.
pub async fn popular(context: &Context, limit: u8) -> Result<Vec<Tag>, TagError> {
    Ok(tags::list_popular(context.database.read(), limit).await?)
}

/// Tags from a place on, by slug, with their number in all: the list of version 1.
pub async fn numbered(context: &Context, offset: u32, limit: u8) -> Result<(Vec<Tag>, u64), TagError> {
    let database = context.database.read();
    let total = tags::count_used(database, "").await?;
    let found =
        if u64::from(offset) < total { tags::list_numbered(database, offset, limit).await? } else { Vec::new() };
    Ok((found, total))
}
