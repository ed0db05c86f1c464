//! Search: posts, people, tags and comments that everybody may see, with what matched.

use std::{collections::HashMap, hash::Hash};

use broadsheet_shared::{
    id::{CommentId, PostId, TagId},
    problem::Code,
    v2::{SearchHit, SearchKind, Segment, UserRef},
    value::SearchQuery,
};
use uuid::Uuid;

use super::{Context, ServiceError, database_code};
use crate::{
    domain::{
        post::PostSummary,
        search_text::{self, Term, highlight, query_terms, snippet},
    },
    platform::markdown::text_of_html,
    repositories::{
        DatabaseError, comments, posts,
        search::{self, DocumentKind},
        tags, users,
    },
};

/// Results beyond this place are refused to nobody and found by nobody: a better query is the way.
const MAX_OFFSET: u32 = 1_000;
/// Characters on either side of a match.
const AROUND: usize = 90;

/// Why a search failed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SearchError {
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// An answer could not be written.
    #[error("an answer could not be written: {0}")]
    Encoding(String),
}

impl ServiceError for SearchError {
    fn code(&self) -> Code {
        match self {
            Self::Database(error) => database_code(error),
            Self::Encoding(_) => Code::Internal,
        }
    }
}

/// One page of what was found, best first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchPage {
    /// What was found.
    pub items: Vec<SearchHit>,
    /// Where the next page begins.
    pub next: Option<u32>,
}

/// Finds what matches every word of the query; the last word may be unfinished.
pub async fn search(
    context: &Context,
    query: &SearchQuery,
    kind: SearchKind,
    offset: u32,
    limit: u8,
) -> Result<SearchPage, SearchError> {
    let terms = query_terms(query.as_str());
    if terms.is_empty() || offset > MAX_OFFSET {
        return Ok(SearchPage { items: Vec::new(), next: None });
    }
    if kind == SearchKind::Users {
        return people(context, query, &terms, limit).await;
    }
    let document = match kind {
        SearchKind::Posts => DocumentKind::Post,
        SearchKind::Tags => DocumentKind::Tag,
        SearchKind::Comments | SearchKind::Users => DocumentKind::Comment,
    };
    let database = context.database.read();
    let mut ids = search::matches(database, document, &terms, offset, limit.saturating_add(1)).await?;
    let has_more = ids.len() > usize::from(limit);
    ids.truncate(limit.into());
    let items = match kind {
        SearchKind::Posts => found_posts(context, &ids, &terms).await?,
        SearchKind::Tags => found_tags(context, &ids, &terms).await?,
        SearchKind::Comments | SearchKind::Users => found_comments(context, &ids, &terms).await?,
    };
    let next = offset.saturating_add(limit.into());
    Ok(SearchPage { items, next: (has_more && next <= MAX_OFFSET).then_some(next) })
}

/// Posts from a place on, with their number counted to 1,000: the search of version 1.
pub async fn posts(
    context: &Context,
    query: &SearchQuery,
    offset: u32,
    limit: u8,
) -> Result<(Vec<PostSummary>, u64), SearchError> {
    let terms = query_terms(query.as_str());
    let database = context.database.read();
    let total = search::count(database, DocumentKind::Post, &terms).await?;
    let ids = search::matches(database, DocumentKind::Post, &terms, offset.min(MAX_OFFSET), limit).await?;
    let ids: Vec<PostId> = ids.into_iter().map(PostId).collect();
    let mut found = by_id(posts::find_published(database, &ids).await?, |post| post.id);
    Ok((ids.iter().filter_map(|id| found.remove(id)).collect(), total))
}

/// The index may lag behind what people may see; only what is public now is shown (SECURITY B1).
async fn found_posts(context: &Context, ids: &[Uuid], terms: &[Term]) -> Result<Vec<SearchHit>, SearchError> {
    let database = context.database.read();
    let ids: Vec<PostId> = ids.iter().copied().map(PostId).collect();
    let found = by_id(posts::find_published(database, &ids).await?, |post| post.id);
    let bodies: HashMap<PostId, String> = posts::bodies(database, &ids).await?.into_iter().collect();
    let mut found = found;
    Ok(ids
        .iter()
        .filter_map(|id| {
            let post = found.remove(id)?;
            let text = text_of_html(bodies.get(id).map_or("", String::as_str));
            Some(SearchHit::Post {
                title: segments(highlight(&post.title, terms)),
                snippet: segments(snippet(&text, terms, AROUND)),
                post: Box::new(post.into()),
            })
        })
        .collect())
}

async fn found_tags(context: &Context, ids: &[Uuid], terms: &[Term]) -> Result<Vec<SearchHit>, SearchError> {
    let ids: Vec<TagId> = ids.iter().copied().map(TagId).collect();
    let mut found = by_id(tags::find_used(context.database.read(), &ids).await?, |tag| tag.id);
    let hit = |id: &TagId| {
        let tag = found.remove(id)?;
        Some(SearchHit::Tag { name: segments(highlight(&tag.name, terms)), tag })
    };
    Ok(ids.iter().filter_map(hit).collect())
}

async fn found_comments(context: &Context, ids: &[Uuid], terms: &[Term]) -> Result<Vec<SearchHit>, SearchError> {
    let ids: Vec<CommentId> = ids.iter().copied().map(CommentId).collect();
    let mut found = by_id(comments::find_visible(context.database.read(), &ids).await?, |(comment, ..)| comment.id);
    let hit = |id: &CommentId| {
        let (comment, post_slug, post_title) = found.remove(id)?;
        let text = text_of_html(&comment.body_html);
        Some(SearchHit::Comment {
            id: comment.id,
            post_id: comment.post_id,
            post_slug,
            post_title,
            author: comment.author,
            snippet: segments(snippet(&text, terms, AROUND)),
            created_at: comment.created_at,
        })
    };
    Ok(ids.iter().filter_map(hit).collect())
}

/// People are found by a part of their name and not by its words: one page of them.
async fn people(context: &Context, query: &SearchQuery, terms: &[Term], limit: u8) -> Result<SearchPage, SearchError> {
    let found = users::list(context.database.read(), query.as_str(), None, limit).await?;
    let hit = |card: crate::domain::user::UserCard| SearchHit::User {
        name: segments(highlight(&card.display_name, terms)),
        user: UserRef { id: card.id, username: card.username, display_name: card.display_name, avatar: card.avatar },
    };
    Ok(SearchPage { items: found.into_iter().map(hit).collect(), next: None })
}

fn by_id<T, I: Eq + Hash>(items: Vec<T>, id: impl Fn(&T) -> I) -> HashMap<I, T> {
    items.into_iter().map(|item| (id(&item), item)).collect()
}

fn segments(found: Vec<search_text::Segment>) -> Vec<Segment> {
    found.into_iter().map(|segment| Segment { text: segment.text, is_match: segment.is_match }).collect()
}
