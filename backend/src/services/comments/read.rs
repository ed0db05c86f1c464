//! Reading threads.

use std::collections::{BTreeSet, HashSet};

use broadsheet_shared::{
    id::{CommentId, PostId, UserId},
    permission::Permission,
};

use super::CommentError;
use crate::{
    domain::{
        actor::Actor,
        comment::{Comment, CommentKey, CommentOrder, in_reading_order},
    },
    repositories::{Executor, comments, likes, shields},
    services::{
        Context,
        posts::{self, Found, PostTarget},
    },
};

/// Answers shown beneath one comment of a page; the rest is asked for with `parent_id`.
pub const MAX_ANSWERS: usize = 100;
/// Answers read for one comment of a page: one more, to know that there are more.
const MAX_READ: usize = MAX_ANSWERS + 1;

/// What a list of comments is asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CommentListing {
    /// Only answers to this comment; without it the tops of the threads.
    pub parent: Option<CommentId>,
    /// The order of the tops.
    pub order: CommentOrder,
    /// Behind this place.
    pub after: Option<CommentKey>,
    /// The part that holds this comment: the first, or the one that begins with its thread. Without the comment, the
    /// first. `parent` and `after` name a part already, and win.
    pub holding: Option<CommentId>,
    /// Greatest number of tops.
    pub limit: u8,
    /// Whether all tops are counted.
    pub counts: bool,
}

/// One page of comments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommentPage {
    /// In reading order.
    pub items: Vec<Comment>,
    /// Where the next page of tops begins.
    pub next: Option<CommentKey>,
    /// How many tops there are in all, if that was asked.
    pub total: Option<u64>,
}

/// One page of a post's threads in reading order.
pub async fn thread(
    context: &Context,
    actor: &Actor,
    post: PostId,
    listing: &CommentListing,
) -> Result<CommentPage, CommentError> {
    require_post(context, actor, post).await?;
    let mut page = unscreened(context, post, listing).await?;
    screen(context, actor, &mut page.items).await?;
    Ok(page)
}

async fn unscreened(context: &Context, post: PostId, listing: &CommentListing) -> Result<CommentPage, CommentError> {
    let database = context.database.read();
    let first = part(database, post, listing, &[]).await?;
    let wanted = listing.holding.filter(|_| listing.parent.is_none() && listing.after.is_none());
    let Some(wanted) = wanted.filter(|wanted| first.items.iter().all(|comment| comment.id != *wanted)) else {
        return Ok(first);
    };
    match line(database, post, wanted).await?.as_slice() {
        [] => Ok(first),
        line => part(database, post, listing, line).await,
    }
}

/// Leaves of what people wrote who are hidden from the actor only the place. Who keeps order in threads reads all of them.
async fn screen(context: &Context, actor: &Actor, shown: &mut [Comment]) -> Result<(), CommentError> {
    if actor.may(Permission::CommentsModerate) {
        return Ok(());
    }
    let Some(viewer) = crate::services::shields::viewer(context, actor).await? else { return Ok(()) };
    let authors: BTreeSet<UserId> = shown.iter().map(|comment| comment.author.id).collect();
    let authors: Vec<UserId> = authors.into_iter().collect();
    let hidden = shields::list_hidden(context.database.read(), viewer, &authors).await?;
    for comment in shown.iter_mut().filter(|comment| hidden.contains(&comment.author.id)) {
        comment.screen();
    }
    Ok(())
}

/// One part of the threads; with the `line` of a comment, the one that begins with its thread.
async fn part(
    database: &impl Executor,
    post: PostId,
    listing: &CommentListing,
    line: &[Comment],
) -> Result<CommentPage, CommentError> {
    let CommentListing { parent, order, after, limit, counts, .. } = *listing;
    if let Some(parent) = parent {
        let parent = comments::find(database, parent).await?.filter(|parent| parent.post_id == post);
        parent.ok_or(CommentError::NotFound)?;
    }
    let after = line.first().map(key).or(after);
    let mut tops = comments::list_siblings(database, post, parent, order, after, limit.saturating_add(1)).await?;
    if let Some(top) = line.first() {
        tops.insert(0, top.clone());
    }
    let has_more = tops.len() > usize::from(limit);
    tops.truncate(limit.into());
    let next = if has_more { tops.last().map(key) } else { None };
    let answered: Vec<CommentId> = tops.iter().filter(|top| top.is_answered).map(|top| top.id).collect();
    let mut answers = match parent {
        None => comments::list_answers(database, &answered, MAX_READ).await?,
        Some(_) => comments::list_answers_beneath(database, &answered, MAX_READ).await?,
    };
    if let Some(last) = line.last() {
        let beneath = comments::list_siblings(database, post, Some(last.id), CommentOrder::Oldest, None, limit).await?;
        let missing = beneath.into_iter().filter(|one| answers.iter().all(|answer| answer.id != one.id));
        let missing: Vec<_> = missing.collect();
        answers.extend(missing);
    }
    let total = if counts { Some(comments::count_siblings(database, post, parent).await?) } else { None };
    Ok(CommentPage { items: in_reading_order(tops, with_line(answers, line), MAX_ANSWERS), next, total })
}

/// The comments from the top of a thread down to one of it; none if it is not there, or too deep to be shown.
async fn line(database: &impl Executor, post: PostId, id: CommentId) -> Result<Vec<Comment>, CommentError> {
    let mut line = Vec::new();
    let mut next = Some(id);
    while let Some(id) = next {
        let found = comments::find(database, id).await?.filter(|comment| comment.post_id == post);
        let Some(comment) = found.filter(|_| line.len() < MAX_ANSWERS) else { return Ok(Vec::new()) };
        next = comment.parent_id;
        line.push(comment);
    }
    line.reverse();
    Ok(line)
}

/// The answers with those of `line` among them. A thread of more answers than are shown is cut to the line and what
/// stands right beneath it, or the line might be what is cut.
fn with_line(mut answers: Vec<Comment>, line: &[Comment]) -> Vec<Comment> {
    let (Some(root), Some(last)) = (line.first(), line.last()) else { return answers };
    let is_of_line = |id: CommentId| line.iter().any(|comment| comment.id == id);
    let missing = line.iter().skip(1).filter(|comment| answers.iter().all(|answer| answer.id != comment.id));
    let missing: Vec<_> = missing.cloned().collect();
    answers.extend(missing);
    if answers.iter().filter(|answer| answer.root_id == root.id).count() > MAX_ANSWERS {
        answers
            .retain(|answer| answer.root_id != root.id || is_of_line(answer.id) || answer.parent_id == Some(last.id));
    }
    answers
}

/// Its place among its siblings.
fn key(comment: &Comment) -> CommentKey {
    CommentKey { likes: comment.like_count, created_at: comment.created_at.as_millis(), id: comment.id }
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
    let total = comments::count(database, post).await?;
    if offset >= total {
        // The database would walk over every comment only to find that there is none behind them.
        return Ok((Vec::new(), total));
    }
    let mut page = comments::list_flat(database, post, offset, limit).await?;
    screen(context, actor, &mut page).await?;
    Ok((page, total))
}

/// One comment, if the actor may see its post.
pub async fn find(context: &Context, actor: &Actor, id: CommentId) -> Result<Comment, CommentError> {
    let mut comment = comments::find(context.database.read(), id).await?.ok_or(CommentError::NotFound)?;
    match require_post(context, actor, comment.post_id).await {
        Ok(()) => {
            screen(context, actor, std::slice::from_mut(&mut comment)).await?;
            Ok(comment)
        }
        Err(CommentError::Post(_)) => Err(CommentError::NotFound),
        Err(error) => Err(error),
    }
}

/// Those of some comments that the actor likes.
pub async fn liked(
    context: &Context,
    actor: &Actor,
    shown: impl IntoIterator<Item = CommentId>,
) -> Result<HashSet<CommentId>, CommentError> {
    let Some(user) = actor.user_id() else { return Ok(HashSet::new()) };
    let shown: Vec<CommentId> = shown.into_iter().collect();
    Ok(likes::list_liked(context.database.read(), user, &shown).await?.into_iter().collect())
}

/// The post's own rule of who sees it, asked again.
async fn require_post(context: &Context, actor: &Actor, post: PostId) -> Result<(), CommentError> {
    match posts::find(context, actor, &PostTarget::Id(post)).await {
        Ok(Found::Post(_) | Found::Moved(_)) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
