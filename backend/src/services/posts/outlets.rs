//! What feeds and the site map ask: published posts alone, with the text or with next to nothing.

use std::collections::HashMap;

use broadsheet_shared::{id::PostId, time::Timestamp};

use super::{PostError, PostListing, read::filter};
use crate::{
    domain::post::{PostKey, PostOrder, PostStart, PostSummary},
    repositories::posts,
    services::Context,
};

/// Addresses read at once.
const ADDRESSES_AT_ONCE: u16 = 5_000;

/// The newest published posts of a listing with their HTML. A name that nobody has gives none.
pub async fn newest(
    context: &Context,
    listing: &PostListing,
    limit: u8,
) -> Result<Vec<(PostSummary, String)>, PostError> {
    let database = context.database.read();
    let Some(filter) = filter(database, listing).await? else { return Ok(Vec::new()) };
    let items = posts::list_published(database, &filter, PostOrder::Latest, PostStart::First, limit).await?;
    let ids: Vec<PostId> = items.iter().map(|post| post.id).collect();
    let mut bodies: HashMap<PostId, String> = posts::bodies(database, &ids).await?.into_iter().collect();
    let whole = items.into_iter().filter_map(|post| bodies.remove(&post.id).map(|body| (post, body)));
    Ok(whole.collect())
}

/// Slugs of published posts with the time of their last change, newest first, `limit` at most.
pub async fn addresses(context: &Context, limit: u32) -> Result<Vec<(String, Timestamp)>, PostError> {
    let database = context.database.read();
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut addresses = Vec::new();
    let mut after: Option<PostKey> = None;
    loop {
        let rows = posts::list_addresses(database, after, ADDRESSES_AT_ONCE).await?;
        let is_last = rows.len() < usize::from(ADDRESSES_AT_ONCE);
        after = rows.last().map(|(_, _, key)| *key);
        addresses.extend(rows.into_iter().map(|(slug, changed_at, _)| (slug, changed_at)));
        if is_last || addresses.len() >= limit {
            addresses.truncate(limit);
            return Ok(addresses);
        }
    }
}

/// Where the parts of all published posts begin, oldest first: each has `size` of them but the last, and one keeps its
/// place while others are published.
pub async fn address_parts(context: &Context, size: u32) -> Result<Vec<PostKey>, PostError> {
    Ok(posts::list_address_parts(context.database.read(), size).await?)
}

/// The part that begins there, as [`addresses`] but oldest first.
pub async fn addresses_from(
    context: &Context,
    start: PostKey,
    size: u32,
) -> Result<Vec<(String, Timestamp)>, PostError> {
    Ok(posts::list_addresses_from(context.database.read(), start, size).await?)
}
