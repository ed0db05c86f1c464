//! The feed: what the people and tags that one follows have brought, newest first.

use super::PostError;
use crate::{
    domain::{
        actor::Actor,
        page::{Page, Part},
        post::{PostKey, PostSummary},
    },
    repositories::posts,
    services::{Context, shields},
};

/// One page of the feed of the person who acts. Whom and what they follow now decides, also on later pages.
pub async fn home_feed(
    context: &Context,
    actor: &Actor,
    part: &Part<PostKey>,
) -> Result<Page<PostSummary, PostKey>, PostError> {
    let user = actor.signed_in()?.id;
    let database = context.database.read();
    let is_shielded = shields::viewer(context, actor).await?.is_some();
    let rows = posts::list_feed(database, user, is_shielded, part.after, part.rows()).await?;
    // What is in the feed is published and has a time.
    let key = |post: &PostSummary| PostKey { at: post.published_at.unwrap_or(post.updated_at), id: post.id };
    let mut page = part.page(rows, key);
    if part.counts {
        page.total = Some(posts::count_feed(database, user, is_shielded).await?);
    }
    Ok(page)
}
