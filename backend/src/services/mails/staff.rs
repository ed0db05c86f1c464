//! The outbox as staff see it: what waits, what failed and why, and having it tried again.

use broadsheet_shared::{id::MailId, permission::Permission, v2::MailState};

use super::MailsError;
use crate::{
    domain::{actor::Actor, mail::MailRecord},
    repositories::mails,
    services::Context,
};

/// One page of mails.
#[derive(Debug)]
pub struct MailPage {
    /// The mails, newest first.
    pub mails: Vec<MailRecord>,
    /// The mail to go on after; `None` on the last page.
    pub next: Option<MailId>,
}

/// Mails of one state, or all, behind `after`.
pub async fn list(
    context: &Context,
    actor: &Actor,
    state: Option<MailState>,
    after: Option<MailId>,
    limit: u8,
) -> Result<MailPage, MailsError> {
    actor.allow(Permission::JobsManage)?;
    let mut mails = mails::list(context.database.read(), state, after, limit.saturating_add(1)).await?;
    let has_more = mails.len() > usize::from(limit);
    mails.truncate(usize::from(limit));
    let next = mails.last().filter(|_| has_more).map(|mail| mail.id);
    Ok(MailPage { mails, next })
}

/// Has a failed or waiting mail tried now.
pub async fn retry(context: &Context, actor: &Actor, id: MailId) -> Result<MailRecord, MailsError> {
    actor.allow(Permission::JobsManage)?;
    let now = context.clock.now();
    context
        .database
        .write(|tx| async move {
            let is_queued = mails::requeue(&tx, id, now).await?;
            let mail = mails::find(&tx, id).await?.ok_or(MailsError::NotFound)?;
            if is_queued { Ok(mail) } else { Err(MailsError::Over) }
        })
        .await
}
