//! The bodies of jobs, one a file, and which job has which.

mod end_suspension;
mod erase_accounts;
mod notify_followers;
mod post_digests;
mod publish_scheduled_post;
mod purge_deleted_posts;
mod purge_notifications;
mod remind_leavers;
mod rerender_outdated;
mod settle_ties;
mod wake_told;

use std::error::Error;

use crate::{
    domain::job::Job,
    services::{
        Context, audit, channel, factors, idempotency, jobs, limits, mails, media, personal_tokens, registrations,
        sessions,
    },
};

/// How far an attempt has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// Nothing is left to do.
    Whole,
    /// The time for one attempt is over; the rest follows in another.
    InPart,
}

/// What an attempt ends with. Any error of a service will do: it is written down, and the job is tried again.
pub type Outcome = Result<Done, Box<dyn Error + Send + Sync>>;

/// Does a job. What is one service call stands here; what is more has a file.
pub(super) async fn perform(context: Context, job: Job) -> Outcome {
    let context = &context;
    match job {
        Job::PublishScheduledPost { post } => publish_scheduled_post::run(context, post).await,
        Job::RerenderOutdated { renderer_version } => rerender_outdated::run(context, renderer_version).await,
        Job::PurgeDeletedPosts {} => purge_deleted_posts::run(context).await,
        Job::PurgeIdempotencyKeys {} => told("idempotency keys", idempotency::purge(context).await?),
        Job::PurgeSessions {} => told("sessions and their links", sessions::purge(context).await?),
        Job::EndSuspension { user } => end_suspension::run(context, user).await,
        Job::SettleTies { user } => settle_ties::run(context, user).await,
        Job::PurgeAuditOrigins {} => told("addresses in the audit log", audit::purge_origins(context).await?),
        Job::PurgePersonalTokens {} => told("tokens that ended", personal_tokens::purge(context).await?),
        Job::PurgeLimitLogs {} => told("logs of limits", limits::purge(context).await?),
        Job::PurgeMails {} => told("mails and what belongs to them", mails::purge(context).await?),
        Job::PurgeRegistrations {} => {
            told("registrations that were refused, and invitations", registrations::purge(context).await?)
        }
        Job::PurgeJobs {} => told("jobs", jobs::purge(context).await?),
        Job::PurgeCeremonies {} => told("sign-ins and set-ups that were not finished", factors::purge(context).await?),
        Job::PurgeChannel {} => told("events and tickets of the channel", channel::purge(context).await?),
        Job::NotifyFollowers { post } => notify_followers::run(context, post).await,
        Job::WakeTold { of, after } => wake_told::run(context, of, after).await,
        Job::PostDigests {} => post_digests::run(context).await,
        Job::PurgeNotifications {} => purge_notifications::run(context).await,
        Job::RemindLeavers {} => remind_leavers::run(context).await,
        Job::EraseAccounts {} => erase_accounts::run(context).await,
        Job::SweepMedia {} => told("files without a picture", media::sweep(context).await?),
    }
}

/// One line where something was forgotten, none where nothing was.
fn told(what: &'static str, count: u64) -> Outcome {
    if count > 0 {
        tracing::info!(what, count, "forgotten");
    }
    Ok(Done::Whole)
}
