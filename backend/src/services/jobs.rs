//! The queue as a worker uses it: taking jobs, ending them, and enqueuing what is done again and again.
//!
//! Who wants a job done enqueues it by `repositories::jobs::insert`, inside the transaction that causes it. Pattern:
//! transactional outbox; the deed and the promise of what follows are one commit.

use broadsheet_shared::{problem::Code, time::Timestamp};

use super::{Context, ServiceError, database_code};
use crate::{
    domain::job::{ClaimedJob, Job, NewJob},
    repositories::{DatabaseError, jobs},
};

/// How long a worker holds a job. A worker that dies is known to be dead after this time; no attempt may take longer.
pub const CLAIM_SECS: i64 = 120;
/// How long a job that was done is remembered; as long, none is enqueued under its key again.
const DONE_KEPT_SECS: i64 = 7 * 86_400;
/// How long a job that was given up is remembered.
const FAILED_KEPT_SECS: i64 = 90 * 86_400;
/// Longest part of an error that is kept.
const MAX_ERROR_CHARS: usize = 2_000;

/// Why the queue could not be used.
#[derive(Debug, Clone, thiserror::Error)]
pub enum JobsError {
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl ServiceError for JobsError {
    fn code(&self) -> Code {
        match self {
            Self::Database(error) => database_code(error),
        }
    }
}

/// What becomes of a job after an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is done.
    Finish,
    /// A part of it is done; the rest follows at once.
    Resume,
    /// It did not work; it is tried again at this time.
    Retry { at: Timestamp, error: String },
    /// It did not work and is given up.
    Fail { error: String },
    /// It was broken off because the worker stops.
    Release,
}

/// Waits until a commit of this process has enqueued a job.
pub async fn enqueued(context: &Context) {
    context.database.enqueued().heard().await;
}

/// When the next job can be done; a time that is past means now.
pub async fn next_due(context: &Context) -> Result<Option<Timestamp>, JobsError> {
    Ok(jobs::next_due(context.database.read(), Job::KINDS, context.clock.now()).await?)
}

/// Takes due jobs, so that no other worker does.
pub async fn claim(context: &Context, limit: u8) -> Result<Vec<ClaimedJob>, JobsError> {
    let now = context.clock.now();
    let until = now.plus_secs(CLAIM_SECS);
    context.database.write(|tx| async move { Ok(jobs::claim(&tx, Job::KINDS, now, until, limit).await?) }).await
}

/// Writes down what became of an attempt. False if the claim had run out and the job is another worker's by now.
pub async fn settle(context: &Context, job: &ClaimedJob, verdict: &Verdict) -> Result<bool, JobsError> {
    let now = context.clock.now();
    context
        .database
        .write(|tx| async move {
            Ok(match verdict {
                Verdict::Finish => jobs::finish(&tx, job, now).await?,
                Verdict::Resume => jobs::resume(&tx, job, now).await?,
                Verdict::Retry { at, error } => jobs::retry(&tx, job, *at, shortened(error)).await?,
                Verdict::Fail { error } => jobs::fail(&tx, job, now, shortened(error)).await?,
                Verdict::Release => jobs::release(&tx, job).await?,
            })
        })
        .await
}

/// Enqueues jobs for now, each under a key that makes it one of a kind.
pub async fn enqueue_once(context: &Context, wanted: &[(Job, String)]) -> Result<(), JobsError> {
    let now = context.clock.now();
    context
        .database
        .write(|tx| async move {
            for (job, key) in wanted {
                jobs::insert(&tx, &NewJob::new(context.ids.next(), job, now, now).once(key.clone())).await?;
            }
            Ok(())
        })
        .await
}

/// Forgets jobs that were done a week ago, and those that were given up three months ago.
pub async fn purge(context: &Context) -> Result<u64, JobsError> {
    let now = context.clock.now();
    let (done, failed) = (now.plus_secs(-DONE_KEPT_SECS), now.plus_secs(-FAILED_KEPT_SECS));
    context
        .database
        .write(|tx| async move {
            let forgotten = jobs::delete_finished_before(&tx, done).await?;
            Ok(forgotten + jobs::delete_failed_before(&tx, failed).await?)
        })
        .await
}

fn shortened(error: &str) -> &str {
    error.char_indices().nth(MAX_ERROR_CHARS).map_or(error, |(end, _)| &error[..end])
}
