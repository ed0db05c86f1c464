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
/// What the word leaves at least, for who has it late because no worker ran: their account waits for as long. What is
/// erased cannot be brought back, so the last word must come in time to be heeded.
const AT_LEAST_SECS: i64 = BEFORE_SECS / 3;
/// People whom one look finds.
const AT_ONCE: u8 = 50;

/// Has everybody told whose account is erased in a few days, or would be by now; for a job. Says how many. Who was told is
/// written down in the transaction of the mail, so it is one mail, whatever breaks off and however many workers there are.
/// Nobody is erased before ([`super::erase_person`]).
pub async fn remind(context: &Context) -> Result<u64, LeavingError> {
    let (now, mut count) = (context.clock.now(), 0);
    loop {
        let due = departures::list_unreminded(context.database.read(), now.plus_secs(BEFORE_SECS), AT_ONCE).await?;
        for user in &due {
            count += u64::from(tell(context, *user, now).await?);
        }
        if due.len() < usize::from(AT_ONCE) {
            return Ok(count);
        }
    }
}

async fn tell(context: &Context, user: UserId, now: Timestamp) -> Result<bool, LeavingError> {
    let times = (now, now.plus_secs(AT_LEAST_SECS), now.plus_secs(BEFORE_SECS));
    let (id, template) = (context.ids.next(), MailTemplate::AccountLeavingSoon);
    let mail = &NewMail { id, template, user: Some(user), cause: None, created_at: now };
    context
        .database
        .write(|tx| async move {
            // The account first, as by whoever comes back to stay.
            users::lock(&tx, user).await?;
            let is_due = departures::note_reminder(&tx, user, times).await?;
            if is_due {
                mails::insert(&tx, mail).await?;
            }
            Ok(is_due)
        })
        .await
}
