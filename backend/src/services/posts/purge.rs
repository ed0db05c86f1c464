//! Removing posts for good: once their authors can no longer restore them, or with their authors' accounts.

use broadsheet_shared::{id::UserId, v2::ContentChoice};

use super::{PostError, shelve, states, tell};
use crate::{
    domain::{notification::Subject, post::PostRecord},
    repositories::{DatabaseError, Transaction, posts, redirects, search, slugs, tags},
    services::{Context, notices},
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
                forget_addresses(&tx, &record).await?;
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

/// Removes some posts of somebody whose account is erased: all of theirs, or those that nobody else could read. Tags that
/// no other post carries go along, for they are the author's words too. True once none is left.
pub async fn erase_of(context: &Context, author: UserId, content: ContentChoice, limit: u8) -> Result<bool, PostError> {
    let ids = posts::list_erasable(context.database.read(), author, content, limit).await?;
    for id in &ids {
        let id = *id;
        let record = context
            .database
            .write(|tx| async move {
                // The post before whoever was told of it, as by all who comment on it or like it.
                posts::lock_state(&tx, id).await?;
                let Some(record) = posts::find_record(&tx, id).await? else { return Ok::<_, PostError>(None) };
                forget_addresses(&tx, &record).await?;
                for tag in tags::delete_lone_of(&tx, id).await? {
                    search::delete(&tx, tag.0).await?;
                }
                tell::of_held(&tx, &record, context.clock.now()).await?;
                notices::wake_bereft(&tx, Subject::Post(id)).await?;
                posts::delete(&tx, id).await?;
                tell::of_readers(&tx, &record, context.clock.now()).await?;
                Ok(Some(record))
            })
            .await?;
        if let Some(record) = record {
            shelve::drop_cached(context, &record, true).await;
        }
    }
    Ok(ids.len() < usize::from(limit))
}

/// Nothing leads to the post any more: not the search, with its comments, and no old path.
async fn forget_addresses(transaction: &Transaction, record: &PostRecord) -> Result<(), DatabaseError> {
    search::delete_with_comments(transaction, record.id).await?;
    for slug in slugs::list_former(transaction, record.id).await?.iter().chain([&record.slug]) {
        redirects::delete_leading_to(transaction, &format!("/posts/{slug}")).await?;
    }
    Ok(())
}
