//! The job runner, its schedules and the bodies of jobs; and beside it the one who carries mails.
//!
//! Pattern: competing consumers over a table. Any number of processes may work; each job is claimed by one of them for a
//! time, so a worker that dies loses its jobs to another. Deeds happen at least once, hence bodies that may run twice.
//!
//! To add a job: a kind in `domain::job`, its body in a file of `worker/jobs`, an arm in `jobs::perform`; a service
//! enqueues it by `repositories::jobs::insert` in its own transaction. Done again and again: a line in `schedule`.

mod attempt;
mod backoff;
mod jobs;
mod postman;
mod runner;
mod schedule;
#[cfg(test)]
mod tests;

use std::{sync::Arc, time::Duration};

use futures_util::future::BoxFuture;
pub use jobs::{Done, Outcome};
use tokio::{sync::watch, task::JoinHandle, time::sleep};

use crate::{
    domain::job::{ClaimedJob, Job},
    services::{
        Context,
        jobs::{self as queue, JobsError},
        mails::MailsError,
    },
};

/// How long jobs under way may go on after the worker was told to stop; then they are broken off and put back.
const GRACE: Duration = Duration::from_secs(9);
/// How long a worker whose own loop died waits before it begins again.
const AFTER_A_CRASH: Duration = Duration::from_secs(1);

/// What does the jobs: the bodies of this room, or a test's.
type Perform = Arc<dyn Fn(Context, Job) -> BoxFuture<'static, Outcome> + Send + Sync>;

/// How far a worker has come with stopping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Takes jobs.
    Working,
    /// Takes no more and lets those under way end.
    Finishing,
    /// Breaks off what is under way.
    Breaking,
}

/// A worker of this process. It goes on until it is told to stop.
#[derive(Debug)]
pub struct Worker {
    stage: Arc<watch::Sender<Stage>>,
    task: JoinHandle<()>,
}

impl Worker {
    /// Begins to work, as the configuration says.
    pub fn start(context: &Context) -> Self {
        Self::with(context, bodies())
    }

    fn with(context: &Context, perform: Perform) -> Self {
        let stage = Arc::new(watch::Sender::new(Stage::Working));
        let (context, told) = (context.clone(), stage.clone());
        let task = tokio::spawn(async move {
            let jobs = || runner::run(context.clone(), perform.clone(), told.clone());
            let mails = || postman::run(context.clone(), told.subscribe());
            tokio::join!(kept_running("jobs", &told, jobs), kept_running("mails", &told, mails));
        });
        Self { stage, task }
    }

    /// Tells it to stop when the handle that comes back is called. Told twice is told once.
    pub fn teller(&self) -> impl Fn() + Send + use<> {
        let stage = self.stage.clone();
        move || {
            stage.send_if_modified(|stage| {
                let is_working = *stage == Stage::Working;
                if is_working {
                    *stage = Stage::Finishing;
                }
                is_working
            });
        }
    }

    /// Tells it to stop and waits until it has: ten seconds at most.
    pub async fn stop(self) {
        self.teller()();
        if let Err(crash) = self.task.await {
            tracing::error!(error = %crash, "the worker did not stop in order");
        }
    }
}

/// Begins a loop again after a panic in it, until the worker stops. A panic in a job ends the attempt and no loop.
async fn kept_running<F>(what: &'static str, stage: &watch::Sender<Stage>, begin: impl Fn() -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    while let Err(crash) = tokio::spawn(begin()).await {
        if *stage.borrow() != Stage::Working {
            break;
        }
        tracing::error!(what, error = %crash, "a loop of the worker ended and begins again");
        sleep(AFTER_A_CRASH).await;
    }
}

/// Why what is due was not all done.
#[derive(Debug, Clone, thiserror::Error)]
pub enum WorkError {
    /// The queue of jobs.
    #[error(transparent)]
    Jobs(#[from] JobsError),
    /// The outbox.
    #[error(transparent)]
    Mails(#[from] MailsError),
}

/// Does what is due, one job after another, then every mail, until nothing is; says how many attempts that took. What
/// fails and may be tried again waits for its time.
pub async fn run_due(context: &Context) -> Result<u64, WorkError> {
    let jobs = work_off(context, &bodies()).await?;
    Ok(jobs + postman::carry_due(context).await?)
}

/// The bodies of this room.
fn bodies() -> Perform {
    Arc::new(|context, job| Box::pin(jobs::perform(context, job)))
}

async fn work_off(context: &Context, perform: &Perform) -> Result<u64, JobsError> {
    let (stage, _) = watch::channel(Stage::Working);
    let mut attempts = 0;
    loop {
        let claimed: Vec<ClaimedJob> = queue::claim(context, 1).await?;
        let Some(job) = claimed.into_iter().next() else { return Ok(attempts) };
        attempt::run(context.clone(), perform.clone(), job, stage.subscribe()).await;
        attempts += 1;
    }
}

/// Enqueues what the calendar says, for a process that works off what is due and ends.
pub async fn enqueue_scheduled(context: &Context) -> Result<(), WorkError> {
    Ok(schedule::Schedules::new().tick(context).await?)
}
