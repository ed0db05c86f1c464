//! What ties an account to what others wrote and to others: likes, follows, bookmarks, blocks, mutes and mentions, when the account is
//! shut, opened again or erased.
//!
//! What a shut account did is kept and does not count, for numbers are of people who may be seen; opening it counts it
//! again. It may have been much, so no command waits for all of it: the transaction that changes the account promises a
//! job, and after the commit the ties are counted a part at a time, each in a transaction of its own. What is done within
//! a moment, as almost always, needs the job no more.

use std::time::{Duration, Instant};

use broadsheet_shared::id::UserId;
use uuid::Uuid;

use super::{Context, notices};
use crate::{
    domain::{
        job::{Job, NewJob},
        notification::Subject,
        user::UserStatus,
    },
    platform::cache::{Family, Tag},
    repositories::{DatabaseError, Transaction, jobs, streams, ties, users},
};

/// How long the command itself goes on; its answer has a deadline.
const MOMENT: Duration = Duration::from_secs(1);
/// When the job begins: by then it is known whether it is needed.
const LATER_SECS: i64 = 10;

/// Promises, in the transaction that lets somebody be seen no longer or again, that what they did will be counted so, and
/// wakes those who were told of it. The job has an id of the caller's choice.
pub(super) async fn promise(context: &Context, tx: &Transaction, user: UserId, job: Uuid) -> Result<(), DatabaseError> {
    let now = context.clock.now();
    jobs::insert(tx, &NewJob::new(job, &Job::SettleTies { user }, now.plus_secs(LATER_SECS), now)).await?;
    notices::wake_told(context, tx, Subject::Person(user)).await
}

/// Keeps that promise, as far as there is the time for it. After the commit.
pub(super) async fn keep(context: &Context, user: UserId, job: Uuid) {
    let kept = async {
        if settle(context, user, Instant::now() + MOMENT).await? {
            context.database.write(|tx| async move { jobs::delete(&tx, job).await }).await?;
        }
        Ok::<_, DatabaseError>(())
    };
    if let Err(error) = kept.await {
        tracing::warn!(%user, %error, "likes and follows were not counted anew; a job will");
    }
    drop_cached(context).await;
}

/// Counts all ties of a person as is right for their status; false if there was not the time. Whatever was done before,
/// and whatever happens meanwhile, it may be called again.
pub(super) async fn settle(context: &Context, user: UserId, end: Instant) -> Result<bool, DatabaseError> {
    let mut place = Some(ties::Place::default());
    while let Some(at) = place {
        if Instant::now() >= end {
            return Ok(false);
        }
        let database = context.database.read();
        let is_seen = users::find_status(database, user).await?.is_some_and(UserStatus::is_public);
        let stretch = &ties::list(database, user, is_seen, at).await?;
        if !stretch.is_settled() {
            let now = context.clock.now();
            let settled = context.database.write(|tx| async move {
                let is_seen = users::hold(&tx, user).await?.is_some_and(UserStatus::is_public);
                let told = ties::settle(&tx, user, is_seen, stretch).await?;
                streams::append_all(&tx, &told, now).await
            });
            settled.await?;
        }
        place = stretch.next;
    }
    Ok(true)
}

/// Deletes all ties of a person who is erased; false if there was not the time.
pub(super) async fn erase(context: &Context, user: UserId, end: Instant) -> Result<bool, DatabaseError> {
    if !settle(context, user, end).await? {
        return Ok(false);
    }
    loop {
        let is_all = context.database.write(|tx| async move {
            users::lock(&tx, user).await?;
            ties::delete_some(&tx, user).await
        });
        if is_all.await? {
            return Ok(true);
        }
        if Instant::now() >= end {
            return Ok(false);
        }
    }
}

/// Drops whatever shows numbers of likes and follows: which ones changed may be thousands. After the commit.
pub(super) async fn drop_cached(context: &Context) {
    let families =
        [Family::Posts, Family::Lists, Family::Comments, Family::Profiles, Family::Pages, Family::Tags, Family::Search];
    context.cache.drop_tags(&families.map(Tag::Family)).await;
}
