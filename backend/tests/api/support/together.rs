//! Many requests at one moment.

use std::sync::Arc;

use tokio::sync::Barrier;

use super::{Answer, Call};

/// Sends all of them from tasks of their own, at one moment.
pub async fn together(calls: impl IntoIterator<Item = Call>) -> Vec<Answer> {
    let calls: Vec<_> = calls.into_iter().collect();
    let start = Arc::new(Barrier::new(calls.len()));
    let tasks = calls.into_iter().map(|call| {
        let start = Arc::clone(&start);
        tokio::spawn(async move {
            start.wait().await;
            call.send().await
        })
    });
    let mut answers = Vec::new();
    for task in tasks.collect::<Vec<_>>() {
        answers.push(task.await.expect("a request that does not panic"));
    }
    answers
}
