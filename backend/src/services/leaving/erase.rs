//! Erasing who has left: everything that is about the person and not of their making, at once or not at all.

use broadsheet_shared::{id::UserId, time::Timestamp, v2::Departure};

use super::LeavingError;
use crate::{
    domain::{
        audit::{Action, Entry},
        user::UserStatus,
    },
    platform::cache::Tag,
    repositories::{
        DatabaseError, Transaction, account_tokens, departures, email_changes, idempotency, invitations, mails,
        personal_tokens, registrations, roles, sessions, suspensions, users,
    },
    services::{Context, audit, ties},
};

/// Who can no longer be kept, the first first; and those with whom a worker broke off.
pub async fn due(context: &Context, limit: u8) -> Result<Vec<(UserId, Departure)>, LeavingError> {
    Ok(departures::list_due(context.database.read(), context.clock.now(), limit).await?)
}

/// Erases the person, unless they have come back to stay. Done already is fine: this is the first step of several. The
/// mails in the folder of `mail.transport = "file"` go first, for afterwards nobody knows the addresses.
pub async fn erase_person(context: &Context, user: UserId) -> Result<(), LeavingError> {
    let now = context.clock.now();
    let addresses = addresses_of(context, user).await?;
    context.mail.forget(&addresses).await?;
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
            erase_rows(&tx, user, addresses, now).await?;
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

/// The addresses that a person has, had or wanted.
async fn addresses_of(context: &Context, user: UserId) -> Result<Vec<String>, DatabaseError> {
    let database = context.database.read();
    let mut addresses = email_changes::list_addresses_of(database, user).await?;
    let present = users::find_contact(database, user).await?.map(|contact| contact.email);
    addresses.extend(present.filter(|address| !address.is_empty()));
    addresses.sort_unstable();
    addresses.dedup();
    Ok(addresses)
}

/// Every row that is about the person. The lines of the audit log stay; they name nobody but an id. What `limit_logs`
/// holds is sealed, and over within the hour.
async fn erase_rows(tx: &Transaction, user: UserId, addresses: &[String], now: Timestamp) -> Result<(), DatabaseError> {
    audit::erase(tx, user).await?;
    account_tokens::delete_of(tx, user).await?;
    mails::delete_of(tx, user).await?;
    email_changes::delete_of(tx, user).await?;
    idempotency::delete_of(tx, user).await?;
    personal_tokens::delete_of(tx, user).await?;
    sessions::delete_of(tx, user).await?;
    // Before the registration, which says by which invitation the person came.
    invitations::erase(tx, user, addresses).await?;
    registrations::delete(tx, user).await?;
    suspensions::delete(tx, user).await?;
    roles::revoke_all(tx, user).await?;
    users::anonymise(tx, user, now).await
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
