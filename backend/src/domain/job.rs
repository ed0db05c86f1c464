//! Work to do later: every kind of job, what its body needs to know, how long it may take and how often it is tried.
//!
//! A service enqueues a job inside the transaction that causes it; the worker does it. A kind that is added here has its
//! body in `worker/jobs`, one a file. A job may run twice (a worker dies after the deed and before saying so), so every
//! body asks first whether there is still something to do.

use std::time::Duration;

use broadsheet_shared::{
    id::{PostId, UserId},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::notification::Subject;

/// Bounds of a kind of job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Attempts before it counts as failed.
    pub attempts: i64,
    /// How long one attempt may take. Shorter than the time for which a worker claims a job.
    pub deadline: Duration,
}

macro_rules! jobs {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty),* } =
        $kind:literal, attempts $attempts:literal, deadline_secs $deadline:literal;)+) => {
        /// A job with what its body needs to know.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "kind", content = "payload")]
        pub enum Job {
            $($(#[$doc])* #[serde(rename = $kind)] $name { $($(#[$field_doc])* $field: $type),* }),+
        }

        impl Job {
            /// The kinds that this program can do, as stored.
            pub const KINDS: &[&'static str] = &[$($kind),+];

            /// The kind, as stored.
            pub const fn kind(&self) -> &'static str {
                match self { $(Self::$name { .. } => $kind),+ }
            }

            /// The bounds of its kind.
            pub const fn limits(&self) -> Limits {
                match self {
                    $(Self::$name { .. } => Limits { attempts: $attempts, deadline: Duration::from_secs($deadline) }),+
                }
            }
        }
    };
}

jobs! {
    /// Publishes a post whose time has come.
    PublishScheduledPost {
        /// The post.
        post: PostId
    } = "publish_scheduled_post", attempts 12, deadline_secs 30;
    /// Renders anew what an older renderer made.
    RerenderOutdated {
        /// The renderer that the enqueuing program has: an older program leaves the job to a newer one.
        renderer_version: i64
    } = "rerender_outdated", attempts 5, deadline_secs 90;
    /// Removes posts for good whose authors can no longer restore them.
    PurgeDeletedPosts {} = "purge_deleted_posts", attempts 5, deadline_secs 60;
    /// Forgets answers that were kept under an `Idempotency-Key`.
    PurgeIdempotencyKeys {} = "purge_idempotency_keys", attempts 5, deadline_secs 60;
    /// Forgets sessions that ended, and used links of living ones.
    PurgeSessions {} = "purge_sessions", attempts 5, deadline_secs 60;
    /// Forgets logs of limits whose window is over.
    PurgeLimitLogs {} = "purge_limit_logs", attempts 5, deadline_secs 60;
    /// Forgets accounts that were not let in, and invitations that are over.
    PurgeRegistrations {} = "purge_registrations", attempts 5, deadline_secs 60;
    /// Forgets jobs that were done, and later those that failed.
    PurgeJobs {} = "purge_jobs", attempts 5, deadline_secs 60;
    /// Opens an account again whose suspension has come to its end.
    EndSuspension {
        /// The account.
        user: UserId
    } = "end_suspension", attempts 12, deadline_secs 30;
    /// Counts the likes and follows of somebody who has come out of sight no longer, or those of somebody who is back.
    SettleTies {
        /// The account.
        user: UserId
    } = "settle_ties", attempts 12, deadline_secs 90;
    /// Forgets from where things were done, 90 days later.
    PurgeAuditOrigins {} = "purge_audit_origins", attempts 5, deadline_secs 60;
    /// Forgets personal access tokens that ended a month ago.
    PurgePersonalTokens {} = "purge_personal_tokens", attempts 5, deadline_secs 60;
    /// Forgets mails that are over, and tokens and changes of address whose time is.
    PurgeMails {} = "purge_mails", attempts 5, deadline_secs 60;
    /// Forgets ceremonies that are over, and secrets of authenticator apps that were never confirmed.
    PurgeCeremonies {} = "purge_ceremonies", attempts 5, deadline_secs 60;
    /// Forgets events of the channel that nobody is promised any more, and tickets that are over.
    PurgeChannel {} = "purge_channel", attempts 5, deadline_secs 60;
    /// Tells those of a new post who follow its author with the bell on.
    NotifyFollowers {
        /// The post.
        post: PostId
    } = "notify_followers", attempts 12, deadline_secs 60;
    /// Tells those how many notifications are unread who were told of what has come out of sight, or into it again.
    WakeTold {
        /// What that is.
        of: Subject,
        /// The last of those who were told already.
        after: Option<UserId>
    } = "wake_told", attempts 12, deadline_secs 60;
    /// Puts daily mails into the outbox.
    PostDigests {} = "post_digests", attempts 5, deadline_secs 60;
    /// Forgets notifications that were read long ago, and those of a year ago.
    PurgeNotifications {} = "purge_notifications", attempts 5, deadline_secs 60;
    /// Reminds those whose account is erased in a few days.
    RemindLeavers {} = "remind_leavers", attempts 5, deadline_secs 60;
    /// Erases accounts whose owners asked for that, once they can no longer be kept.
    EraseAccounts {} = "erase_accounts", attempts 5, deadline_secs 90;
    /// Deletes files of pictures that no row names.
    SweepMedia {} = "sweep_media", attempts 5, deadline_secs 90;
}

impl Job {
    /// What the body needs to know, as stored: JSON.
    pub fn payload(&self) -> String {
        // A job is made of ids and numbers; turning those into JSON cannot fail.
        let mut value = serde_json::to_value(self).unwrap_or_default();
        value["payload"].take().to_string()
    }

    /// The job of a stored kind and payload.
    pub fn parse(kind: &str, payload: &str) -> Result<Self, serde_json::Error> {
        let payload: Value = serde_json::from_str(payload)?;
        serde_json::from_value(json!({ "kind": kind, "payload": payload }))
    }
}

/// A job to be enqueued.
#[derive(Debug, Clone)]
pub struct NewJob {
    pub id: Uuid,
    /// Which body runs it.
    pub kind: &'static str,
    /// What the body needs to know, as JSON.
    pub payload: String,
    /// There is at most one job with this key; a second is not enqueued.
    pub unique_key: Option<String>,
    /// Not before this time.
    pub run_at: Timestamp,
    /// Attempts before it counts as failed.
    pub max_attempts: i64,
    pub created_at: Timestamp,
}

impl NewJob {
    /// A job for `run_at`, made `now`.
    pub fn new(id: Uuid, job: &Job, run_at: Timestamp, now: Timestamp) -> Self {
        Self {
            id,
            kind: job.kind(),
            payload: job.payload(),
            unique_key: None,
            run_at,
            max_attempts: job.limits().attempts,
            created_at: now,
        }
    }

    /// The same, but only if no job has this key yet.
    #[must_use]
    pub fn once(self, key: String) -> Self {
        Self { unique_key: Some(key), ..self }
    }
}

/// A job that a worker has taken for a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimedJob {
    pub id: Uuid,
    pub kind: String,
    pub payload: String,
    /// Including this one. Tells this claim from a later one by another worker.
    pub attempts: i64,
    pub max_attempts: i64,
}

impl ClaimedJob {
    /// Whether a failure now is the last.
    pub fn is_last_attempt(&self) -> bool {
        self.attempts >= self.max_attempts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_is_read_back_as_it_was_stored() {
        let post = PostId(Uuid::from_u128(7));
        for job in [
            Job::PublishScheduledPost { post },
            Job::RerenderOutdated { renderer_version: 3 },
            Job::PurgeDeletedPosts {},
            Job::WakeTold { of: Subject::Post(post), after: None },
        ] {
            assert_eq!(Job::parse(job.kind(), &job.payload()).unwrap(), job);
        }
        assert_eq!(Job::PurgeJobs {}.payload(), "{}");
    }

    #[test]
    fn what_is_no_job_is_refused() {
        assert!(Job::parse("publish_scheduled_post", "{}").is_err());
        assert!(Job::parse("send_pigeons", "{}").is_err());
        assert!(Job::parse("purge_jobs", "nonsense").is_err());
    }

    #[test]
    fn kinds_are_distinct() {
        let kinds: std::collections::BTreeSet<_> = Job::KINDS.iter().collect();

        assert_eq!(kinds.len(), Job::KINDS.len());
    }
}
