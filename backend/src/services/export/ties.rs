//! What a person likes, has put aside and follows, and whom they have blocked and muted.

use broadsheet_shared::id::UserId;
use serde_json::json;

use super::{ExportError, PAGE, lists::List};
use crate::{
    platform::archive::Archive,
    repositories::{bookmarks, follows, likes, shields},
    services::Context,
};

pub(super) async fn write(context: &Context, user: UserId, archive: &Archive) -> Result<(), ExportError> {
    write_likes(context, user, archive).await?;
    write_bookmarks(context, user, archive).await?;
    write_follows(context, user, archive).await?;
    write_shields(context, user, archive).await
}

async fn write_shields(context: &Context, user: UserId, archive: &Archive) -> Result<(), ExportError> {
    let database = context.database.read();
    let mut list = List::begin(archive, "blocks.json", context.clock.now()).await?;
    let mut after = None;
    loop {
        let page = shields::list_all_of(database, user, after, PAGE).await?;
        let Some((hidden, _, kind, at)) = page.last() else { break };
        after = Some((*at, *hidden, kind.clone()));
        for (hidden, username, kind, at) in page {
            list.add(&json!({"user_id": hidden, "username": username, "kind": kind, "since": at})).await?;
        }
    }
    list.end().await
}

/// The slug, where everybody may read the post.
fn public(slug: String) -> Option<String> {
    Some(slug).filter(|slug| !slug.is_empty())
}

async fn write_likes(context: &Context, user: UserId, archive: &Archive) -> Result<(), ExportError> {
    let database = context.database.read();
    let mut list = List::begin(archive, "likes.json", context.clock.now()).await?;
    let mut after = None;
    loop {
        let page = likes::list_posts_of(database, user, after, PAGE).await?;
        let Some((post, _, at)) = page.last() else { break };
        after = Some((*at, *post));
        for (post, slug, at) in page {
            list.add(&json!({"post_id": post, "slug": public(slug), "liked_at": at})).await?;
        }
    }
    let mut after = None;
    loop {
        let page = likes::list_comments_of(database, user, after, PAGE).await?;
        let Some((comment, _, at)) = page.last() else { break };
        after = Some((*at, *comment));
        for (comment, post, at) in page {
            list.add(&json!({"comment_id": comment, "post_id": post, "liked_at": at})).await?;
        }
    }
    list.end().await
}

async fn write_bookmarks(context: &Context, user: UserId, archive: &Archive) -> Result<(), ExportError> {
    let database = context.database.read();
    let mut list = List::begin(archive, "bookmarks.json", context.clock.now()).await?;
    let mut after = None;
    loop {
        let page = bookmarks::list_all_of(database, user, after, PAGE).await?;
        let Some((post, _, at)) = page.last() else { break };
        after = Some((*at, *post));
        for (post, slug, at) in page {
            list.add(&json!({"post_id": post, "slug": public(slug), "bookmarked_at": at})).await?;
        }
    }
    list.end().await
}

async fn write_follows(context: &Context, user: UserId, archive: &Archive) -> Result<(), ExportError> {
    let database = context.database.read();
    let mut list = List::begin(archive, "follows.json", context.clock.now()).await?;
    let mut after = None;
    loop {
        let page = follows::list_all_of(database, user, after, PAGE).await?;
        let Some((followed, _, at, _)) = page.last() else { break };
        after = Some((*at, *followed));
        for (followed, username, at, has_bell) in page {
            let told = json!({"user_id": followed, "username": username, "followed_at": at, "bell": has_bell});
            list.add(&told).await?;
        }
    }
    let mut after: Option<String> = None;
    loop {
        let page = follows::list_tags_of(database, user, after.as_deref(), PAGE).await?;
        let Some((slug, _)) = page.last() else { break };
        after = Some(slug.clone());
        for (slug, at) in page {
            list.add(&json!({"tag": slug, "followed_at": at})).await?;
        }
    }
    list.end().await
}
