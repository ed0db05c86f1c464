//! Confirming an address by a mailed link, and asking for that mail again.

use broadsheet_shared::{id::UserId, input::AccountName, time::Timestamp, v2::MailTemplate, value::EmailAddress};

use super::{AccountError, create::announce};
use crate::{
    domain::{
        account_token::{EmailChange, TokenBinding, TokenPurpose},
        audit::{Action, Entry},
        mail::NewMail,
        session::{Device, EndReason, TokenHash},
        user::UserStatus,
    },
    platform::crypto::token_hash,
    repositories::{
        Transaction, account_tokens, account_tokens::TakenToken, email_changes, mails, registrations, sessions, users,
        users::Contact,
    },
    services::{Context, audit, limits},
};

/// Takes the address that the link was mailed to as confirmed: the account's own, or one that takes its place. The link
/// is good for one use.
pub async fn confirm_email(context: &Context, token: &str, device: &Device) -> Result<(), AccountError> {
    let (hash, now) = (&TokenHash::from(token_hash(token)), context.clock.now());
    let confirmed = context.database.write(|tx| async move { follow(context, &tx, hash, device, now).await });
    let user = confirmed.await.map_err(taken)?;
    context.standings.forget_user(user);
    announce(context, user).await;
    Ok(())
}

async fn follow(
    context: &Context,
    tx: &Transaction,
    hash: &TokenHash,
    device: &Device,
    now: Timestamp,
) -> Result<UserId, AccountError> {
    let purposes = [TokenPurpose::ConfirmEmail, TokenPurpose::ChangeEmail];
    let token = account_tokens::take(tx, hash, &purposes, now).await?.ok_or(AccountError::LinkInvalid)?;
    let contact = users::lock_contact(tx, token.user).await?;
    let contact = contact.ok_or(AccountError::LinkInvalid)?;
    // Who waits to be let in can prove their address meanwhile, so that they can be written to.
    if contact.status != UserStatus::Active && !registrations::is_waiting(tx, contact.id).await? {
        return Err(AccountError::LinkInvalid);
    }
    if token.purpose == TokenPurpose::ChangeEmail {
        let change = email_changes::find_open(tx, contact.id).await?.ok_or(AccountError::LinkInvalid)?;
        require_bound(&token, &contact, &change.new_email)?;
        let changed = Entry::new(Action::EmailChanged).by_person(contact.id).at(device);
        move_address(context, tx, &contact, &change, changed).await?;
        return Ok(contact.id);
    }
    require_bound(&token, &contact, &contact.email)?;
    users::confirm_email(tx, contact.id, now).await?;
    account_tokens::delete_of(tx, contact.id).await?;
    let confirmed = Entry::new(Action::EmailConfirmed).by_person(contact.id).at(device);
    audit::record(context, tx, confirmed).await?;
    Ok(contact.id)
}

/// The address that was waiting becomes the account's. Nothing that was mailed before is good any more, and of the
/// sessions only the one that asked goes on: the address is a way in.
pub(super) async fn move_address(
    context: &Context,
    tx: &Transaction,
    contact: &Contact,
    change: &EmailChange,
    changed: Entry,
) -> Result<(), AccountError> {
    let now = context.clock.now();
    let address = EmailAddress::parse(&change.new_email).map_err(|_| AccountError::LinkInvalid)?;
    users::update_email(tx, contact.id, &address, Some(now), now).await?;
    email_changes::confirm(tx, change.id, &contact.email, now).await?;
    account_tokens::delete_of(tx, contact.id).await?;
    sessions::end_others(tx, contact.id, change.session, EndReason::EmailChanged, now).await?;
    let (id, template, user) = (context.ids.next(), MailTemplate::EmailChanged, Some(contact.id));
    mails::insert(tx, &NewMail { id, template, user, cause: Some(change.id), created_at: now }).await?;
    Ok(audit::record(context, tx, changed).await?)
}

/// Refuses a token that was made when the account had another password or address.
pub(super) fn require_bound(token: &TakenToken, contact: &Contact, address: &str) -> Result<(), AccountError> {
    let password_hash = contact.password_hash.clone();
    let binding = TokenBinding { purpose: token.purpose, password_hash, address: address.to_owned() };
    if token.is_bound_to(&binding) { Ok(()) } else { Err(AccountError::LinkInvalid) }
}

/// Mails the link again to an account whose address is not confirmed. Where several claim the address that is named, each
/// gets its own, which says for which username it is: else whoever claimed it last would be confirmed by its owner, who
/// wanted another. Known or not, confirmed or not: the same work and the same answer (SECURITY H2).
pub async fn resend_confirmation(context: &Context, name: &AccountName) -> Result<(), AccountError> {
    let claimants = users::list_unconfirmed(context.database.read(), name.as_str()).await?;
    let address = claimants.first().map_or(name.as_str(), |(_, address)| address.as_str());
    let may_write = limits::may_write_to(context, MailTemplate::ConfirmEmail, address).await?;
    let created_at = context.clock.now();
    let mail =
        |user| NewMail { id: context.ids.next(), template: MailTemplate::ConfirmEmail, user, cause: None, created_at };
    let mut wanted = claimants.iter().filter(|_| may_write).map(|(user, _)| mail(Some(*user)));
    let first = wanted.next().unwrap_or_else(|| mail(None));
    let others: Vec<_> = wanted.collect();
    let others = others.as_slice();
    let resent = context.database.write::<_, AccountError, _, _>(|tx| async move {
        users::hold_claimants(&tx, address).await?;
        Ok(mails::insert_each_capped(&tx, first, others).await?)
    });
    resent.await
}

/// Somebody else was faster: here that is no mistake in a form.
fn taken(error: AccountError) -> AccountError {
    if matches!(error, AccountError::AddressTaken) { AccountError::ConfirmedElsewhere } else { error }
}
