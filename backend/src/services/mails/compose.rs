//! From a row of the outbox to a mail: whom it goes to today, what it says, and the token that it carries, made here and
//! nowhere else.

use broadsheet_shared::{
    id::{AuditEntryId, InvitationId, SessionId, UserId},
    v2::MailTemplate,
};

use super::{
    MailsError, dress,
    letters::{self, Letter, Person},
    notices,
};
use crate::{
    domain::{
        account_token::{TokenBinding, TokenPurpose},
        mail::ClaimedMail,
        registration::RegistrationState,
        session::{Session, TokenHash},
        user::UserStatus,
    },
    platform::{crypto::Token, invitation_tokens, mail::OutgoingMail},
    repositories::{
        account_tokens, audit, departures, email_changes, invitations, registrations, sessions, users, users::Contact,
    },
    services::Context,
};

/// A letter and the one address that it goes to.
type Addressed = (String, Letter);

/// The mail as it goes out now; `None` if there is no need for it any more.
pub(super) async fn compose(context: &Context, mail: &ClaimedMail) -> Result<Option<OutgoingMail>, MailsError> {
    let addressed = match (mail.template, mail.user) {
        (MailTemplate::Invitation, _) => invitation(context, mail).await?,
        (_, Some(user)) => to_account(context, mail, user).await?,
        (_, None) => None,
    };
    let Some((to, letter)) = addressed else { return Ok(None) };
    let site = context.settings.read(&context.database).await?;
    let home = context.config.site.address("/");
    let dressed = dress::Site { name: &site.name, address: &home };
    Ok(Some(OutgoingMail {
        id: mail.id,
        at: context.clock.now(),
        to,
        whose: mail.user,
        unsubscribe: letter.unsubscribe.clone(),
        subject: letter.subject(&site.name),
        text: dress::text(&letter, &dressed),
        html: dress::html(&letter, &dressed),
    }))
}

async fn to_account(context: &Context, mail: &ClaimedMail, user: UserId) -> Result<Option<Addressed>, MailsError> {
    let database = context.database.read();
    let Some(contact) = users::find_contact(database, user).await? else { return Ok(None) };
    // Who is not let in yet hears of their address and of the decision, and of nothing else.
    let may_read = match (contact.status, mail.template) {
        (UserStatus::Active, _) => true,
        (UserStatus::Suspended, MailTemplate::ConfirmEmail) => registrations::is_waiting(database, user).await?,
        (UserStatus::Suspended, MailTemplate::RegistrationRefused) => {
            registrations::find_state(database, user).await? == Some(RegistrationState::Refused)
        }
        _ => false,
    };
    if may_read { address(context, mail, &contact).await } else { Ok(None) }
}

async fn address(context: &Context, mail: &ClaimedMail, contact: &Contact) -> Result<Option<Addressed>, MailsError> {
    let person = Person { name: &contact.display_name, username: &contact.username };
    let link = |path: &str| context.config.site.address(path);
    // News of an account goes to an address that is known to be its owner's, and to no other.
    let to_owner = |letter: Letter| contact.is_confirmed.then(|| (contact.email.clone(), letter));
    Ok(match mail.template {
        MailTemplate::ConfirmEmail => confirm_email(context, mail, contact, &person).await?,
        MailTemplate::ResetPassword if contact.is_confirmed => {
            let token = mint(context, mail, contact, TokenPurpose::ResetPassword, &contact.email).await?;
            to_owner(letters::reset_password(&person, link(&format!("/reset#token={}", token.as_str()))))
        }
        MailTemplate::ResetPassword => None,
        MailTemplate::PasswordChanged => to_owner(letters::password_changed(&person, link("/forgot"))),
        MailTemplate::AddressTaken => to_owner(letters::address_taken(&person, link("/login"), link("/forgot"))),
        MailTemplate::AccountLocked => to_owner(letters::account_locked(&person, link("/forgot"))),
        MailTemplate::NewSignIn => session(context, mail).await?.and_then(|session| {
            to_owner(letters::new_sign_in(&person, &session.device, session.created_at, link("/forgot")))
        }),
        MailTemplate::SecondFactorAsked => second_factor_asked(context, mail, &person).await?.and_then(to_owner),
        MailTemplate::SecondFactorChanged => factor_changed(context, mail, &person).await?.and_then(to_owner),
        MailTemplate::SessionCopied => session(context, mail).await?.and_then(|session| {
            to_owner(letters::session_copied(&person, &session.device, mail.queued_at, link("/forgot")))
        }),
        MailTemplate::EmailChanged => email_changed(context, mail, &person).await?,
        MailTemplate::AccountLeaving => departures::find(context.database.read(), contact.id)
            .await?
            .and_then(|departure| to_owner(letters::account_leaving(&person, &departure, link("/login")))),
        // A departure that was called off and asked for anew is another one, whose days are not over.
        MailTemplate::AccountLeavingSoon => departures::find_reminded(context.database.read(), contact.id)
            .await?
            .and_then(|departure| to_owner(letters::account_leaving_soon(&person, &departure, link("/login")))),
        MailTemplate::RegistrationApproved => to_owner(letters::registration_approved(&person, link("/login"))),
        MailTemplate::RegistrationRefused => to_owner(letters::registration_refused(&person, link("/"))),
        MailTemplate::Notification => notices::single(context, mail, contact, &person).await?.and_then(to_owner),
        MailTemplate::NotificationDigest => notices::digest(context, mail, contact, &person).await?.and_then(to_owner),
        // Who is invited has no account.
        MailTemplate::Invitation => None,
    })
}

/// To the account's address, or to the one that is to take its place.
async fn confirm_email(
    context: &Context,
    mail: &ClaimedMail,
    contact: &Contact,
    person: &Person<'_>,
) -> Result<Option<Addressed>, MailsError> {
    let (purpose, to) = match mail.cause {
        None if contact.is_confirmed || contact.email.is_empty() => return Ok(None),
        None => (TokenPurpose::ConfirmEmail, contact.email.clone()),
        Some(cause) => match email_changes::find_open(context.database.read(), contact.id).await? {
            Some(change) if change.id == cause => (TokenPurpose::ChangeEmail, change.new_email),
            _ => return Ok(None),
        },
    };
    // Nobody has proven yet that this address is theirs: what a stranger calls themselves is no greeting for its owner.
    let person = &Person { name: person.username, ..*person };
    let token = mint(context, mail, contact, purpose, &to).await?;
    let link = context.config.site.address(&format!("/confirm#token={}", token.as_str()));
    Ok(Some((to, letters::confirm_email(person, link, purpose == TokenPurpose::ChangeEmail))))
}

/// The session that the mail is about, alive or ended.
async fn session(context: &Context, mail: &ClaimedMail) -> Result<Option<Session>, MailsError> {
    let Some(id) = mail.cause.map(SessionId) else { return Ok(None) };
    Ok(sessions::find_standing(context.database.read(), id).await?.map(|standing| standing.session))
}

/// To the address that the invitation behind this mail names, while it is good.
async fn invitation(context: &Context, mail: &ClaimedMail) -> Result<Option<Addressed>, MailsError> {
    let Some(id) = mail.cause.map(InvitationId) else { return Ok(None) };
    let (database, now) = (context.database.read(), context.clock.now());
    let token = invitation_tokens::derive(context.config.secrets.key.expose().as_bytes(), id);
    let Some(invitation) = invitations::find(database, id).await?.filter(|found| found.is_open(now)) else {
        return Ok(None);
    };
    if invitations::find_open(database, &TokenHash::from(token.hash()), now).await?.is_none() {
        tracing::warn!(invitation = %id, "an invitation was made under another secret key and is not sent");
        return Ok(None);
    }
    let site = context.settings.read(&context.database).await?;
    let link = context.config.site.address(&format!("/register#invitation={}", token.as_str()));
    let inviter = invitation.created_by.as_ref().map(|card| card.display_name.as_str());
    let letter = letters::invitation(inviter, &site.name, link, invitation.expires_at);
    Ok(invitation.email.map(|to| (to, letter)))
}

async fn email_changed(
    context: &Context,
    mail: &ClaimedMail,
    person: &Person<'_>,
) -> Result<Option<Addressed>, MailsError> {
    let Some(cause) = mail.cause else { return Ok(None) };
    let change = email_changes::find(context.database.read(), cause).await?;
    let former = change.and_then(|change| change.old_email).filter(|address| !address.is_empty());
    Ok(former.map(|former| (former, letters::email_changed(person, context.config.site.address("/")))))
}

/// The sign-in of which the line of the audit log tells.
async fn second_factor_asked(
    context: &Context,
    mail: &ClaimedMail,
    person: &Person<'_>,
) -> Result<Option<Letter>, MailsError> {
    let Some(cause) = mail.cause.map(AuditEntryId) else { return Ok(None) };
    let line = audit::find_origin(context.database.read(), cause).await?;
    let forgot = context.config.site.address("/forgot");
    Ok(line.map(|(at, device)| letters::second_factor_asked(person, device.as_ref(), at, forgot)))
}

/// What the line of the audit log says that the mail is about.
async fn factor_changed(
    context: &Context,
    mail: &ClaimedMail,
    person: &Person<'_>,
) -> Result<Option<Letter>, MailsError> {
    let Some(cause) = mail.cause.map(AuditEntryId) else { return Ok(None) };
    let action = audit::find_action(context.database.read(), cause).await?;
    let forgot = context.config.site.address("/forgot");
    Ok(action.and_then(|action| letters::factor_changed(person, action, mail.queued_at, forgot)))
}

/// A fresh token for this mail. Only its hash is stored, bound to what the account is now.
async fn mint(
    context: &Context,
    mail: &ClaimedMail,
    contact: &Contact,
    purpose: TokenPurpose,
    address: &str,
) -> Result<Token, MailsError> {
    let (token, now) = (Token::random(), context.clock.now());
    let hash = &TokenHash::from(token.hash());
    let password_hash = contact.password_hash.clone();
    let binding = &TokenBinding { purpose, password_hash, address: address.to_owned() };
    context
        .database
        .write(|tx| async move {
            Ok::<_, MailsError>(account_tokens::insert(&tx, hash, (contact.id, mail.id), binding, now).await?)
        })
        .await?;
    Ok(token)
}
