//! Lists as the API and the pages both give them: the same rows under the same cursors, whoever asks.
//!
//! A reader who scrolls on from the first HTML sends the cursor of that page to the API, so both must spell a list alike.

use broadsheet_shared::{
    id::{PostId, UserId},
    v2,
    value::SearchQuery,
};

use super::AppState;
use crate::{
    domain::{
        actor::Actor,
        page::Part,
        post::{PostPlace, PostStart, PostSummary},
        user::{FollowSide, Who},
    },
    platform::cache::Tag,
    services::{
        comments::{self, CommentError, CommentListing},
        posts::{self, PostError, PostListing},
        search::{self, SearchError},
    },
};

/// All that decides which posts come and in which order; part of cursors and cache keys.
pub(super) fn posts_fingerprint(listing: &PostListing) -> String {
    format!(
        "posts?author={:?}&category={:?}&tag={:?}&after={:?}&before={:?}&sort={:?}&pinned={}",
        listing.author,
        listing.category,
        listing.tag,
        listing.published_after,
        listing.published_before,
        listing.order,
        listing.is_pinned
    )
}

/// All that decides which comments come and in which order.
pub(super) fn comments_fingerprint(post: PostId, listing: &CommentListing) -> String {
    format!("comments?post={post}&parent={:?}&sort={:?}", listing.parent, listing.order)
}

/// All that decides which people around a person come.
pub(super) fn circle_fingerprint(who: &Who, side: FollowSide) -> String {
    format!("follows?of={who:?}&side={side:?}")
}

/// All that decides what a search finds.
pub(super) fn search_fingerprint(words: &SearchQuery, kind: v2::SearchKind) -> String {
    format!("search?q={words}&type={kind:?}")
}

/// One part of what a search finds, for nobody in particular or for a viewer from whom somebody is hidden.
pub(super) async fn search(
    state: &AppState,
    viewer: Option<UserId>,
    words: &SearchQuery,
    kind: v2::SearchKind,
    part: &Part<u32>,
) -> Result<v2::SearchResults, SearchError> {
    let page = search::search(state.context(), viewer, words, kind, part).await?;
    let sealed = page.next.map(|offset| state.cursors().seal(&search_fingerprint(words, kind), &offset)).transpose();
    let next = sealed.map_err(|_| SearchError::Encoding("a cursor could not be sealed".to_owned()))?;
    Ok(v2::SearchResults { items: page.items, next, total: page.total })
}

/// One part of a list of published posts, with everything that it was made from.
pub(super) async fn posts(
    state: &AppState,
    listing: &PostListing,
    after: Option<PostPlace>,
    limit: u8,
) -> Result<(v2::List<v2::PostSummary>, Vec<Tag>), PostError> {
    let start = after.map_or(PostStart::First, PostStart::After);
    let page = posts::listing(state.context(), listing, start, limit).await?;
    let tags = tags(&page.items);
    let sealed = page.next.map(|key| state.cursors().seal(&posts_fingerprint(listing), &key)).transpose();
    let next = sealed.map_err(|_| PostError::Worker("a cursor could not be sealed".to_owned()))?;
    let items = page.items.into_iter().map(Into::into).collect();
    Ok((v2::List { items, next, total: None }, tags))
}

/// One part of a post's threads.
pub(super) async fn comments(
    state: &AppState,
    actor: &Actor,
    post: PostId,
    listing: &CommentListing,
) -> Result<v2::List<v2::Comment>, CommentError> {
    let page = comments::thread(state.context(), actor, post, listing).await?;
    let sealed = page.next.map(|key| state.cursors().seal(&comments_fingerprint(post, listing), &key)).transpose();
    let next = sealed.map_err(|_| CommentError::Worker("a cursor could not be sealed".to_owned()))?;
    let liked = comments::liked(state.context(), actor, page.items.iter().map(|comment| comment.id)).await?;
    let shown = page.items.into_iter().map(|comment| {
        let is_liked = liked.contains(&comment.id);
        comment.shown_to(actor, is_liked)
    });
    Ok(v2::List { items: shown.collect(), next, total: page.total })
}

/// Everything that a list of posts was made from.
pub(super) fn tags(posts: &[PostSummary]) -> Vec<Tag> {
    let mut tags = vec![Tag::Posts];
    for post in posts {
        tags.extend([Tag::post(post.id), Tag::user(post.author.id)]);
    }
    if posts.iter().any(|post| post.category.is_some()) {
        tags.push(Tag::Categories);
    }
    tags.sort_unstable();
    tags.dedup();
    tags
}
