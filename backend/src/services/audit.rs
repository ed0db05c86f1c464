//! The audit log: who did what to what. Lines are written in the transaction of the deed, so neither is there without
//! the other, and nobody changes them afterwards.
//!
//! Any service records its own deeds: `audit::record(context, &tx, Entry::new(action).by(actor).about(id)).await?`.
//! Pattern: append-only log beside the state, with what identifies people kept apart and for a time.

use broadsheet_shared::{
    id::{AuditEntryId, UserId},
    permission::Permission,
    problem::Code,
};

use super::{Context, ServiceError, database_code, refusal_code};
use crate::{
    domain::{
        actor::{Actor, Refusal},
        audit::{Action, AuditFilter, Entry, StoredEntry},
        page::{Page, Part},
        user::Who,
    },
    repositories::{self, DatabaseError, Transaction},
};

/// How long it is kept from where something was done.
const ORIGINS_KEPT_SECS: i64 = 90 * 86_400;

/// Why the log cannot be read.
#[derive(Debug, Clone, thiserror::Error)]
pub enum AuditError {
    /// The actor may not.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl ServiceError for AuditError {
    fn code(&self) -> Code {
        match self {
            Self::Refused(refusal) => refusal_code(refusal),
            Self::Database(error) => database_code(error),
        }
    }
}

/// Writes a line, in the transaction of what it tells.
pub async fn record(context: &Context, transaction: &Transaction, entry: Entry) -> Result<(), DatabaseError> {
    let id = context.ids.next::<AuditEntryId>();
    repositories::audit::insert(transaction, id, &entry, context.clock.now()).await
}

/// The same under an id that the caller has, for a mail that is to say what the line says.
pub async fn record_as(
    context: &Context,
    transaction: &Transaction,
    id: AuditEntryId,
    entry: &Entry,
) -> Result<(), DatabaseError> {
    repositories::audit::insert(transaction, id, entry, context.clock.now()).await
}

/// Writes a line about something that changed nothing, in a transaction of its own.
pub async fn note(context: &Context, entry: Entry) -> Result<(), DatabaseError> {
    let entry = &entry;
    context.database.write(|tx| async move { record(context, &tx, entry.clone()).await }).await
}

/// The filter for people who are meant by name or id; `None` if there is no such person, and so no line.
pub async fn filter(
    context: &Context,
    actor: &Actor,
    by: Option<&Who>,
    involving: Option<&Who>,
    action: Option<Action>,
) -> Result<Option<AuditFilter>, AuditError> {
    actor.allow(Permission::AuditRead)?;
    let mut filter = AuditFilter { action, ..AuditFilter::default() };
    for (who, wanted) in [(by, &mut filter.actor), (involving, &mut filter.involving)] {
        if let Some(who) = who {
            let Some(user) = repositories::users::find_who(context.database.read(), who).await? else {
                return Ok(None);
            };
            *wanted = Some(user.card.id);
        }
    }
    Ok(Some(filter))
}

/// The whole log, newest first, filtered. From where things were done, only those learn who may see what is private.
pub async fn entries(
    context: &Context,
    actor: &Actor,
    filter: &AuditFilter,
    part: &Part<AuditEntryId>,
) -> Result<Page<StoredEntry, AuditEntryId>, AuditError> {
    let person = actor.require(Permission::AuditRead)?;
    let mut page = page(context, filter, part).await?;
    if !person.may(Permission::UsersReadPrivate) {
        page.items.iter_mut().for_each(|entry| entry.origin = None);
    }
    Ok(page)
}

/// What a person did, and what was done to them or to their things. Who else did it, and from where, stays untold;
/// only attempts on the account say where they came from.
pub async fn own_entries(
    context: &Context,
    actor: &Actor,
    part: &Part<AuditEntryId>,
) -> Result<Page<StoredEntry, AuditEntryId>, AuditError> {
    let me = actor.signed_in()?.id;
    let filter = AuditFilter { involving: Some(me), ..AuditFilter::default() };
    let mut page = page(context, &filter, part).await?;
    for entry in &mut page.items {
        if !is_own(entry, me) && !is_attempt(&entry.action) {
            entry.origin = None;
        }
    }
    Ok(page)
}

/// True if the person did it themselves.
pub fn is_own(entry: &StoredEntry, person: UserId) -> bool {
    entry.actor.as_ref().is_some_and(|actor| actor.id == person)
}

fn is_attempt(action: &str) -> bool {
    [Action::SignInFailed, Action::SecondFactorAsked, Action::SecondFactorFailed, Action::TokenReplayed]
        .iter()
        .any(|attempt| attempt.as_str() == action)
}

async fn page(
    context: &Context,
    filter: &AuditFilter,
    part: &Part<AuditEntryId>,
) -> Result<Page<StoredEntry, AuditEntryId>, DatabaseError> {
    let database = context.database.read();
    let rows = repositories::audit::list(database, filter, part.after, part.rows()).await?;
    let mut page = part.page(rows, |entry| entry.id);
    if part.counts {
        page.total = Some(repositories::audit::count(database, filter).await?);
    }
    Ok(page)
}

/// Forgets from where things were done more than 90 days ago; for a job. Says how many.
pub async fn purge_origins(context: &Context) -> Result<u64, AuditError> {
    let before = context.clock.now().plus_secs(-ORIGINS_KEPT_SECS);
    context.database.write(|tx| async move { Ok(repositories::audit::delete_origins_before(&tx, before).await?) }).await
}

#[cfg(test)]
mod tests;
