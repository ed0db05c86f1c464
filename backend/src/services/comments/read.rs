//! Reading threads.

use broadsheet_shared::id::{CommentId, PostId};

use super::CommentError;
use crate::{
    domain::{
        actor::Actor,
        comment::{Comment, CommentKey, CommentOrder, in_reading_order},
    },
    repositories::comments,
    services::{
        Context,
        posts::{self, Found, PostTarget},
    },
};

/// Answers shown beneath one comment of a page; the rest is asked for with `parent_id`.
pub const MAX_ANSWERS: usize = 100;
/// Answers read for one page.
const MAX_READ: u32 = 1_000;

/// What a list of comments is asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CommentListing {
    /// Only answers to this comment; without it the tops of the threads.
    pub parent: Option<CommentId>,
    /// The order of the tops.
    pub order: CommentOrder,
    /// Behind this place.
    pub after: Option<CommentKey>,
    /// Greatest number of tops.
    pub limit: u8,
}

/// One page of comments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommentPage {
    /// In reading order.
    pub items: Vec<Comment>,
    /// Where the next page of tops begins.
    pub next: Option<CommentKey>,
}

/// One page of a post's threads in reading order.
pub async fn thread(
    context: &Context,
    actor: &Actor,
    post: PostId,
    listing: &CommentListing,
) -> Result<CommentPage, CommentError> {
    require_post(context, actor, post).await?;
    let database = context.database.read();
    let CommentListing { parent, order, after, limit } = *listing;
    let depth = match parent {
        Some(parent) => {
            let parent = comments::find(database, parent).await?.filter(|parent| parent.post_id == post);
            parent.ok_or(CommentError::NotFound)?.depth + 1
        }
        None => 0,
    };
    let mut tops = comments::list_siblings(database, post, parent, order, after, limit.saturating_add(1)).await?;
    let has_more = tops.len() > usize::from(limit);
    tops.truncate(limit.into());
    let last = tops.last().map(|top| CommentKey { created_at: top.created_at.as_millis(), id: top.id });
    let next = if has_more { last } else { None };
    let mut roots: Vec<CommentId> = tops.iter().filter(|top| top.reply_count > 0).map(|top| top.root_id).collect();
    roots.dedup();
    let answers = comments::list_answers(database, &roots, depth, MAX_READ).await?;
    Ok(CommentPage { items: in_reading_order(tops, answers, MAX_ANSWERS), next })
}

/// A page of a post's comments, oldest first, with their number in all: the list of version 1.
pub async fn flat(
    context: &Context,
    actor: &Actor,
    post: PostId,
    offset: u64,
    limit: u8,
) -> Result<(Vec<Comment>, u64), CommentError> {
    require_post(context, actor, post).await?;
    let database = context.database.read();
    Ok((comments::list_flat(database, post, offset, limit).await?, comments::count(database, post).await?))
}

/// One comment, if the actor may see its post.
pub async fn find(context: &Context, actor: &Actor, id: CommentId) -> Result<Comment, CommentError> {
    let comment = comments::find(context.database.read(), id).await?.ok_or(CommentError::NotFound)?;
    match require_post(context, actor, comment.post_id).await {
        Ok(()) => Ok(comment),
        Err(CommentError::Post(_)) => Err(CommentError::NotFound),
        Err(error) => Err(error),
    }
}

/// The post's own rule of who sees it, asked again.
async fn require_post(context: &Context, actor: &Actor, post: PostId) -> Result<(), CommentError> {
    match posts::find(context, actor, &PostTarget::Id(post)).await {
        Ok(Found::Post(_) | Found::Moved(_)) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
