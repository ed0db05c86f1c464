//! Work to do later: enqueued inside the transaction that causes it, done by the worker.

use broadsheet_shared::time::Timestamp;
use uuid::Uuid;

/// A job to be enqueued.
#[derive(Debug, Clone)]
pub struct NewJob {
    pub id: Uuid,
    /// Which body runs it, as in `rerender_posts`.
    pub kind: String,
    /// What the body needs to know, as JSON.
    pub payload: String,
    /// Not before this time.
    pub run_at: Timestamp,
    /// Attempts before it counts as failed.
    pub max_attempts: i64,
    pub created_at: Timestamp,
}

/// A job that this worker has taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimedJob {
    pub id: Uuid,
    pub kind: String,
    pub payload: String,
    /// Including this one.
    pub attempts: i64,
    pub max_attempts: i64,
}

impl ClaimedJob {
    /// Whether a failure now is the last.
    pub fn is_last_attempt(&self) -> bool {
        self.attempts >= self.max_attempts
    }
}
