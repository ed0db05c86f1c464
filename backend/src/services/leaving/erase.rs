//! Erasing who has left: everything that is about the person and not of their making, at once or not at all; and then what
//! ties them to others, which may be much, a part at a time.

use std::time::Instant;

use broadsheet_shared::{id::UserId, time::Timestamp, v2::Departure};

use super::LeavingError;
use crate::{
    domain::{
        audit::{Action, Entry},
        notification::Subject,
        user::UserStatus,
    },
    platform::cache::Tag,
    repositories::{DatabaseError, departures, users},
    services::{Context, audit, notices, ties},
};

/// Who can no longer be kept, the first first, from after this one on; and those with whom a worker broke off.
pub async fn due(
    context: &Context,
    after: Option<(Timestamp, UserId)>,
    limit: u8,
) -> Result<Vec<(UserId, Departure)>, LeavingError> {
    Ok(departures::list_due(context.database.read(), context.clock.now(), after, limit).await?)
}

/// Erases the person, unless they have come back to stay, or were not told yet that the end is near (`remind` gives them
/// time then): it is false, and nothing else of theirs may be erased. Done already is fine: this is the first step of
/// several. The mails in the folder of `mail.transport = "file"` go first, for afterwards nobody knows the addresses.
pub async fn erase_person(context: &Context, user: UserId) -> Result<bool, LeavingError> {
    let now = context.clock.now();
    let addresses = users::list_addresses_of(context.database.read(), user).await?;
    context.mail.forget(&[user], &addresses).await?;
    let addresses = &addresses;
    let is_erased = context
        .database
        .write(|tx| async move {
            let status = users::lock(&tx, user).await?;
            if status == Some(UserStatus::Deleted) {
                return Ok(true);
            }
            let departure = departures::find_reminded(&tx, user).await?;
            let is_due = departure.is_some_and(|departure| departure.erase_at <= now);
            if status.is_none() || !is_due {
                return Ok::<_, DatabaseError>(false);
            }
            users::erase(&tx, user, addresses, now).await?;
            notices::wake_told(context, &tx, Subject::Person(user)).await?;
            audit::record(context, &tx, Entry::new(Action::UserErased).of(user)).await?;
            Ok(true)
        })
        .await?;
    if is_erased {
        context.standings.forget_user(user);
        context.settings.forget();
        context.cache.drop_tags(&[Tag::Users, Tag::user(user), Tag::Search]).await;
    }
    Ok(is_erased)
}

/// Erases likes, follows, bookmarks, blocks and mutes of somebody who is erased; false if there was not the time for all of
/// them. Numbers of others change with them.
pub async fn erase_ties(context: &Context, user: UserId, end: Instant) -> Result<bool, LeavingError> {
    let is_whole = ties::erase(context, user, end).await?;
    ties::drop_cached(context).await;
    Ok(is_whole)
}

/// Everything of a person is gone: nothing is left to do. Not before the person is erased.
pub async fn finish(context: &Context, user: UserId) -> Result<(), LeavingError> {
    context
        .database
        .write(|tx| async move {
            if users::lock(&tx, user).await? == Some(UserStatus::Deleted) {
                departures::delete(&tx, user).await?;
            }
            Ok(())
        })
        .await
}
