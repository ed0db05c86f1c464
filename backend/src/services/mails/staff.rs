//! The outbox as staff see it: what waits, what failed and why, and having it tried again.

use broadsheet_shared::{id::MailId, permission::Permission, v2::MailState};

use super::MailsError;
use crate::{
    domain::{
        actor::Actor,
        audit::{Action, Entry},
        mail::MailRecord,
        page::{Page, Part},
    },
    repositories::mails,
    services::{Context, audit},
};

/// Mails of one state, or all, newest first.
pub async fn list(
    context: &Context,
    actor: &Actor,
    state: Option<MailState>,
    part: &Part<MailId>,
) -> Result<Page<MailRecord, MailId>, MailsError> {
    actor.allow(Permission::JobsManage)?;
    let database = context.database.read();
    let mut page = part.page(mails::list(database, state, part.after, part.rows()).await?, |mail| mail.id);
    if part.counts {
        page.total = Some(mails::count(database, state).await?);
    }
    Ok(page)
}

/// Has a failed or waiting mail tried now, and writes down that it was asked for.
pub async fn retry(context: &Context, actor: &Actor, id: MailId) -> Result<MailRecord, MailsError> {
    actor.allow(Permission::JobsManage)?;
    let now = context.clock.now();
    context
        .database
        .write(|tx| async move {
            let is_queued = mails::requeue(&tx, id, now).await?;
            let mail = mails::find(&tx, id).await?.ok_or(MailsError::NotFound)?;
            if !is_queued {
                return Err(MailsError::Over);
            }
            let retried = Entry::new(Action::MailRetried).by(actor).about(id);
            let person = mail.user.as_ref().map(|user| user.id);
            audit::record(context, &tx, Entry { person, ..retried }).await?;
            Ok(mail)
        })
        .await
}
