//! Passwords: forgetting one, choosing another by a mailed link, changing the one that is known.

use broadsheet_shared::{
    id::{SessionId, UserId},
    input::{AccountName, PasswordChange, PresentedPassword},
    permission::Permission,
    v2::MailTemplate,
    value::Password,
};

use super::{AccountError, confirm::require_bound, roles::require_reach, staff};
use crate::{
    domain::{
        account_token::TokenPurpose,
        actor::Actor,
        audit::{Action, Entry},
        mail::NewMail,
        session::{Device, EndReason, TokenHash},
        user::{UserStatus, Who},
    },
    platform::crypto::token_hash,
    repositories::{self, Transaction, account_tokens, email_changes, mails, sessions, users},
    services::{
        Context, audit, limits,
        passwords::{Whose, check_new_password},
        proof::{self, Proof, ProofError},
    },
};

/// Mails a link that leads to a new password, to the account's own address whatever was typed (SECURITY A10). Known or
/// not: the same work and the same answer (H2).
pub async fn forgot_password(context: &Context, name: &AccountName) -> Result<(), AccountError> {
    let (user, address) = users::find_confirmed(context.database.read(), name.as_str()).await?.unzip();
    let address = address.as_deref().unwrap_or(name.as_str());
    let may_write = limits::may_write_to(context, MailTemplate::ResetPassword, address).await?;
    let user = user.filter(|_| may_write);
    let (id, created_at) = (context.ids.next(), context.clock.now());
    let mail = NewMail { id, template: MailTemplate::ResetPassword, user, cause: None, created_at };
    context.database.write(|tx| async move { Ok(mails::insert_capped(&tx, mail).await?) }).await
}

/// Sets a new password by a mailed link, which is good for one use, and ends every session of the account.
pub async fn reset_password(
    context: &Context,
    token: &str,
    password: &Password,
    device: &Device,
) -> Result<(), AccountError> {
    let (hash, now) = (&TokenHash::from(token_hash(token)), context.clock.now());
    // Looked at before the costly hash, so that strangers cannot keep the processors busy; decided inside.
    let user = account_tokens::find_user(context.database.read(), hash, TokenPurpose::ResetPassword, now).await?;
    let fresh = &hashed(context, user.ok_or(AccountError::LinkInvalid)?, password).await?;
    let user = context
        .database
        .write(|tx| async move {
            let token = account_tokens::take(&tx, hash, &[TokenPurpose::ResetPassword], now).await?;
            let token = token.ok_or(AccountError::LinkInvalid)?;
            let contact = users::lock_contact(&tx, token.user).await?;
            let contact = contact.filter(|contact| contact.status == UserStatus::Active && contact.is_confirmed);
            let contact = contact.ok_or(AccountError::LinkInvalid)?;
            require_bound(&token, &contact, &contact.email)?;
            replace(context, &tx, contact.id, fresh, (None, EndReason::PasswordReset)).await?;
            let reset = Entry::new(Action::PasswordReset).by_person(contact.id).at(device);
            audit::record(context, &tx, reset).await?;
            Ok::<_, AccountError>(contact.id)
        })
        .await?;
    context.standings.forget_user(user);
    Ok(())
}

/// Changes the password of the person who acts, and ends all their sessions but the one that acts.
pub async fn change_password(context: &Context, actor: &Actor, change: PasswordChange) -> Result<(), AccountError> {
    let person = actor.signed_in()?;
    let proof = prove(context, actor, change.current_password).await?;
    let fresh = hashed(context, person.id, &change.password).await?;
    put_in_place(context, actor, &proof, &fresh).await
}

/// Stores the password that the person who acts has chosen, while their proof holds.
async fn put_in_place(context: &Context, actor: &Actor, proof: &Proof, fresh: &str) -> Result<(), AccountError> {
    let person = actor.signed_in()?;
    context
        .database
        .write(|tx| async move {
            held(proof.hold(context, &tx, person).await)?;
            replace(context, &tx, person.id, fresh, (person.session, EndReason::PasswordChanged)).await?;
            Ok::<_, AccountError>(audit::record(context, &tx, Entry::new(Action::PasswordChanged).by(actor)).await?)
        })
        .await?;
    context.standings.forget_user(person.id);
    Ok(())
}

/// Sets an account's password: for staff and the command line, where no mail can do it. Ends every session.
pub async fn set_password(
    context: &Context,
    actor: &Actor,
    username: &str,
    password: &Password,
) -> Result<UserId, AccountError> {
    actor.allow(Permission::UsersManage)?;
    let who = &Who::parse(username);
    let meant = staff::find(context.database.read(), who).await?;
    let fresh = &hashed(context, meant, password).await?;
    let user = context
        .database
        .write(|tx| async move {
            let user = staff::hold(&tx, &Who::Id(meant)).await?;
            let authority = repositories::roles::authority_of(&tx, actor).await?;
            require_reach(&tx, &authority, user).await?;
            replace(context, &tx, user, fresh, (None, EndReason::PasswordReset)).await?;
            audit::record(context, &tx, Entry::new(Action::PasswordReset).by(actor).of(user)).await?;
            Ok::<_, AccountError>(user)
        })
        .await?;
    context.standings.forget_user(user);
    Ok(user)
}

/// Checks that the person who acts knows their password. Here a recent sign-in does not do: whoever finds a browser open
/// must not be able to keep the account.
pub(super) async fn prove(
    context: &Context,
    actor: &Actor,
    password: PresentedPassword,
) -> Result<Proof, AccountError> {
    held(proof::require(context, actor, Some(password)).await)
}

/// A wrong password is said at the field where it stands in these forms.
pub(super) fn held<T>(proven: Result<T, ProofError>) -> Result<T, AccountError> {
    proven.map_err(|error| match error {
        ProofError::Wrong => AccountError::WrongPassword,
        other => AccountError::Proof(other),
    })
}

/// The hash of a password that may be this account's.
async fn hashed(context: &Context, user: UserId, password: &Password) -> Result<String, AccountError> {
    let contact = users::find_contact(context.database.read(), user).await?.ok_or(AccountError::NotFound)?;
    check_new_password(context, password, &Whose::from(&contact)).await?;
    Ok(context.passwords.hash(password.expose().to_owned()).await?)
}

/// Stores a new hash. Nothing that was mailed before is good any more, sessions end, and the owner hears of it.
async fn replace(
    context: &Context,
    tx: &Transaction,
    user: UserId,
    hash: &str,
    (keep, reason): (Option<SessionId>, EndReason),
) -> Result<(), AccountError> {
    let now = context.clock.now();
    users::update_password_hash(tx, user, hash).await?;
    account_tokens::delete_of(tx, user).await?;
    // Nor is an address that was asked for under the old password: its mail may still wait to be sent.
    email_changes::delete_open(tx, user).await?;
    sessions::end_others(tx, user, keep, reason, now).await?;
    let (id, template) = (context.ids.next(), MailTemplate::PasswordChanged);
    mails::insert(tx, &NewMail { id, template, user: Some(user), cause: None, created_at: now }).await?;
    Ok(())
}

#[cfg(test)]
mod tests;
