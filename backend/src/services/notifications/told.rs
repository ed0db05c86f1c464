//! Telling many that what they were told of is out of sight, or to be seen again: for a job, which may break off anywhere and
//! be done twice.

use broadsheet_shared::id::UserId;

use super::NotificationError;
use crate::{
    domain::{
        job::{Job, NewJob},
        notification::Subject,
    },
    repositories::{jobs, notifications},
    services::{Context, notices},
};

/// People who are looked up at once: to find them is to walk through all that was told.
const FOUND_AT_ONCE: usize = 1_000;
/// People who are told in one transaction: as long as that takes, nobody else writes on SQLite.
const TOLD_AT_ONCE: usize = 50;

/// Tells some of those who have unread notifications of it, behind one of them: the last who was told, or none if nobody is
/// left.
pub async fn wake_told(
    context: &Context,
    of: Subject,
    after: Option<UserId>,
) -> Result<Option<UserId>, NotificationError> {
    let told = notifications::list_told(context.database.read(), of, after, FOUND_AT_ONCE).await?;
    for some in told.chunks(TOLD_AT_ONCE) {
        let woken = context.database.write(|tx| async move { notices::wake_all(&tx, some.to_vec()).await });
        woken.await?;
    }
    Ok(told.last().copied().filter(|_| told.len() == FOUND_AT_ONCE))
}

/// Leaves those behind one of them to another job: this one would begin anew.
pub async fn wake_rest(context: &Context, of: Subject, after: Option<UserId>) -> Result<(), NotificationError> {
    let (id, now) = (context.ids.next(), context.clock.now());
    let job = &NewJob::new(id, &Job::WakeTold { of, after }, now, now);
    context.database.write(|tx| async move { jobs::insert(&tx, job).await }).await?;
    Ok(())
}
