//! Reading posts: one, by page, and one's own.

use std::str::FromStr;

use broadsheet_shared::{
    id::{PostId, UserId},
    permission::Permission,
    time::Timestamp,
    v2::{PostState, PostViewer},
};

use super::PostError;
use crate::{
    domain::{
        actor::Actor,
        page::{Page, Part},
        post::{OwnPost, Post, PostFilter, PostKey, PostOrder, PostPlace, PostStart, PostSummary, Standing},
    },
    repositories::{Executor, categories, posts, tags},
    services::Context,
};

/// What an address names: a post's id, or its present or a former slug.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PostTarget {
    /// By id.
    Id(PostId),
    /// By slug.
    Slug(String),
}

impl PostTarget {
    /// Tells ids from slugs: no slug has an id's shape.
    pub fn parse(text: &str) -> Self {
        PostId::from_str(text).map_or_else(|_| Self::Slug(text.to_owned()), Self::Id)
    }
}

/// What stands at an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// The post.
    Post(Box<Post>),
    /// A post that now has another slug.
    Moved(Moved),
}

/// A post that had the slug of an address before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// The post: what is kept of its former address goes when it changes.
    pub id: PostId,
    /// Its present slug.
    pub slug: String,
}

/// The post at an address, if the actor may see it.
pub async fn find(context: &Context, actor: &Actor, target: &PostTarget) -> Result<Found, PostError> {
    let database = context.database.read();
    let post = match target {
        PostTarget::Id(id) => posts::find(database, *id).await?,
        PostTarget::Slug(slug) => posts::find_by_slug(database, slug).await?,
    };
    let post = post.ok_or(PostError::NotFound)?;
    visible(actor, post.summary.author.id, post.summary.state)?;
    match target {
        PostTarget::Slug(slug) if *slug != post.summary.slug => {
            Ok(Found::Moved(Moved { id: post.summary.id, slug: post.summary.slug }))
        }
        _ => Ok(Found::Post(Box::new(post))),
    }
}

/// The id of the post at an address; a former slug is as good as the present one. A slug leads only whoever sees the post, or
/// has liked it or put it aside: they know of it, and may take that back. What becomes of an id is for the command to say.
pub async fn locate(context: &Context, actor: &Actor, target: &PostTarget) -> Result<PostId, PostError> {
    let database = context.database.read();
    let slug = match target {
        PostTarget::Id(id) => return Ok(*id),
        PostTarget::Slug(slug) => slug,
    };
    let id = posts::find_id_by_slug(database, slug).await?.ok_or(PostError::NotFound)?;
    let (author, state, _) = posts::find_state(database, id).await?.ok_or(PostError::NotFound)?;
    let unseen = visible(actor, author, state).err();
    match (unseen, actor.user_id()) {
        (None, _) => Ok(id),
        (Some(refusal), None) => Err(refusal),
        (Some(refusal), Some(user)) => {
            let standing = posts::find_standing(database, id, user).await?;
            if standing.is_liked || standing.is_bookmarked { Ok(id) } else { Err(refusal) }
        }
    }
}

/// Says no in the words that tell a stranger nothing.
pub fn visible(actor: &Actor, author: UserId, state: PostState) -> Result<(), PostError> {
    let is_author = actor.is(author);
    let is_staff = actor.may(Permission::PostsModerate);
    match state {
        PostState::Published | PostState::Archived => Ok(()),
        PostState::Draft | PostState::Deleted if is_author => Ok(()),
        PostState::Scheduled if is_author || is_staff => Ok(()),
        PostState::Removed if is_author || is_staff => Ok(()),
        PostState::Removed => Err(PostError::Removed),
        PostState::Draft | PostState::Scheduled | PostState::Deleted => Err(PostError::NotFound),
    }
}

/// Says no to what people do to what everybody may read, where this post is not that.
pub(in crate::services) fn require_public(
    actor: &Actor,
    author: UserId,
    state: PostState,
    verb: &'static str,
) -> Result<(), PostError> {
    visible(actor, author, state)?;
    match state {
        PostState::Published | PostState::Archived => Ok(()),
        _ => Err(PostError::WrongState { state, verb }),
    }
}

/// What the actor has done with a post that they see, and may do.
pub async fn standing(context: &Context, actor: &Actor, post: &Post) -> Result<Option<PostViewer>, PostError> {
    let Some(user) = actor.user_id() else { return Ok(None) };
    let standing = posts::find_standing(context.database.read(), post.summary.id, user).await?;
    Ok(Some(viewer(actor, post, standing)))
}

/// What the actor may do with a post that they see, beside what they have done with it.
pub(super) fn viewer(actor: &Actor, post: &Post, standing: Standing) -> PostViewer {
    let is_author = actor.is(post.summary.author.id);
    let is_public = matches!(post.summary.state, PostState::Published | PostState::Archived);
    PostViewer {
        liked: standing.is_liked,
        bookmarked: standing.is_bookmarked,
        muted: standing.is_muted,
        pinned: standing.is_pinned,
        can_pin: is_author && post.summary.state == PostState::Published && actor.may(Permission::PostsPublish),
        can_edit: (is_author && actor.may(Permission::PostsWrite) && post.summary.state != PostState::Deleted)
            || (is_public && actor.may(Permission::PostsManageAny)),
        can_hide_comments: is_author || actor.may(Permission::CommentsModerate),
        can_comment: is_public && post.comments_open && !standing.is_blocked && actor.may(Permission::CommentsWrite),
        can_remove: !is_author
            && (is_public || post.summary.state == PostState::Scheduled)
            && actor.may(Permission::PostsModerate),
        can_restore: match post.summary.state {
            PostState::Deleted => is_author,
            PostState::Removed => !is_author && actor.may(Permission::PostsModerate),
            _ => false,
        },
    }
}

/// What a list of published posts is asked for; names as they stand in addresses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PostListing {
    /// A username.
    pub author: Option<String>,
    /// A category's slug.
    pub category: Option<String>,
    /// A tag's slug.
    pub tag: Option<String>,
    /// Later than this.
    pub published_after: Option<Timestamp>,
    /// Earlier than this.
    pub published_before: Option<Timestamp>,
    /// Newest, oldest or most liked first.
    pub order: PostOrder,
    /// Nothing of people who are hidden from this one: see `services::shields`.
    pub viewer: Option<UserId>,
    /// Only what its author has pinned.
    pub is_pinned: bool,
}

/// One page of posts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostPage {
    /// The posts, in the order asked for.
    pub items: Vec<PostSummary>,
    /// Where the next page begins.
    pub next: Option<PostPlace>,
}

/// One page of published posts. A name that nobody has gives an empty list.
pub async fn listing(
    context: &Context,
    listing: &PostListing,
    start: PostStart,
    limit: u8,
) -> Result<PostPage, PostError> {
    let database = context.database.read();
    let Some(filter) = filter(database, listing).await? else {
        return Ok(PostPage { items: Vec::new(), next: None });
    };
    let mut items = posts::list_published(database, &filter, listing.order, start, limit.saturating_add(1)).await?;
    let has_more = items.len() > usize::from(limit);
    items.truncate(limit.into());
    let last = items.last().filter(|_| has_more);
    let next = last.and_then(|post| PostPlace::of(post, listing.order));
    Ok(PostPage { items, next })
}

/// How many posts a listing has in all.
pub async fn count_published(context: &Context, listing: &PostListing) -> Result<u64, PostError> {
    let database = context.database.read();
    match filter(database, listing).await? {
        Some(filter) => Ok(posts::count_published(database, &filter).await?),
        None => Ok(0),
    }
}

/// The ids behind the names, or `None` if a name is nobody's.
pub(super) async fn filter(database: &impl Executor, listing: &PostListing) -> Result<Option<PostFilter>, PostError> {
    let mut filter = PostFilter {
        published_after: listing.published_after,
        published_before: listing.published_before,
        viewer: listing.viewer,
        is_pinned: listing.is_pinned,
        ..PostFilter::default()
    };
    if let Some(name) = &listing.author {
        filter.author = posts::find_author(database, name).await?;
        if filter.author.is_none() {
            return Ok(None);
        }
    }
    if let Some(slug) = &listing.category {
        filter.category = categories::find_id(database, slug).await?;
        if filter.category.is_none() {
            return Ok(None);
        }
    }
    if let Some(slug) = &listing.tag {
        filter.tag = tags::find_id(database, slug).await?.map(|(tag, _)| tag);
        if filter.tag.is_none() {
            return Ok(None);
        }
    }
    Ok(Some(filter))
}

/// One's own posts, last changed first; without a state, all but the deleted ones.
pub async fn own(
    context: &Context,
    actor: &Actor,
    state: Option<PostState>,
    part: &Part<PostKey>,
) -> Result<Page<OwnPost, PostKey>, PostError> {
    let author = actor.signed_in()?.id;
    let database = context.database.read();
    let rows = posts::list_own(database, author, state, part.after, part.rows()).await?;
    let mut page = part.page(rows, |post| PostKey { at: post.summary.updated_at, id: post.summary.id });
    if part.counts {
        page.total = Some(posts::count_own(database, author, state).await?);
    }
    Ok(page)
}
