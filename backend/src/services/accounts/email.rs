//! Another address for one's own account.

use broadsheet_shared::{input::EmailChange, permission::Permission, v2::MailTemplate, value::EmailAddress};
use uuid::Uuid;

use super::{
    AccountError, DoorError,
    password::{held, prove},
};
use crate::{
    domain::{
        account_token::{self, TokenPurpose},
        actor::Actor,
        audit::{Action, Entry},
        mail::NewMail,
        registration::RegistrationRules,
    },
    repositories::{Transaction, account_tokens, email_changes, invitations, mails, users, users::Contact},
    services::{Context, audit, limits},
};

/// Mails a link to the new address; following it makes the change. An address that was never confirmed has nothing to
/// lose and is replaced at once. If another account has confirmed the new address, its owner gets a mail in place of the
/// link, and the answer is the same (SECURITY H2).
pub async fn change_email(context: &Context, actor: &Actor, change: EmailChange) -> Result<(), AccountError> {
    let (person, now) = (actor.signed_in()?, context.clock.now());
    let proof = &prove(context, actor, change.current_password).await?;
    let settings = context.settings.read(&context.database).await?;
    let rules = &settings.registration;
    let (email, canonical) = (&change.email, &change.email.canonical());
    let judge = async |tx: &Transaction| {
        let contact = held(proof.hold(context, tx, person).await)?;
        let holder = users::find_holder(tx, canonical).await?;
        if holder == Some(person.id) {
            return Err(AccountError::SameAddress);
        }
        require_taken(tx, actor, &contact, rules, email).await?;
        Ok((contact, holder))
    };
    let judge = &judge;
    // What is refused openly costs the address none of its mails.
    context.database.write(|tx| async move { judge(&tx).await.map(drop) }).await?;
    // Counted for the address that was typed, before anybody knows whether it is somebody's.
    let may_write = limits::may_write_to(context, MailTemplate::ConfirmEmail, canonical).await?;
    let (change_id, mail_id) = (context.ids.next::<Uuid>(), context.ids.next());
    context
        .database
        .write(|tx| async move {
            let (contact, holder) = judge(&tx).await?;
            let cause = contact.is_confirmed.then_some(change_id);
            if contact.is_confirmed {
                let wanted = account_token::EmailChange {
                    id: change_id,
                    user: person.id,
                    session: person.session,
                    new_email: email.as_str().to_owned(),
                    old_email: None,
                    requested_at: now,
                };
                email_changes::replace(&tx, &wanted).await?;
            } else {
                users::update_email(&tx, person.id, email, None, now).await?;
                account_tokens::delete_of(&tx, person.id).await?;
                mails::withdraw(&tx, person.id, MailTemplate::ConfirmEmail).await?;
            }
            let mail = match holder {
                Some(owner) => (MailTemplate::AddressTaken, owner, None),
                None => (MailTemplate::ConfirmEmail, person.id, cause),
            };
            let (template, user, cause) = mail;
            let user = Some(user).filter(|_| may_write);
            let mail = NewMail { id: mail_id, template, user, cause, created_at: now };
            mails::insert_capped(&tx, mail).await?;
            Ok(audit::record(context, &tx, Entry::new(Action::EmailChangeAsked).by(actor)).await?)
        })
        .await
}

/// Takes back the change that waits, if one does: the present address stays, and the mailed link opens nothing.
pub async fn cancel_email_change(context: &Context, actor: &Actor) -> Result<(), AccountError> {
    let person = actor.signed_in()?;
    context
        .database
        .write(|tx| async move {
            // In the order in which following the link takes them: of the two, one waits and comes too late.
            account_tokens::delete_of_purpose(&tx, person.id, TokenPurpose::ChangeEmail).await?;
            users::lock_contact(&tx, person.id).await?;
            if email_changes::find_open(&tx, person.id).await?.is_none() {
                return Ok(());
            }
            email_changes::delete_open(&tx, person.id).await?;
            Ok(audit::record(context, &tx, Entry::new(Action::EmailChangeCancelled).by(actor)).await?)
        })
        .await
}

/// What the door asks of an address holds for the next one too, or one address would be the way in for all others. Who
/// was invited at an address confirms that one first. The site's domains bind those who came in by them: not whom staff
/// have invited, nor who has an address elsewhere already, by staff or from before the rule; and staff themselves.
async fn require_taken(
    tx: &Transaction,
    actor: &Actor,
    contact: &Contact,
    rules: &RegistrationRules,
    wanted: &EmailAddress,
) -> Result<(), AccountError> {
    let invitation = invitations::find_of(tx, contact.id).await?;
    if !contact.is_confirmed && invitation.as_ref().is_some_and(|invitation| invitation.email.is_some()) {
        return Err(DoorError::InvitedAddressFirst.into());
    }
    let present = EmailAddress::parse(&contact.email);
    let is_bound = present.is_ok_and(|present| rules.takes_domain(&present.domain()));
    let is_free = invitation.is_some() || !is_bound || actor.may(Permission::UsersManage);
    if is_free || rules.takes_domain(&wanted.domain()) {
        return Ok(());
    }
    Err(DoorError::DomainNotAllowed(rules.allowed_domains.clone()).into())
}
