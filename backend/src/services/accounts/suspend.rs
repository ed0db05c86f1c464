//! Shutting an account, and opening it again: by staff, or by the clock.

use std::time::Instant;

use broadsheet_shared::{id::UserId, input::NewSuspension, permission::Permission};
use uuid::Uuid;

use super::{
    AccountError,
    create::announce,
    roles::{require_another_admin, require_reach},
    staff,
};
use crate::{
    domain::{
        actor::Actor,
        audit::{Action, Entry},
        job::{Job, NewJob},
        registration::RegistrationState,
        session::EndReason,
        user::{StaffView, Suspension, UserStatus, Who},
    },
    repositories::{self, Transaction, jobs, posts, registrations, sessions, suspensions, users},
    services::{Context, audit, ties},
};

/// Shuts an account: every session of it ends, and its tokens and pages answer as if there were none (SECURITY A6).
pub async fn suspend(
    context: &Context,
    actor: &Actor,
    who: &Who,
    new: &NewSuspension,
) -> Result<StaffView, AccountError> {
    actor.allow(Permission::UsersSuspend)?;
    let now = context.clock.now();
    if new.until.is_some_and(|until| until <= now) {
        return Err(AccountError::PastEnd);
    }
    let suspension = &Suspension { reason: new.reason.to_string(), by: actor.user_id(), since: now, until: new.until };
    let promise = context.ids.next();
    let id = context
        .database
        .write(|tx| async move {
            repositories::roles::lock(&tx).await?;
            let id = staff::hold(&tx, who).await?;
            require_standing(&tx, actor, id).await?;
            require_another_admin(&tx, id).await?;
            shut(context, &tx, id, suspension, promise).await?;
            let suspended = Entry::new(Action::UserSuspended).by(actor).of(id);
            audit::record(context, &tx, suspended).await?;
            Ok::<_, AccountError>(id)
        })
        .await?;
    tell(context, id, promise).await;
    staff::view(context, actor, id).await
}

async fn shut(
    context: &Context,
    tx: &Transaction,
    id: UserId,
    suspension: &Suspension,
    promise: Uuid,
) -> Result<(), AccountError> {
    let now = suspension.since;
    users::lock(tx, id).await?;
    // Who waits to be let in is stored as suspended already, and goes on waiting behind it.
    if users::update_status(tx, id, UserStatus::Active, UserStatus::Suspended, now).await? {
        ties::promise(context, tx, id, promise).await?;
    } else if !registrations::is_waiting(tx, id).await? {
        return Err(AccountError::WrongState("is not in use, so it cannot be suspended"));
    }
    suspensions::insert(tx, id, suspension).await?;
    sessions::end_others(tx, id, None, EndReason::Suspended, now).await?;
    users::index(tx, id).await?;
    if let Some(until) = suspension.until {
        let timer = Job::EndSuspension { user: id };
        jobs::insert(tx, &NewJob::new(context.ids.next(), &timer, until, now)).await?;
    }
    Ok(())
}

/// Opens an account again. Its owner signs in anew; tokens that have not ended work again.
pub async fn unsuspend(context: &Context, actor: &Actor, who: &Who) -> Result<StaffView, AccountError> {
    actor.allow(Permission::UsersSuspend)?;
    let promise = context.ids.next();
    let id = context
        .database
        .write(|tx| async move {
            let id = staff::hold(&tx, who).await?;
            require_standing(&tx, actor, id).await?;
            if !open(context, &tx, actor, id, promise).await? {
                return Err(AccountError::WrongState("is not suspended"));
            }
            Ok(id)
        })
        .await?;
    tell(context, id, promise).await;
    staff::view(context, actor, id).await
}

/// Opens an account whose suspension has come to its end; for a job. False if it was opened before, or is shut for
/// longer by now.
pub async fn end_suspension(context: &Context, id: UserId) -> Result<bool, AccountError> {
    let (now, promise) = (context.clock.now(), context.ids.next());
    let is_open = context
        .database
        .write(|tx| async move {
            let suspension = suspensions::find(&tx, id).await?;
            let is_over = suspension.and_then(|suspension| suspension.until).is_some_and(|until| until <= now);
            if is_over { open(context, &tx, &Actor::System, id, promise).await } else { Ok::<_, AccountError>(false) }
        })
        .await?;
    if is_open {
        tell(context, id, promise).await;
    }
    Ok(is_open)
}

/// Counts the likes and follows of somebody as is right for their status, for a job; false if there was not the time.
pub async fn settle_ties(context: &Context, id: UserId, end: Instant) -> Result<bool, AccountError> {
    let is_whole = ties::settle(context, id, end).await?;
    ties::drop_cached(context).await;
    Ok(is_whole)
}

async fn open(
    context: &Context,
    tx: &Transaction,
    actor: &Actor,
    id: UserId,
    promise: Uuid,
) -> Result<bool, AccountError> {
    let now = context.clock.now();
    users::lock(tx, id).await?;
    // Opening an account lets nobody in who waits, or was refused: that is another decision.
    let is_open = match registrations::find_state(tx, id).await? {
        Some(RegistrationState::Waiting | RegistrationState::Refused) => suspensions::find(tx, id).await?.is_some(),
        _ => {
            let is_open = users::update_status(tx, id, UserStatus::Suspended, UserStatus::Active, now).await?;
            if is_open {
                ties::promise(context, tx, id, promise).await?;
            }
            is_open
        }
    };
    if !is_open {
        return Ok(false);
    }
    suspensions::delete(tx, id).await?;
    users::index(tx, id).await?;
    // Timers that went off while the account was shut found nobody to act for.
    for post in posts::list_overdue(tx, id, now).await? {
        let timer = Job::PublishScheduledPost { post };
        jobs::insert(tx, &NewJob::new(context.ids.next(), &timer, now, now)).await?;
    }
    audit::record(context, tx, Entry::new(Action::UserUnsuspended).by(actor).of(id)).await?;
    Ok(true)
}

/// Staff judge nobody above them, and never themselves (SECURITY B5).
async fn require_standing(tx: &Transaction, actor: &Actor, id: UserId) -> Result<(), AccountError> {
    if actor.is(id) {
        return Err(AccountError::OwnCase);
    }
    let authority = repositories::roles::authority_of(tx, actor).await?;
    require_reach(tx, &authority, id).await
}

async fn tell(context: &Context, id: UserId, promise: Uuid) {
    context.standings.forget_user(id);
    context.settings.forget();
    announce(context, id).await;
    ties::keep(context, id, promise).await;
}
