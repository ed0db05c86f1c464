//! Registration: anybody makes an account for themselves, as far as the site's owner wants that.

use broadsheet_shared::{id::UserId, input::Application, v2::MailTemplate};

use super::{
    AccountError, DoorError,
    create::{announce, insert},
    door::{self, Admission},
};
use crate::{
    domain::{
        mail::NewMail,
        registration::{NewRegistration, RegistrationState},
        role::fit_for_newcomers,
        stream::{Happening, Stream},
        user::UserStatus,
    },
    repositories::{self, DatabaseError, Transaction, mails, roles, usernames, users},
    services::{
        Context, limits,
        passwords::{Whose, check_new_password},
    },
};

/// What became of a registration. It depends on the site's mode alone, never on the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Registered {
    /// The account can be used.
    Admitted,
    /// It can be used once staff have let it in.
    Waiting,
}

/// Makes an account with the site's default role, and one mail: to confirm the address, or, if another account has
/// confirmed it, to tell that account's owner. Neither answer nor time tells which (SECURITY H2).
pub async fn register(context: &Context, application: Application) -> Result<Registered, AccountError> {
    let settings = context.settings.read(&context.database).await?;
    let rules = &settings.registration;
    let admission = door::pass(context, rules, &application).await?;
    let registered = match admission.state {
        RegistrationState::Waiting => Registered::Waiting,
        _ => Registered::Admitted,
    };
    if !application.trap.is_empty() {
        // A program that fills in every field goes away content, and nothing was made.
        tracing::info!("a registration filled in the field that people do not see; no account was made");
        return Ok(registered);
    }
    check_new_password(context, &application.account.password, &Whose::from(&application.account)).await?;
    let password_hash = context.passwords.hash(application.account.password.expose().to_owned()).await?;
    // A name that is taken is said openly, so it must not cost the address one of its mails.
    let name = &application.account.username;
    context.database.write(|tx| async move { usernames::claim(&tx, name, None).await }).await?;
    let address = application.account.email.canonical();
    let may_write = limits::may_write_to(context, MailTemplate::ConfirmEmail, &address).await?;
    let (application, admission, password_hash) = (&application, &admission, password_hash.as_str());
    let role = rules.default_role.as_str();
    let id = context
        .database
        .write(|transaction| async move {
            let user = admit(context, &transaction, application, admission, (role, password_hash)).await?;
            write_to(context, &transaction, user, application, may_write).await?;
            Ok::<_, AccountError>(user)
        })
        .await?;
    announce(context, id).await;
    Ok(registered)
}

/// Stores the account and how it came to be, and uses the invitation up.
async fn admit(
    context: &Context,
    transaction: &Transaction,
    application: &Application,
    admission: &Admission,
    (role, password_hash): (&str, &str),
) -> Result<UserId, AccountError> {
    let now = context.clock.now();
    if let Some(invitation) = &admission.invitation
        && !repositories::invitations::use_up(transaction, invitation.id, now).await?
    {
        return Err(DoorError::InvitationInvalid.into());
    }
    let is_waiting = admission.state == RegistrationState::Waiting;
    let found = roles::find_whole(transaction, role).await?;
    fit_for_newcomers(role, found)?;
    // Who waits is stored like somebody shut out: nothing that asks for accounts in use finds them.
    let status = if is_waiting { UserStatus::Suspended } else { UserStatus::Active };
    let user_id = insert(context, transaction, &application.account, (role, status, false), password_hash).await?;
    let registration = NewRegistration {
        user_id,
        state: admission.state,
        note: application.note.as_str(),
        invitation_id: admission.invitation.as_ref().map(|invitation| invitation.id),
        terms_version: admission.terms_version.as_deref(),
        created_at: now,
    };
    repositories::registrations::insert(transaction, &registration).await?;
    if is_waiting {
        repositories::streams::append(transaction, Stream::Registrations, Happening::QueueChanged {}, now).await?;
    }
    Ok(user_id)
}

/// Puts the one mail into the outbox.
async fn write_to(
    context: &Context,
    transaction: &Transaction,
    user: UserId,
    application: &Application,
    may_write: bool,
) -> Result<(), DatabaseError> {
    let address = application.account.email.canonical();
    let (template, user) = match users::find_holder(transaction, &address).await? {
        Some(owner) => (MailTemplate::AddressTaken, owner),
        None => (MailTemplate::ConfirmEmail, user),
    };
    let (id, created_at) = (context.ids.next(), context.clock.now());
    let user = Some(user).filter(|_| may_write);
    mails::insert_capped(transaction, NewMail { id, template, user, cause: None, created_at }).await
}
