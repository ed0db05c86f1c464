//! The last word to who leaves, some days before the account is erased.

use broadsheet_shared::{id::UserId, time::Timestamp, v2::MailTemplate};

use super::{GRACE_SECS, LeavingError};
use crate::{
    domain::mail::NewMail,
    repositories::{departures, mails, users},
    services::Context,
};

/// How long before the end: three days, or half of a shorter grace.
const BEFORE_SECS: i64 = if GRACE_SECS / 2 < 3 * 86_400 { GRACE_SECS / 2 } else { 3 * 86_400 };
/// People whom one look finds.
const AT_ONCE: u8 = 50;

/// Has everybody told whose account is erased in a few days; for a job. Says how many. Who was told is written down in the
/// transaction of the mail, so it is one mail, whatever breaks off and however many workers there are.
pub async fn remind(context: &Context) -> Result<u64, LeavingError> {
    let (now, mut count) = (context.clock.now(), 0);
    let until = now.plus_secs(BEFORE_SECS);
    loop {
        let due = departures::list_unreminded(context.database.read(), (now, until), AT_ONCE).await?;
        for user in &due {
            count += u64::from(tell(context, *user, (now, until)).await?);
        }
        if due.len() < usize::from(AT_ONCE) {
            return Ok(count);
        }
    }
}

async fn tell(context: &Context, user: UserId, span: (Timestamp, Timestamp)) -> Result<bool, LeavingError> {
    let (id, template) = (context.ids.next(), MailTemplate::AccountLeavingSoon);
    let mail = &NewMail { id, template, user: Some(user), cause: None, created_at: span.0 };
    context
        .database
        .write(|tx| async move {
            // The account first, as by whoever comes back to stay.
            users::lock(&tx, user).await?;
            let is_due = departures::note_reminder(&tx, user, span).await?;
            if is_due {
                mails::insert(&tx, mail).await?;
            }
            Ok(is_due)
        })
        .await
}
