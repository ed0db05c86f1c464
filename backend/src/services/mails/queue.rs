//! The outbox as a worker uses it: taking mails, and forgetting those that are over.

use broadsheet_shared::time::Timestamp;

use super::MailsError;
use crate::{
    domain::mail::ClaimedMail,
    repositories::{account_tokens, email_changes, mails},
    services::Context,
};

/// How long a worker holds a mail beyond the time that a delivery may take. A worker that dies is known to be dead then.
const CLAIM_MARGIN_SECS: i64 = 20;
/// How long a mail that was sent or dropped is remembered.
const OVER_KEPT_SECS: i64 = 7 * 86_400;
/// How long a mail that failed is remembered, and may be tried again.
const FAILED_KEPT_SECS: i64 = 90 * 86_400;
/// How long a change of address is remembered; the mail to the old address needs it.
const CHANGES_KEPT_SECS: i64 = 30 * 86_400;

/// Waits until a commit of this process has put a mail into the outbox.
pub async fn posted(context: &Context) {
    context.database.posted().heard().await;
}

/// When the next mail can be sent; a time that is past means now.
pub async fn next_due(context: &Context) -> Result<Option<Timestamp>, MailsError> {
    Ok(mails::next_due(context.database.read(), context.clock.now()).await?)
}

/// Takes due mails, so that no other worker does.
pub async fn claim(context: &Context, limit: u8) -> Result<Vec<ClaimedMail>, MailsError> {
    let now = context.clock.now();
    let delivery_secs = i64::try_from(context.config.mail.smtp_timeout_secs).unwrap_or(60);
    let until = now.plus_secs(delivery_secs + CLAIM_MARGIN_SECS);
    context.database.write(|tx| async move { Ok(mails::claim(&tx, now, until, limit).await?) }).await
}

/// Makes every mail that waits for another attempt due now: the way out is open again.
pub async fn hasten(context: &Context) -> Result<u64, MailsError> {
    let now = context.clock.now();
    context.database.write(|tx| async move { Ok(mails::hasten(&tx, now).await?) }).await
}

/// Forgets mails that were sent a week ago and those that failed three months ago, with tokens and changes of address
/// whose time is over; for a job that runs daily.
pub async fn purge(context: &Context) -> Result<u64, MailsError> {
    let now = context.clock.now();
    let (over, failed) = (now.plus_secs(-OVER_KEPT_SECS), now.plus_secs(-FAILED_KEPT_SECS));
    context
        .database
        .write(|tx| async move {
            let tokens = account_tokens::delete_expired(&tx, now).await?;
            let changes = email_changes::delete_before(&tx, now.plus_secs(-CHANGES_KEPT_SECS)).await?;
            Ok(tokens + changes + mails::delete_ended_before(&tx, over, failed).await?)
        })
        .await
}
