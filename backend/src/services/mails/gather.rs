//! From notifications to mails in the outbox: one by one, two minutes after they happened, and all of a day together.
//!
//! Which ones are due stands in their rows, so that what happens to somebody thousands of times is one row and one mail.
//! Whether a mail is still wanted is asked again when it is sent (`notices`).

use broadsheet_shared::{time::Timestamp, v2::MailTemplate};
use uuid::Uuid;

use super::{MailsError, stopped::post_stopped};
use crate::{
    domain::mail::NewMail,
    repositories::{mails, notifications},
    services::Context,
};

/// Notifications that one look takes.
const AT_ONCE: u8 = 50;
const HOUR_MILLIS: i64 = 3_600_000;
const DAY_MILLIS: i64 = 24 * HOUR_MILLIS;

/// Puts mails into the outbox whose time has come. Says how many; there may be more.
pub async fn post_due(context: &Context) -> Result<usize, MailsError> {
    Ok(post_notifications(context).await? + post_stopped(context).await?)
}

/// Notifications that nobody has seen in time.
async fn post_notifications(context: &Context) -> Result<usize, MailsError> {
    let now = context.clock.now();
    // Looking costs a read; taking takes the one write lock that SQLite has.
    if !notifications::has_due_mail(context.database.read(), now).await? {
        return Ok(0);
    }
    context
        .database
        .write(|tx| async move {
            let due = notifications::claim_due_mails(&tx, now, AT_ONCE).await?;
            for (notification, user) in &due {
                let (id, template) = (context.ids.next(), MailTemplate::Notification);
                let (user, cause) = (Some(*user), Some(notification.0));
                mails::insert(&tx, &NewMail { id, template, user, cause, created_at: now }).await?;
            }
            Ok(due.len())
        })
        .await
}

/// Puts daily mails into the outbox, for some people; for a job. True if there are no more.
pub async fn post_digests(context: &Context, limit: u8) -> Result<bool, MailsError> {
    let now = context.clock.now();
    let before = last_hour(now, context.config.notifications.digest_hour);
    let readers = notifications::list_digest_readers(context.database.read(), before, limit).await?;
    if readers.is_empty() {
        return Ok(true);
    }
    let readers = &readers;
    context
        .database
        .write(|tx| async move {
            for user in readers {
                let digest: Uuid = context.ids.next();
                // Another worker may have been faster.
                if notifications::bind_digest(&tx, *user, before, digest).await? > 0 {
                    let (id, template) = (context.ids.next(), MailTemplate::NotificationDigest);
                    let (user, cause) = (Some(*user), Some(digest));
                    mails::insert(&tx, &NewMail { id, template, user, cause, created_at: now }).await?;
                }
            }
            Ok::<_, MailsError>(())
        })
        .await?;
    Ok(readers.len() < usize::from(limit))
}

/// When it was this hour of the day last, in UTC.
fn last_hour(now: Timestamp, hour: u8) -> Timestamp {
    let offset = i64::from(hour) * HOUR_MILLIS;
    let millis = now.as_millis();
    Timestamp::from_millis(millis - (millis - offset).rem_euclid(DAY_MILLIS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_eight_o_clock_is_today_or_yesterday() {
        // 2026-03-05T10:00:00Z
        let ten = Timestamp::from_millis(1_772_704_800_000);
        let of = |time: Timestamp, hour| last_hour(time, hour).to_string();

        assert_eq!(of(ten, 8), "2026-03-05T08:00:00.000Z");
        assert_eq!(of(ten, 10), "2026-03-05T10:00:00.000Z");
        assert_eq!(of(ten, 11), "2026-03-04T11:00:00.000Z");
        assert_eq!(of(ten.plus_secs(14 * 3_600), 0), "2026-03-06T00:00:00.000Z");
    }
}
