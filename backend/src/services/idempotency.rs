//! Requests that must not act twice: a key is taken before a command runs and its answer is kept in the command's own
//! transaction, so that no crash can separate the two.

use broadsheet_shared::{id::UserId, problem::Code, time::Timestamp};

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
    /// When the request came: tells its claim from that of a later one with the same key.
    pub taken_at: Timestamp,
}

impl Key {
    /// The key of a request that comes now; `parts` are all that make it this request and no other.
    pub fn new(context: &Context, text: String, operation: &'static str, parts: &[&[u8]]) -> Self {
        let mut joined = Vec::new();
        for part in parts {
            joined.extend_from_slice(&(part.len() as u64).to_be_bytes());
            joined.extend_from_slice(part);
        }
        let request_hash = crypto::sha256(&joined).iter().map(|byte| format!("{byte:02x}")).collect();
        Self { text, operation, request_hash, taken_at: context.clock.now() }
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
    let now = key.taken_at;
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
                    let is_ours = idempotency::take_over(&tx, user, &key.text, kept.created_at, now).await?;
                    if is_ours { Ok(Claim::Fresh) } else { Err(IdempotencyError::Running) }
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

/// Keeps the answer, inside the transaction of the command; that one fails where its key was taken over meanwhile.
pub async fn keep(
    transaction: &Transaction,
    user: UserId,
    key: &Key,
    status: u16,
    body: &str,
) -> Result<(), DatabaseError> {
    idempotency::finish(transaction, user, &key.text, key.taken_at, (status, body)).await
}

/// Frees the key of a request that failed, so that it may be tried again, unless another has taken it over.
pub async fn release(context: &Context, user: UserId, key: &Key) -> Result<(), IdempotencyError> {
    context.database.write(|tx| async move { idempotency::delete(&tx, user, &key.text, key.taken_at).await }).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        repositories::testing::insert_user,
        services::testing::{TestContext, texts},
    };

    const OPERATION: &str = "POST /api/v2/posts";

    /// The same request, sent now.
    fn sent(context: &Context) -> Key {
        Key::new(context, "one".to_owned(), OPERATION, &[b"body"])
    }

    #[tokio::test]
    async fn k5_a_late_failure_leaves_the_key_to_the_request_that_took_it_over() {
        let test = TestContext::new().await;
        let context = &test.context;
        let ada = insert_user(&context.database, "ada").await;
        let first = sent(context);
        assert_eq!(claim(context, ada, &first).await.unwrap(), Claim::Fresh);
        context.clock.advance_secs(ABANDONED_SECS + 1);
        let second = sent(context);
        assert_eq!(claim(context, ada, &second).await.unwrap(), Claim::Fresh);

        release(context, ada, &first).await.unwrap();

        assert!(matches!(claim(context, ada, &sent(context)).await, Err(IdempotencyError::Running)));
        release(context, ada, &second).await.unwrap();
        assert_eq!(claim(context, ada, &sent(context)).await.unwrap(), Claim::Fresh);
    }

    #[tokio::test]
    async fn k5_a_late_success_gives_way_to_the_request_that_took_its_key_over() {
        let test = TestContext::new().await;
        let context = &test.context;
        let ada = insert_user(&context.database, "ada").await;
        let first = &sent(context);
        assert_eq!(claim(context, ada, first).await.unwrap(), Claim::Fresh);
        context.clock.advance_secs(ABANDONED_SECS + 1);
        let second = &sent(context);
        assert_eq!(claim(context, ada, second).await.unwrap(), Claim::Fresh);
        let run = async |key: &Key, body: &str| {
            context.database.write(|tx| async move { keep(&tx, ada, key, 201, body).await }).await
        };

        assert!(matches!(run(first, "late").await, Err(DatabaseError::Unavailable(_))));
        run(second, "in time").await.unwrap();

        assert_eq!(texts(context, "SELECT response_body FROM idempotency_keys").await, ["in time"]);
        let again = claim(context, ada, &sent(context)).await.unwrap();
        assert_eq!(again, Claim::Replay { status: 201, body: "in time".to_owned() });
    }
}
