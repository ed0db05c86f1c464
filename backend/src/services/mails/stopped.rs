//! Right passwords that a second factor stopped. Who gives the factor in time needs no mail; so one goes into the outbox when
//! the sign-in can go on no more, five minutes after it began.

use broadsheet_shared::{
    id::{AuditEntryId, UserId},
    v2::MailTemplate,
};

use super::MailsError;
use crate::{
    domain::mail::NewMail,
    repositories::{Transaction, ceremonies, mails, users},
    services::Context,
};

/// People whom one look finds.
const AT_ONCE: u8 = 20;

/// Puts mails into the outbox for those whose second factor never came. Says for how many people; there may be more.
pub(super) async fn post_stopped(context: &Context) -> Result<usize, MailsError> {
    let now = context.clock.now();
    let stopped = ceremonies::list_stopped(context.database.read(), now, AT_ONCE).await?;
    for user in &stopped {
        context.database.write(|tx| async move { tell(context, &tx, *user).await }).await?;
    }
    Ok(stopped.len())
}

/// The sign-ins go in the transaction that brings the mail, so it is written once whatever breaks off. The account is held
/// first, as by whoever signs in; of several workers one finds them.
async fn tell(context: &Context, tx: &Transaction, user: UserId) -> Result<(), MailsError> {
    let (contact, now) = (users::lock_contact(tx, user).await?, context.clock.now());
    let stopped = ceremonies::take_stopped(tx, user, now).await?;
    let Some(contact) = contact else { return Ok(()) };
    // Of a password that was changed meanwhile there is nothing to warn.
    let password = contact.password_hash.as_deref();
    let good = stopped.iter().filter(|ceremony| ceremony.is_bound_to(password));
    let Some(AuditEntryId(asked)) = good.filter_map(|ceremony| ceremony.asked).max() else { return Ok(()) };
    let (id, template) = (context.ids.next(), MailTemplate::SecondFactorAsked);
    let mail = &NewMail { id, template, user: Some(user), cause: Some(asked), created_at: now };
    mails::insert_seldom(tx, user, mail).await?;
    Ok(())
}
