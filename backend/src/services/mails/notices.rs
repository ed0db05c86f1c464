//! Mails about notifications as they go out now: of what is still unread, still to be seen, and still to be mailed.

use broadsheet_shared::{
    id::NotificationId,
    v2::{NotificationEmail, NotificationType},
};

use super::{
    MailsError,
    letters::{self, Letter, Person, Ways},
};
use crate::{
    domain::{
        mail::ClaimedMail,
        notification::{MailScope, usual_choice},
    },
    platform::unsubscribe_keys,
    repositories::{DatabaseError, notification_settings, notifications, users::Contact},
    services::Context,
};

/// What one daily mail lists; the rest stands on the site.
const MOST_LISTED: u8 = 20;

/// Of one notification.
pub(super) async fn single(
    context: &Context,
    mail: &ClaimedMail,
    contact: &Contact,
    person: &Person<'_>,
) -> Result<Option<Letter>, MailsError> {
    let Some(id) = mail.cause.map(NotificationId) else { return Ok(None) };
    let told = notifications::find_to_be_mailed(context.database.read(), contact.id, id).await?;
    let Some(told) = told else { return Ok(None) };
    if email_of(context, contact, told.kind).await? != NotificationEmail::Now {
        // They have thought better of it since.
        return Ok(None);
    }
    let unsubscribe = unsubscribe(context, contact, MailScope::Kind(told.kind));
    let link = |path: &str| context.config.site.address(path);
    Ok(Some(letters::notification(person, &told, &Ways { link: &link, unsubscribe })))
}

/// Of all that waited for the daily mail.
pub(super) async fn digest(
    context: &Context,
    mail: &ClaimedMail,
    contact: &Contact,
    person: &Person<'_>,
) -> Result<Option<Letter>, MailsError> {
    let Some(digest) = mail.cause else { return Ok(None) };
    let found = notifications::list_of_digest(context.database.read(), contact.id, digest, MOST_LISTED + 1).await?;
    let mut told = Vec::with_capacity(found.len());
    for one in found {
        if email_of(context, contact, one.kind).await? != NotificationEmail::Off {
            told.push(one);
        }
    }
    if told.is_empty() {
        return Ok(None);
    }
    let has_more = told.len() > usize::from(MOST_LISTED);
    told.truncate(MOST_LISTED.into());
    let unsubscribe = unsubscribe(context, contact, MailScope::Digest);
    let link = |path: &str| context.config.site.address(path);
    Ok(Some(letters::digest(person, &told, has_more, &Ways { link: &link, unsubscribe })))
}

async fn email_of(
    context: &Context,
    contact: &Contact,
    kind: NotificationType,
) -> Result<NotificationEmail, DatabaseError> {
    let chosen = notification_settings::list(context.database.read(), contact.id).await?;
    Ok(chosen.iter().find(|(one, _)| *one == kind).map_or(usual_choice(kind), |(_, choice)| *choice).email)
}

/// The address that ends such mails. Its key is made here and nowhere else.
fn unsubscribe(context: &Context, contact: &Contact, scope: MailScope) -> String {
    let secret = context.config.secrets.key.expose().as_bytes();
    let key = unsubscribe_keys::mint(secret, contact.id, scope, &contact.email);
    context.config.site.address(&format!("/unsubscribe?key={key}"))
}
