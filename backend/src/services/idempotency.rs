//! Requests that must not act twice: a key is taken before a command runs and its answer is kept in the command's own
//! transaction, so that no crash can separate the two.

use broadsheet_shared::{id::UserId, problem::Code};

use super::{Context, ServiceError, database_code};
use crate::{
    platform::crypto,
    repositories::{DatabaseError, Transaction, idempotency},
};

/// A request that still runs after this long has died; its key may be taken over.
const ABANDONED_SECS: i64 = 60;
/// How long an answer is kept.
const KEPT_SECS: i64 = 24 * 60 * 60;

/// What the caller's `Idempotency-Key` stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// The text that the caller sent.
    pub text: String,
    /// The operation, as in `POST /posts`.
    pub operation: &'static str,
    /// The hash of address and body.
    pub request_hash: String,
}

impl Key {
    /// The key of a request; `parts` are all that make it this request and no other.
    pub fn new(text: String, operation: &'static str, parts: &[&[u8]]) -> Self {
        let mut joined = Vec::new();
        for part in parts {
            joined.extend_from_slice(&(part.len() as u64).to_be_bytes());
            joined.extend_from_slice(part);
        }
        let request_hash = crypto::sha256(&joined).iter().map(|byte| format!("{byte:02x}")).collect();
        Self { text, operation, request_hash }
    }
}

/// What to do with a request that has a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// Run it; the key is ours.
    Fresh,
    /// It ran before: this was the answer.
    Replay {
        /// The status then.
        status: u16,
        /// The body then.
        body: String,
    },
}

/// Why a keyed request is not run.
#[derive(Debug, Clone, thiserror::Error)]
pub enum IdempotencyError {
    /// The key stands for another request.
    #[error("This Idempotency-Key was used for another request. Use a new one for each new request.")]
    Mismatch,
    /// The first request has not ended.
    #[error("The first request with this Idempotency-Key is still running. Send it again in a moment.")]
    Running,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl ServiceError for IdempotencyError {
    fn code(&self) -> Code {
        match self {
            Self::Mismatch => Code::IdempotencyMismatch,
            Self::Running => Code::IdempotencyRunning,
            Self::Database(error) => database_code(error),
        }
    }
}

/// Takes the key, or says what became of the request that took it first.
pub async fn claim(context: &Context, user: UserId, key: &Key) -> Result<Claim, IdempotencyError> {
    let now = context.clock.now();
    let abandoned_before = now.plus_secs(-ABANDONED_SECS);
    context
        .database
        .write(|tx| async move {
            if idempotency::insert(&tx, user, &key.text, key.operation, &key.request_hash, now).await? {
                return Ok(Claim::Fresh);
            }
            let Some(kept) = idempotency::find(&tx, user, &key.text).await? else {
                return Err(IdempotencyError::Running);
            };
            if kept.operation != key.operation || kept.request_hash != key.request_hash {
                return Err(IdempotencyError::Mismatch);
            }
            match kept.answer {
                Some((status, body)) => Ok(Claim::Replay { status, body }),
                None if kept.created_at < abandoned_before => {
                    idempotency::delete(&tx, user, &key.text).await?;
                    idempotency::insert(&tx, user, &key.text, key.operation, &key.request_hash, now).await?;
                    Ok(Claim::Fresh)
                }
                None => Err(IdempotencyError::Running),
            }
        })
        .await
}

/// Forgets keys whose day is over; for a job. Says how many.
pub async fn purge(context: &Context) -> Result<u64, IdempotencyError> {
    let before = context.clock.now().plus_secs(-KEPT_SECS);
    context.database.write(|tx| async move { Ok(idempotency::delete_before(&tx, before).await?) }).await
}

/// Keeps the answer, inside the transaction of the command.
pub async fn keep(
    transaction: &Transaction,
    user: UserId,
    key: &Key,
    status: u16,
    body: &str,
) -> Result<(), DatabaseError> {
    idempotency::finish(transaction, user, &key.text, status, body).await
}

/// Frees the key of a request that failed, so that it may be tried again.
pub async fn release(context: &Context, user: UserId, key: &Key) -> Result<(), IdempotencyError> {
    let text = &key.text;
    context.database.write(|tx| async move { idempotency::delete(&tx, user, text).await }).await?;
    Ok(())
}
