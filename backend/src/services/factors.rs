//! A person's own second factors: authenticator app, passkeys, recovery codes; adding and removing them. And taking them
//! away from who has lost them.
//!
//! What changes them needs proof anew. The first one ends every other session, for none of those has given it; ten
//! recovery codes come with it. The last one stays while a role demands it. The owner hears of each change by mail.

mod error;
mod passkeys;
mod recovery;
mod reset;
mod totp;

use broadsheet_shared::{
    id::{AuditEntryId, UserId},
    v2::MailTemplate,
};

pub use error::FactorsError;
pub use passkeys::{
    begin_proof, begin_registration, list as list_passkeys, register, remove as remove_passkey, rename,
};
pub use recovery::{renew as renew_recovery_codes, status as recovery_code_status};
pub use reset::{purge, reset, reset_of};
pub use totp::{NewTotp, begin as begin_totp, confirm as confirm_totp, remove as remove_totp, since as totp_since};

use super::{Context, audit};
use crate::{
    domain::{
        actor::{Access, Actor, Person, Refusal},
        audit::Entry,
        mail::NewMail,
        session::EndReason,
    },
    platform::crypto::Token,
    repositories::{self, DatabaseError, Transaction},
};

/// A ceremony of a signed-in person that begins.
#[derive(Debug)]
pub struct Ceremony {
    /// Names it; for the memory of the page.
    pub token: Token,
    /// What a browser hands to its authenticator: JSON.
    pub options: String,
}

fn by_session(actor: &Actor) -> Result<&Person, Refusal> {
    let person = actor.signed_in()?;
    person.enter(Access::Session)?;
    Ok(person)
}

/// Writes a change down and has it told to the account's owner.
async fn record(context: &Context, tx: &Transaction, user: UserId, entry: Entry) -> Result<(), DatabaseError> {
    let cause = context.ids.next::<AuditEntryId>();
    audit::record_as(context, tx, cause, &entry).await?;
    let mail = NewMail {
        id: context.ids.next(),
        template: MailTemplate::SecondFactorChanged,
        user: Some(user),
        cause: Some(cause.0),
        created_at: context.clock.now(),
    };
    repositories::mails::insert(tx, &mail).await
}

/// What comes with a factor that is added, to be called while the account is held and before the factor is stored: with
/// the first one, every other session ends. Codes are made where none are left; they are shown once.
async fn welcome(context: &Context, tx: &Transaction, person: &Person) -> Result<Vec<String>, DatabaseError> {
    let found = repositories::factors::find(tx, person.id).await?;
    if !found.is_on() {
        let reason = EndReason::FactorAdded;
        repositories::sessions::end_others(tx, person.id, person.session, reason, context.clock.now()).await?;
    }
    if found.is_on() && found.recovery_codes_left > 0 {
        Ok(Vec::new())
    } else {
        recovery::make(context, tx, person.id).await
    }
}

/// What goes with a factor that was removed, afterwards: without any, recovery codes open nothing, and go. The last one
/// stays while a role demands it.
async fn part_with(tx: &Transaction, user: UserId) -> Result<(), FactorsError> {
    if repositories::factors::find(tx, user).await?.is_on() {
        return Ok(());
    }
    if repositories::factors::is_required(tx, user).await? {
        return Err(FactorsError::Last);
    }
    Ok(repositories::recovery_codes::delete_of(tx, user).await?)
}
