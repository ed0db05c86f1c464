//! Search: posts, people, tags and comments that everybody may see, with what matched.

use std::{collections::HashMap, hash::Hash};

use broadsheet_shared::{
    id::{CommentId, PostId, TagId, UserId},
    problem::Code,
    v2::{SearchHit, SearchKind, Segment, UserRef},
    value::SearchQuery,
};
use uuid::Uuid;

use super::{Context, ServiceError, database_code};
use crate::{
    domain::{
        actor::Actor,
        page::{Page, Part},
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

/// What matches every word of the query, best first; the last word may be unfinished. Places are numbers: what matches
/// best changes with what is written.
///
/// What people wrote who are hidden from the `viewer`, and what stands beneath it, is neither shown nor counted.
pub async fn search(
    context: &Context,
    viewer: Option<UserId>,
    query: &SearchQuery,
    kind: SearchKind,
    part: &Part<u32>,
) -> Result<Page<SearchHit, u32>, SearchError> {
    let terms = query_terms(query.as_str());
    if terms.is_empty() {
        return Ok(part.empty());
    }
    let document = match kind {
        SearchKind::Posts => DocumentKind::Post,
        SearchKind::Tags => DocumentKind::Tag,
        SearchKind::Comments => DocumentKind::Comment,
        SearchKind::Users => DocumentKind::User,
    };
    let (database, offset) = (context.database.read(), part.after.unwrap_or_default());
    let rows = search::matches(database, document, &terms, viewer, offset, part.rows()).await?;
    let page = part.page(rows, |_| offset.saturating_add(part.limit.into()));
    let items = match kind {
        SearchKind::Posts => found_posts(context, &page.items, &terms).await?,
        SearchKind::Tags => found_tags(context, &page.items, &terms).await?,
        SearchKind::Users => found_people(context, &page.items, &terms).await?,
        SearchKind::Comments => found_comments(context, &page.items, &terms).await?,
    };
    let total = if part.counts { Some(search::count(database, document, &terms, viewer).await?) } else { None };
    Ok(Page { items, next: page.next, total })
}

/// Posts from a place on, with their number counted to 1,000: the search of version 1.
pub async fn posts(
    context: &Context,
    actor: &Actor,
    query: &SearchQuery,
    offset: u32,
    limit: u8,
) -> Result<(Vec<PostSummary>, u64), SearchError> {
    let terms = query_terms(query.as_str());
    let database = context.database.read();
    let viewer = super::shields::viewer(context, actor).await?;
    let total = search::count(database, DocumentKind::Post, &terms, viewer).await?;
    if u64::from(offset) >= total {
        return Ok((Vec::new(), total));
    }
    let ids = search::matches(database, DocumentKind::Post, &terms, viewer, offset, limit).await?;
    let ids: Vec<PostId> = ids.into_iter().map(PostId).collect();
    let mut found = by_id(posts::find_published(database, &ids).await?, |post| post.id);
    Ok((ids.iter().filter_map(|id| found.remove(id)).collect(), total))
}

/// The index may lag behind what people may see; only what is public now is shown (SECURITY B1).
async fn found_posts(context: &Context, ids: &[Uuid], terms: &[Term]) -> Result<Vec<SearchHit>, SearchError> {
    let database = context.database.read();
    let ids: Vec<PostId> = ids.iter().copied().map(PostId).collect();
    let mut found = by_id(posts::find_published(database, &ids).await?, |post| post.id);
    let bodies: HashMap<PostId, String> = posts::bodies(database, &ids).await?.into_iter().collect();
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

async fn found_people(context: &Context, ids: &[Uuid], terms: &[Term]) -> Result<Vec<SearchHit>, SearchError> {
    let ids: Vec<UserId> = ids.iter().copied().map(UserId).collect();
    let mut found = by_id(users::find_known(context.database.read(), &ids).await?, |card| card.id);
    let hit = |id: &UserId| {
        let card = found.remove(id)?;
        Some(SearchHit::User {
            name: segments(highlight(&card.display_name, terms)),
            user: UserRef {
                id: card.id,
                username: card.username,
                display_name: card.display_name,
                avatar: card.avatar,
            },
        })
    };
    Ok(ids.iter().filter_map(hit).collect())
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

fn by_id<T, I: Eq + Hash>(items: Vec<T>, id: impl Fn(&T) -> I) -> HashMap<I, T> {
    items.into_iter().map(|item| (id(&item), item)).collect()
}

fn segments(found: Vec<search_text::Segment>) -> Vec<Segment> {
    found.into_iter().map(|segment| Segment { text: segment.text, is_match: segment.is_match }).collect()
}
