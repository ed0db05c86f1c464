//! Removing posts for good, once their authors can no longer restore them.

use super::{PostError, shelve, states};
use crate::{
    repositories::{posts, redirects, search, slugs},
    services::Context,
};

/// Removes posts that were deleted more than 30 days ago, at most so many: with their comments, tags, former slugs and
/// the old paths that led to them. Pictures stay among their owner's uploads. Says how many went.
pub async fn purge_deleted(context: &Context, limit: u8) -> Result<u64, PostError> {
    let deadline = states::restorable_since(context.clock.now());
    let ids = posts::list_deleted_before(context.database.read(), deadline, limit).await?;
    let mut purged = 0;
    for id in ids {
        let record = context
            .database
            .write(|tx| async move {
                // Read again: its author may be restoring it at this moment.
                let Some(record) = posts::find_record(&tx, id).await? else { return Ok::<_, PostError>(None) };
                search::delete_with_comments(&tx, id).await?;
                for slug in slugs::list_former(&tx, id).await?.iter().chain([&record.slug]) {
                    redirects::delete_leading_to(&tx, &format!("/posts/{slug}")).await?;
                }
                match posts::delete_for_good(&tx, id, deadline).await? {
                    true => Ok(Some(record)),
                    false => Err(PostError::NotFound),
                }
            })
            .await;
        match record {
            Ok(Some(record)) => {
                shelve::drop_cached(context, &record, true).await;
                purged += 1;
            }
            Ok(None) | Err(PostError::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(purged)
}
