//! The ledger: counts in the database, many requests in one transaction.
//!
//! Each count is a write, and SQLite has one writer, which waits for the disk. So requests that come while a transaction
//! runs wait for the next one together (pattern: group commit). Transactions stay short, so that others get their turn in
//! between, and the line is bounded: of a thousand sign-ins at once most are told to come back before the database hears
//! of them (SECURITY A12). What was counted in the process or by Redis before stays counted.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use broadsheet_shared::limit::Limit;
use tokio::sync::oneshot;

use super::LimitError;
use crate::{
    platform::limiter::{Allowance, Charge, Exceeded, Log, judge, window_ms},
    repositories::{DatabaseError, Transaction, limits},
    services::Context,
};

/// Requests in one transaction: it holds their rows until it ends, and everybody else's writes wait for it.
const AT_ONCE: usize = 32;
/// Requests that wait for the next transactions. Far more than the queue for passwords lets in.
pub(super) const MAX_WAITING: usize = 256;

type Verdict = Result<Vec<Allowance>, Exceeded>;

/// Who waits for the next transaction. Clones share it.
#[derive(Clone, Default)]
pub struct Ledger(Arc<Mutex<Queue>>);

#[derive(Default)]
struct Queue {
    waiting: Vec<Request>,
    is_running: bool,
}

struct Request {
    asked: Vec<(Charge, Limit)>,
    /// The names of the logs, in the same order.
    keys: Vec<String>,
    answer: oneshot::Sender<Result<Verdict, DatabaseError>>,
}

impl Ledger {
    /// Nobody waits.
    pub fn new() -> Self {
        Self::default()
    }

    /// Writes one down in each log, or in none if any is full. The work goes on if the caller leaves.
    pub(super) async fn take(&self, context: &Context, asked: Vec<(Charge, Limit)>) -> Result<Verdict, LimitError> {
        let (answer, told) = oneshot::channel();
        let keys = asked.iter().map(|(charge, _)| context.limiter.name(charge)).collect();
        let is_first = {
            let mut queue = self.lock();
            if queue.waiting.len() >= MAX_WAITING {
                return Err(LimitError::Busy);
            }
            queue.waiting.push(Request { asked, keys, answer });
            !std::mem::replace(&mut queue.is_running, true)
        };
        if is_first {
            let (ledger, context) = (self.clone(), context.clone());
            tokio::spawn(async move { ledger.work(&context).await });
        }
        Ok(told.await.map_err(|_| LimitError::Interrupted)??)
    }

    async fn work(&self, context: &Context) {
        // However the work ends, the next request begins it again.
        let mut working = Working { ledger: self, has_ended: false };
        while let Some(requests) = self.next() {
            let verdicts = decide(context, &requests).await;
            for (place, request) in requests.into_iter().enumerate() {
                let answer = match &verdicts {
                    Ok(verdicts) => Ok(verdicts[place].clone()),
                    Err(error) => Err(error.clone()),
                };
                // Who has left needs no answer.
                let _ = request.answer.send(answer);
            }
        }
        working.has_ended = true;
    }

    /// The next ones, or `None`, and then nobody is working any more.
    fn next(&self) -> Option<Vec<Request>> {
        let mut queue = self.lock();
        if queue.waiting.is_empty() {
            queue.is_running = false;
            return None;
        }
        let count = queue.waiting.len().min(AT_ONCE);
        Some(queue.waiting.drain(..count).collect())
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Dropped before its end, by a panic or with the runtime, it lets those who wait go.
struct Working<'a> {
    ledger: &'a Ledger,
    has_ended: bool,
}

impl Drop for Working<'_> {
    fn drop(&mut self) {
        if !self.has_ended {
            let mut queue = self.ledger.lock();
            queue.is_running = false;
            queue.waiting.clear();
        }
    }
}

/// A log of the database, in this transaction's hands.
struct Kept {
    log: Log,
    limit: Limit,
    is_changed: bool,
}

/// One transaction for all of these, in their order.
async fn decide(context: &Context, requests: &[Request]) -> Result<Vec<Verdict>, DatabaseError> {
    let now = context.clock.now().as_millis();
    context
        .database
        .write(|transaction| async move {
            let mut logs = fetch(&transaction, requests, now).await?;
            let verdicts = requests.iter().map(|request| enter(&mut logs, request, now)).collect();
            for (key, kept) in logs.iter().filter(|(_, kept)| kept.is_changed) {
                let expires_at = now + window_ms(&kept.limit);
                limits::update(&transaction, key, &kept.log.write(), expires_at).await?;
            }
            Ok(verdicts)
        })
        .await
}

/// The logs that are asked for, in the order of their names: who takes them in the same order never waits in a circle.
async fn fetch<'a>(
    transaction: &Transaction,
    requests: &'a [Request],
    now: i64,
) -> Result<BTreeMap<&'a str, Kept>, DatabaseError> {
    let mut logs = BTreeMap::new();
    for (key, (_, limit)) in requests.iter().flat_map(|request| request.keys.iter().zip(&request.asked)) {
        logs.insert(key.as_str(), Kept { log: Log::default(), limit: *limit, is_changed: false });
    }
    for (key, kept) in &mut logs {
        let written = limits::lock(transaction, key, now + window_ms(&kept.limit)).await?;
        kept.log = Log::read(&written).unwrap_or_default();
        kept.is_changed = kept.log.forget(now, &kept.limit);
    }
    Ok(logs)
}

fn enter(logs: &mut BTreeMap<&str, Kept>, request: &Request, now: i64) -> Verdict {
    let kept = request.keys.iter().filter_map(|key| logs.get(key.as_str()));
    let looks: Vec<_> = kept.map(|kept| kept.log.look(now, &kept.limit)).collect();
    let allowances = judge(&request.asked, &looks)?;
    for key in &request.keys {
        if let Some(kept) = logs.get_mut(key.as_str()) {
            kept.log.add(now);
            kept.is_changed = true;
        }
    }
    Ok(allowances)
}
