//! Muting threads: of a post and what stands beneath it one hears nothing, but for what staff do with one's own. Nobody is
//! told, and what was told before stays.

use broadsheet_shared::id::PostId;

use super::NotificationError;
use crate::{
    domain::{
        actor::Actor,
        notification::{MutedKey, MutedThread},
        page::{Page, Part},
    },
    repositories::{self, thread_mutes},
    services::{
        Context,
        posts::{self, PostError},
    },
};

/// Mutes the thread of a post that one sees. Twice is once.
pub async fn mute(context: &Context, actor: &Actor, post: PostId) -> Result<(), NotificationError> {
    let user = actor.signed_in()?.id;
    let now = context.clock.now();
    context
        .database
        .write(|tx| async move {
            let (author, state, _) = repositories::posts::lock_state(&tx, post).await?.ok_or(PostError::NotFound)?;
            posts::visible(actor, author, state)?;
            thread_mutes::insert(&tx, user, post, now).await?;
            Ok(())
        })
        .await
}

/// Takes that back, also where one does not see the post any more. Twice is once.
pub async fn unmute(context: &Context, actor: &Actor, post: PostId) -> Result<(), NotificationError> {
    let user = actor.signed_in()?.id;
    context
        .database
        .write(|tx| async move {
            if !thread_mutes::delete(&tx, user, post).await? {
                let (author, state, _) =
                    repositories::posts::find_state(&tx, post).await?.ok_or(PostError::NotFound)?;
                posts::visible(actor, author, state)?;
            }
            Ok(())
        })
        .await
}

/// Threads that one has muted, the last first.
pub async fn muted(
    context: &Context,
    actor: &Actor,
    part: &Part<MutedKey>,
) -> Result<Page<MutedThread, MutedKey>, NotificationError> {
    let user = actor.signed_in()?.id;
    let database = context.database.read();
    let mut page = part.page(thread_mutes::list(database, user, part.after, part.rows()).await?, MutedThread::key);
    if part.counts {
        page.total = Some(thread_mutes::count(database, user).await?);
    }
    Ok(page)
}
