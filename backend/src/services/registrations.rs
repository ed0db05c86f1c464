//! Who waits to be let in, and the decision about them.

use broadsheet_shared::{
    id::UserId,
    permission::Permission,
    problem::Code,
    v2::MailTemplate,
    value::{EmailAddress, canonical_name},
};

use super::{Context, ServiceError, audit, database_code, refusal_code};
use crate::{
    domain::{
        actor::{Actor, Refusal},
        audit::{Action, Entry},
        mail::NewMail,
        page::{Page, Part},
        registration::{RegistrationState, Waiting, WaitingKey},
        stream::{Happening, Stream},
    },
    platform::cache::Tag,
    repositories::{DatabaseError, Transaction, invitations, mails, registrations, streams, users},
};

/// How long a refusal is remembered, so that the person can read it; and an invitation that is over.
const KEPT_SECS: i64 = 30 * 24 * 60 * 60;

/// How many are forgotten in one run of the job; the others wait for the next.
const AT_ONCE: u16 = 500;

/// Why nothing was decided.
#[derive(Debug, thiserror::Error)]
pub enum RegistrationError {
    /// Nobody of this name waits.
    #[error("Nobody of this name waits to be let in; perhaps somebody has decided already.")]
    NotFound,
    /// Files of mails could not be removed.
    #[error("mails in the folder could not be removed: {0}")]
    Mails(#[from] std::io::Error),
    /// Not allowed.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The database.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl ServiceError for RegistrationError {
    fn code(&self) -> Code {
        match self {
            Self::NotFound => Code::RegistrationNotFound,
            Self::Mails(_) => Code::Internal,
            Self::Refused(refusal) => refusal_code(refusal),
            Self::Database(database) => database_code(database),
        }
    }
}

/// Who waits, the longest first. Addresses are for those who may read them.
pub async fn waiting(
    context: &Context,
    actor: &Actor,
    part: &Part<WaitingKey>,
) -> Result<Page<Waiting, WaitingKey>, RegistrationError> {
    actor.require(Permission::UsersManage)?;
    let database = context.database.read();
    let mut page = part.page(registrations::list_waiting(database, part.after, part.rows()).await?, Waiting::key);
    if part.counts {
        page.total = Some(registrations::count_waiting(database).await?);
    }
    if !actor.may(Permission::UsersReadPrivate) {
        page.items.iter_mut().for_each(|waiting| waiting.email.clear());
    }
    Ok(page)
}

/// Lets somebody in: from now on the account can be used and seen.
pub async fn approve(context: &Context, actor: &Actor, username: &str) -> Result<(), RegistrationError> {
    let user = decide(context, actor, username, RegistrationState::Admitted).await?;
    context.standings.forget_user(user);
    context.cache.drop_tags(&[Tag::Users, Tag::user(user), Tag::Search]).await;
    Ok(())
}

/// Decides against somebody. They are told when they sign in; a month later name and address are forgotten.
pub async fn refuse(context: &Context, actor: &Actor, username: &str) -> Result<(), RegistrationError> {
    decide(context, actor, username, RegistrationState::Refused).await?;
    Ok(())
}

async fn decide(
    context: &Context,
    actor: &Actor,
    username: &str,
    state: RegistrationState,
) -> Result<UserId, RegistrationError> {
    let by = actor.require(Permission::UsersManage)?.id;
    let (name, now) = (&canonical_name(username), context.clock.now());
    context
        .database
        .write(|transaction| async move {
            let user = users::find_by_username(&transaction, name).await?.ok_or(RegistrationError::NotFound)?.card.id;
            users::lock(&transaction, user).await?;
            if !registrations::decide(&transaction, user, state, Some(by), now).await? {
                return Err(RegistrationError::NotFound);
            }
            tell(context, &transaction, user, state).await?;
            streams::append(&transaction, Stream::Registrations, Happening::QueueChanged {}, now).await?;
            users::index(&transaction, user).await?;
            let action = match state {
                RegistrationState::Admitted => Action::RegistrationApproved,
                _ => Action::RegistrationRefused,
            };
            audit::record(context, &transaction, Entry::new(action).by(actor).of(user)).await?;
            Ok(user)
        })
        .await
}

/// Writes to who waited. The decision goes to an address that is known to be theirs; who is let in and has not proved
/// theirs is asked for it once more, unless it is another's by now.
async fn tell(
    context: &Context,
    transaction: &Transaction,
    user: UserId,
    state: RegistrationState,
) -> Result<(), DatabaseError> {
    let Some(contact) = users::find_contact(transaction, user).await? else { return Ok(()) };
    let (id, created_at) = (context.ids.next(), context.clock.now());
    let mail = |template| NewMail { id, template, user: Some(user), cause: None, created_at };
    match (state, contact.is_confirmed) {
        (RegistrationState::Admitted, true) => {
            mails::insert(transaction, &mail(MailTemplate::RegistrationApproved)).await
        }
        (RegistrationState::Admitted, false) => {
            let address = EmailAddress::parse(&contact.email).map(|email| email.canonical()).unwrap_or_default();
            if users::find_holder(transaction, &address).await?.is_some() {
                return Ok(());
            }
            mails::insert_capped(transaction, mail(MailTemplate::ConfirmEmail)).await
        }
        (_, true) => mails::insert(transaction, &mail(MailTemplate::RegistrationRefused)).await,
        (_, false) => Ok(()),
    }
}

/// Forgets who was refused, and invitations that are over, after a month; for a job. Says how many. As with who leaves,
/// the mails in the folder of `mail.transport = "file"` go first, for afterwards nobody knows the addresses.
pub async fn purge(context: &Context) -> Result<u64, RegistrationError> {
    let (database, now) = (context.database.read(), context.clock.now());
    let before = now.plus_secs(-KEPT_SECS);
    let mut refused = Vec::new();
    for user in registrations::list_refused(database, before, AT_ONCE).await? {
        refused.push((user, users::list_addresses_of(database, user).await?));
    }
    let addresses: Vec<String> = refused.iter().flat_map(|(_, addresses)| addresses).cloned().collect();
    let accounts: Vec<UserId> = refused.iter().map(|(user, _)| *user).collect();
    context.mail.forget(&accounts, &addresses).await?;
    let refused = &refused;
    let forgotten = context.database.write::<_, DatabaseError, _, _>(|transaction| async move {
        for (user, addresses) in refused {
            users::lock(&transaction, *user).await?;
            users::erase(&transaction, *user, addresses, now).await?;
        }
        Ok(refused.len() as u64 + invitations::delete_over(&transaction, before).await?)
    });
    Ok(forgotten.await?)
}
