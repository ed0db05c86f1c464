//! Erasing who has left: everything that is about the person and not of their making, at once or not at all.

use broadsheet_shared::{id::UserId, time::Timestamp, v2::Departure};

use super::LeavingError;
use crate::{
    domain::{
        audit::{Action, Entry},
        user::UserStatus,
    },
    platform::cache::Tag,
    repositories::{DatabaseError, departures, users},
    services::{Context, audit, ties},
};

/// Who can no longer be kept, the first first, from after this one on; and those with whom a worker broke off.
pub async fn due(
    context: &Context,
    after: Option<(Timestamp, UserId)>,
    limit: u8,
) -> Result<Vec<(UserId, Departure)>, LeavingError> {
    Ok(departures::list_due(context.database.read(), context.clock.now(), after, limit).await?)
}

/// Erases the person, unless they have come back to stay. Done already is fine: this is the first step of several. The
/// mails in the folder of `mail.transport = "file"` go first, for afterwards nobody knows the addresses.
pub async fn erase_person(context: &Context, user: UserId) -> Result<(), LeavingError> {
    let now = context.clock.now();
    let addresses = users::list_addresses_of(context.database.read(), user).await?;
    context.mail.forget(&[user], &addresses).await?;
    let addresses = &addresses;
    let is_erased = context
        .database
        .write(|tx| async move {
            let status = users::lock(&tx, user).await?;
            let is_due = departures::find(&tx, user).await?.is_some_and(|departure| departure.erase_at <= now);
            let Some(status) = status.filter(|status| is_due && *status != UserStatus::Deleted) else {
                return Ok::<_, DatabaseError>(false);
            };
            ties::erase(&tx, user, status).await?;
            users::erase(&tx, user, addresses, now).await?;
            audit::record(context, &tx, Entry::new(Action::UserErased).of(user)).await?;
            Ok(true)
        })
        .await?;
    if is_erased {
        context.standings.forget_user(user);
        context.settings.forget();
        context.cache.drop_tags(&[Tag::Users, Tag::user(user), Tag::Search]).await;
        ties::drop_cached(context).await;
    }
    Ok(())
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
