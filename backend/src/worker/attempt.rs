//! One attempt at one job: its deadline, its panic, and what becomes of the job after it.

use std::{any::Any, error::Error, panic::AssertUnwindSafe, time::Duration};

use broadsheet_shared::time::Timestamp;
use futures_util::FutureExt;
use tokio::{
    sync::watch,
    time::{sleep, timeout},
};

use super::{Done, Outcome, Perform, Stage, backoff};
use crate::{
    domain::job::{ClaimedJob, Job},
    services::{
        Context,
        jobs::{self as queue, Verdict},
    },
};

/// How often a verdict is written down before it is left to the claim to run out.
const TRIES: u32 = 3;

/// Does the job and writes down what became of it.
pub(super) async fn run(context: Context, perform: Perform, claimed: ClaimedJob, stage: watch::Receiver<Stage>) {
    let verdict = verdict(&context, perform, &claimed, stage).await;
    if let Verdict::Fail { error } = &verdict {
        let ClaimedJob { id, kind, attempts, .. } = &claimed;
        tracing::error!(job = %id, kind, attempts, error, "a job failed and is given up");
    }
    settle(&context, &claimed, &verdict).await;
}

async fn verdict(
    context: &Context,
    perform: Perform,
    claimed: &ClaimedJob,
    mut stage: watch::Receiver<Stage>,
) -> Verdict {
    if claimed.attempts > claimed.max_attempts {
        return Verdict::Fail { error: "its workers died of it, or were killed, at every attempt".to_owned() };
    }
    let job = match Job::parse(&claimed.kind, &claimed.payload) {
        Ok(job) => job,
        Err(error) => return Verdict::Fail { error: format!("its payload cannot be read: {error}") },
    };
    let deadline = job.limits().deadline;
    // The body is called inside, so that a panic before its first await is caught too.
    let body = async { perform(context.clone(), job).await };
    let error = tokio::select! {
        ended = within(deadline, body) => match ended {
            Ok(Done::Whole) => return Verdict::Finish,
            Ok(Done::InPart) => return Verdict::Resume,
            Err(error) => error,
        },
        () = breaking(&mut stage) => return Verdict::Release,
    };
    if claimed.is_last_attempt() {
        return Verdict::Fail { error };
    }
    let wait_millis = backoff::delay_millis(claimed.attempts, rand::random());
    let at = Timestamp::from_millis(context.clock.now().as_millis().saturating_add(wait_millis));
    Verdict::Retry { at, error }
}

/// What the body says, or in words why it said nothing: it failed, panicked, or took too long.
async fn within(deadline: Duration, body: impl Future<Output = Outcome>) -> Result<Done, String> {
    match timeout(deadline, AssertUnwindSafe(body).catch_unwind()).await {
        Ok(Ok(Ok(done))) => Ok(done),
        Ok(Ok(Err(error))) => Err(in_words(error.as_ref())),
        Ok(Err(panic)) => Err(format!("it panicked: {}", words_of(panic.as_ref()))),
        Err(_) => Err(format!("it did not end within {deadline:?}")),
    }
}

/// The verdict is tried a few times: losing it means that the job is done again.
async fn settle(context: &Context, claimed: &ClaimedJob, verdict: &Verdict) {
    for attempt in 1..=TRIES {
        match queue::settle(context, claimed, verdict).await {
            Ok(true) => return,
            Ok(false) => {
                tracing::warn!(job = %claimed.id, kind = claimed.kind, "a job took longer than its claim");
                return;
            }
            Err(error) if attempt == TRIES => {
                tracing::warn!(job = %claimed.id, kind = claimed.kind, %error, "what became of a job is not written down");
            }
            Err(_) => sleep(Duration::from_millis(100)).await,
        }
    }
}

/// Resolves when what is under way is to be broken off.
async fn breaking(stage: &mut watch::Receiver<Stage>) {
    if stage.wait_for(|stage| *stage == Stage::Breaking).await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// The error with its causes, in one line.
fn in_words(error: &(dyn Error + Send + Sync)) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        if !words.contains(&more) {
            words.push_str(": ");
            words.push_str(&more);
        }
        cause = error.source();
    }
    words
}

fn words_of(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("without words")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_body_that_takes_too_long_is_given_up() {
        let ended = within(Duration::from_millis(1), std::future::pending()).await;

        assert_eq!(ended, Err("it did not end within 1ms".to_owned()));
    }

    #[tokio::test]
    async fn an_error_is_told_with_its_causes() {
        #[derive(Debug, thiserror::Error)]
        #[error("the mail was not sent")]
        struct Outer(#[source] std::io::Error);

        let ended =
            within(Duration::from_secs(60), async { Err(Outer(std::io::Error::other("no route")).into()) }).await;

        assert_eq!(ended, Err("the mail was not sent: no route".to_owned()));
    }
}
