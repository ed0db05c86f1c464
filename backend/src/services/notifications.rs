//! One's own notifications: reading them, marking them, and saying which of them one wants on which way.
//!
//! What happens is written down by `services::notices`; mails of it are the outbox's business (`services::mails`).

mod error;
mod followers;
mod preferences;
mod threads;
mod told;
mod unsubscribe;

use broadsheet_shared::id::NotificationId;

pub use error::NotificationError;
pub use followers::notify_followers;
pub use preferences::{choose, preferences};
pub use threads::{mute, muted, unmute};
pub use told::{wake_rest, wake_told};
pub use unsubscribe::{Subscription, subscription, unsubscribe};

use super::{Context, notices};
use crate::{
    domain::{
        actor::Actor,
        notification::{GROUP_SECS, Notification, NotificationFilter, NotificationKey, ReadFilter},
        page::{Page, Part},
    },
    repositories::notifications,
};

/// Rows that one step of forgetting takes.
const FORGOTTEN_AT_ONCE: u32 = 2_000;
const DAY_SECS: i64 = 86_400;

/// One page, and how many are unread in all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub page: Page<Notification, NotificationKey>,
    pub unread: u64,
}

/// One's notifications, the last to happen first. What grows meanwhile moves to the beginning; nothing else moves.
pub async fn own(
    context: &Context,
    actor: &Actor,
    filter: NotificationFilter,
    part: &Part<NotificationKey>,
) -> Result<Listed, NotificationError> {
    let user = actor.signed_in()?.id;
    let database = context.database.read();
    let rows = notifications::list(database, user, filter, part.after, part.rows()).await?;
    let mut page = part.page(rows, Notification::key);
    if part.counts {
        page.total = Some(notifications::count(database, user, filter).await?);
    }
    Ok(Listed { page, unread: notifications::count_unread(database, user).await? })
}

/// Marks one as read or unread, or leaves it as it is.
pub async fn mark(
    context: &Context,
    actor: &Actor,
    id: NotificationId,
    is_read: Option<bool>,
) -> Result<Notification, NotificationError> {
    let user = actor.signed_in()?.id;
    let now = context.clock.now();
    context
        .database
        .write(|tx| async move {
            let found = notifications::find(&tx, user, id).await?.ok_or(NotificationError::NotFound)?;
            let Some(is_read) = is_read else { return Ok(found) };
            if notifications::mark(&tx, user, id, is_read.then_some(now)).await? {
                notices::wake(&tx, user).await?;
            }
            Ok(Notification { is_read, ..found })
        })
        .await
}

/// Marks all that the filter fits as read; says how many are unread then.
pub async fn mark_all(context: &Context, actor: &Actor, filter: ReadFilter) -> Result<u64, NotificationError> {
    let user = actor.signed_in()?.id;
    let now = context.clock.now();
    let filter = &filter;
    context
        .database
        .write(|tx| async move {
            if notifications::mark_all(&tx, user, filter, now).await? > 0 {
                notices::wake(&tx, user).await?;
            }
            Ok(notifications::count_unread(&tx, user).await?)
        })
        .await
}

/// Forgets what was read long ago, and what is old; for a job. Says how many, and whether none is left.
pub async fn purge(context: &Context) -> Result<(u64, bool), NotificationError> {
    let (now, config) = (context.clock.now(), &context.config.notifications);
    let before = |days: u32| now.plus_secs(-i64::from(days) * DAY_SECS);
    let (read, all) = (before(config.read_kept_days), before(config.kept_days));
    let forgotten = context
        .database
        .write(|tx| async move {
            let traces = notifications::delete_traces(&tx, now.plus_secs(-GROUP_SECS), FORGOTTEN_AT_ONCE).await?;
            let old = notifications::delete_older(&tx, read, all, FORGOTTEN_AT_ONCE).await?;
            Ok::<_, NotificationError>(traces + old)
        })
        .await?;
    Ok((forgotten, forgotten < u64::from(FORGOTTEN_AT_ONCE)))
}
