//! Facts about the worker. Its jobs here are kinds that exist with bodies of the tests' own.

use std::{
    io,
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use futures_util::future::join_all;
use tracing_subscriber::fmt::MakeWriter;

use super::*;
use crate::services::testing::{TestContext, texts};

/// Ten times what is promised of a worker that hears of a job.
const DEADLINE: Duration = Duration::from_secs(10);

fn performing<F>(body: impl Fn(Job) -> F + Send + Sync + 'static) -> Perform
where
    F: Future<Output = Outcome> + Send + 'static,
{
    Arc::new(move |_, job| Box::pin(body(job)))
}

/// Enqueues so many jobs, told apart by their number.
async fn enqueue(context: &Context, count: i64) {
    let jobs: Vec<_> = (0..count)
        .map(|number| (Job::RerenderOutdated { renderer_version: number }, format!("test {number}")))
        .collect();
    queue::enqueue_once(context, &jobs).await.unwrap();
}

async fn until(is_so: impl AsyncFn() -> bool) {
    let started = Instant::now();
    while !is_so().await {
        assert!(started.elapsed() < DEADLINE, "it did not come about");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// A worker that hears of other processes' jobs only after a minute.
async fn with_slow_polls() -> TestContext {
    TestContext::changed(|config| config.worker.poll_interval_ms = 60_000).await
}

#[tokio::test]
async fn a_worker_hears_of_a_job_at_its_commit() {
    let test = with_slow_polls().await;
    let done = Arc::new(AtomicU64::new(0));
    let counter = done.clone();
    let worker = Worker::with(
        &test.context,
        performing(move |_| {
            counter.fetch_add(1, Ordering::SeqCst);
            async { Ok(Done::Whole) }
        }),
    );
    // The calendar's own come first.
    until(async || done.load(Ordering::SeqCst) > 0).await;
    until(async || queue::next_due(&test.context).await.unwrap().is_none()).await;
    let before = "SELECT kind FROM jobs WHERE finished_at IS NULL";
    until(async || texts(&test.context, before).await.is_empty()).await;
    let before = done.load(Ordering::SeqCst);

    enqueue(&test.context, 1).await;
    until(async || done.load(Ordering::SeqCst) == before + 1).await;

    worker.stop().await;
}

#[tokio::test]
async fn x22_a_panic_in_a_job_ends_the_attempt_and_not_the_worker() {
    let test = with_slow_polls().await;
    let perform = performing(|job| async move {
        assert_ne!(job, Job::RerenderOutdated { renderer_version: 0 }, "the first is unlucky");
        Ok(Done::Whole)
    });
    let worker = Worker::with(&test.context, perform);

    enqueue(&test.context, 2).await;
    let second = "SELECT kind FROM jobs WHERE unique_key = 'test 1' AND finished_at IS NOT NULL";
    until(async || !texts(&test.context, second).await.is_empty()).await;
    let first = "SELECT last_error FROM jobs WHERE unique_key = 'test 0' AND last_error IS NOT NULL";
    until(async || !texts(&test.context, first).await.is_empty()).await;
    // The calendar's own, of which not all find room at once.
    let waiting = "SELECT kind FROM jobs WHERE attempts = 0";
    until(async || texts(&test.context, waiting).await.is_empty()).await;
    worker.stop().await;

    assert!(texts(&test.context, first).await[0].starts_with("it panicked: "));
}

#[tokio::test]
async fn jobs_under_way_end_before_the_worker_stops() {
    let test = with_slow_polls().await;
    let (begun, may_end) = (Arc::new(tokio::sync::Semaphore::new(0)), Arc::new(tokio::sync::Semaphore::new(0)));
    let (tell, wait) = (begun.clone(), may_end.clone());
    let perform = performing(move |_| {
        let (tell, wait) = (tell.clone(), wait.clone());
        async move {
            tell.add_permits(1);
            let _ = wait.acquire().await;
            Ok(Done::Whole)
        }
    });
    enqueue(&test.context, 1).await;
    let worker = Worker::with(&test.context, perform);
    begun.acquire().await.unwrap().forget();

    worker.teller()();
    may_end.add_permits(100);
    worker.stop().await;

    let left = texts(&test.context, "SELECT kind FROM jobs WHERE attempts > 0 AND finished_at IS NULL").await;
    assert!(left.is_empty(), "{left:?}");
    work_off(&test.context, &performing(|_| async { Ok(Done::Whole) })).await.unwrap();
}

#[tokio::test]
async fn what_is_broken_off_is_put_back_as_if_untouched() {
    let test = TestContext::new().await;
    enqueue(&test.context, 1).await;
    let claimed = queue::claim(&test.context, 1).await.unwrap().remove(0);
    let (stage, stages) = watch::channel(Stage::Breaking);

    attempt::run(test.context.clone(), performing(|_| std::future::pending()), claimed, stages).await;
    drop(stage);

    assert_eq!(queue::claim(&test.context, 1).await.unwrap()[0].attempts, 1);
    test.context.clock.advance_secs(queue::CLAIM_SECS);
    work_off(&test.context, &performing(|_| async { Ok(Done::Whole) })).await.unwrap();
}

#[tokio::test]
async fn a_failure_is_tried_again_later_and_the_last_one_told_once() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt().with_writer(log.clone()).with_ansi(false).finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let test = TestContext::new().await;
    enqueue(&test.context, 1).await;
    let failing = performing(|_| async { Err("no luck".into()) });
    let attempts = Job::RerenderOutdated { renderer_version: 0 }.limits().attempts;

    for attempt in 1..=attempts {
        assert_eq!(work_off(&test.context, &failing).await.unwrap(), 1, "attempt {attempt}");
        // Not before its time.
        assert_eq!(work_off(&test.context, &failing).await.unwrap(), 0, "after attempt {attempt}");
        test.context.clock.advance_secs(3_600);
    }

    let error = "SELECT last_error FROM jobs WHERE failed_at IS NOT NULL AND finished_at IS NULL";
    assert_eq!(texts(&test.context, error).await, ["no luck"]);
    assert_eq!(log.text().matches("is given up").count(), 1, "{}", log.text());
    assert_eq!(log.text().matches("no luck").count(), 1, "{}", log.text());
}

#[tokio::test]
async fn a_job_that_kills_its_workers_is_given_up() {
    let test = TestContext::new().await;
    enqueue(&test.context, 1).await;
    let attempts = Job::RerenderOutdated { renderer_version: 0 }.limits().attempts;

    for _ in 0..attempts {
        assert_eq!(queue::claim(&test.context, 9).await.unwrap().len(), 1);
        assert!(queue::claim(&test.context, 9).await.unwrap().is_empty(), "it is held");
        test.context.clock.advance_secs(queue::CLAIM_SECS);
    }
    work_off(&test.context, &performing(|_| async { panic!("it is not done again") })).await.unwrap();

    let error = texts(&test.context, "SELECT last_error FROM jobs WHERE failed_at IS NOT NULL").await;
    assert_eq!(error, ["its workers died of it, or were killed, at every attempt"]);
}

#[tokio::test]
async fn whoever_lost_a_claim_no_longer_ends_the_job() {
    let test = TestContext::new().await;
    enqueue(&test.context, 1).await;
    let slow = queue::claim(&test.context, 1).await.unwrap().remove(0);
    test.context.clock.advance_secs(queue::CLAIM_SECS);
    let quick = queue::claim(&test.context, 1).await.unwrap().remove(0);

    assert!(!queue::settle(&test.context, &slow, &queue::Verdict::Finish).await.unwrap());
    assert!(queue::settle(&test.context, &quick, &queue::Verdict::Finish).await.unwrap());
}

#[tokio::test]
async fn a_part_done_is_resumed_with_all_attempts_before_it() {
    let test = TestContext::new().await;
    enqueue(&test.context, 1).await;
    let calls = Arc::new(AtomicU64::new(0));
    let counter = calls.clone();
    let in_parts = performing(move |_| {
        let call = counter.fetch_add(1, Ordering::SeqCst);
        async move { Ok(if call < 20 { Done::InPart } else { Done::Whole }) }
    });

    work_off(&test.context, &in_parts).await.unwrap();

    assert_eq!(calls.load(Ordering::SeqCst), 21);
}

#[tokio::test]
async fn k6_two_processes_do_each_job_once() {
    let test = TestContext::new().await;
    let neighbours = [test.neighbour().await, test.neighbour().await];
    for round in 0..5 {
        let done = Arc::new(Mutex::new(Vec::new()));
        let list = done.clone();
        let perform = performing(move |job| {
            list.lock().unwrap().push(job);
            async { Ok(Done::Whole) }
        });
        let jobs: Vec<_> = (0..30)
            .map(|number| (Job::RerenderOutdated { renderer_version: number }, format!("round {round}, {number}")))
            .collect();
        queue::enqueue_once(&test.context, &jobs).await.unwrap();

        let working = neighbours.iter().flat_map(|context| [work_off(context, &perform), work_off(context, &perform)]);
        let attempts: u64 = join_all(working).await.into_iter().map(Result::unwrap).sum();

        let mut payloads: Vec<String> = done.lock().unwrap().iter().map(Job::payload).collect();
        payloads.sort_unstable();
        payloads.dedup();
        assert_eq!((attempts, payloads.len()), (30, 30), "round {round}");
    }
}

#[tokio::test]
async fn x12_schedules_fire_once_a_period_however_the_clock_jumps() {
    let test = TestContext::new().await;
    let neighbour = test.neighbour().await;
    let (mut ours, mut theirs) = (schedule::Schedules::new(), schedule::Schedules::new());
    let hourly = async || texts(&test.context, "SELECT kind FROM jobs WHERE kind = 'sweep_media'").await.len();

    ours.tick(&test.context).await.unwrap();
    theirs.tick(&neighbour).await.unwrap();
    assert_eq!(hourly().await, 1, "two processes, one period");
    for (jump, expected) in [
        (0, 1),                   // The clock stands still.
        (3_600, 2),               // The next hour.
        (-3_600, 2),              // It comes a second time.
        (3_600, 2),               // So does this one.
        (315_360_000, 3),         // Ten years at once are one hour.
        (-315_360_000, 3),        // Back again: at work as before.
        (-315_360_000, 4),        // Ten years too early.
        (315_360_000 + 3_600, 5), // Right again: the next hour at once.
    ] {
        test.context.clock.advance_secs(jump);
        ours.tick(&test.context).await.unwrap();
        theirs.tick(&neighbour).await.unwrap();
        assert_eq!(hourly().await, expected, "after a jump of {jump} s");
    }

    // The latest is ten years ahead.
    test.context.clock.advance_secs(400_000_000);
    work_off(&test.context, &performing(|_| async { Ok(Done::Whole) })).await.unwrap();
}

#[tokio::test]
async fn a_job_for_a_newer_program_is_left_to_it() {
    let test = TestContext::new().await;
    let newer = Job::RerenderOutdated { renderer_version: i64::MAX };
    queue::enqueue_once(&test.context, &[(newer, "newer".to_owned())]).await.unwrap();

    assert_eq!(run_due(&test.context).await.unwrap(), 1);

    let error = texts(&test.context, "SELECT last_error FROM jobs WHERE finished_at IS NULL").await;
    assert!(error[0].contains("an older one"), "{error:?}");
}

#[test]
fn no_attempt_may_outlast_its_claim() {
    let post = broadsheet_shared::id::PostId(uuid::Uuid::nil());
    let jobs = [
        Job::PublishScheduledPost { post },
        Job::RerenderOutdated { renderer_version: 1 },
        Job::PurgeDeletedPosts {},
        Job::PurgeIdempotencyKeys {},
        Job::PurgeSessions {},
        Job::PurgeLimitLogs {},
        Job::PurgeMails {},
        Job::PurgeRegistrations {},
        Job::PurgeJobs {},
        Job::EndSuspension { user: broadsheet_shared::id::UserId(uuid::Uuid::nil()) },
        Job::PurgeAuditOrigins {},
        Job::PurgePersonalTokens {},
        Job::PurgeCeremonies {},
        Job::PurgeChannel {},
        Job::SettleTies { user: broadsheet_shared::id::UserId(uuid::Uuid::nil()) },
        Job::NotifyFollowers { post },
        Job::WakeTold { of: crate::domain::notification::Subject::Post(post), after: None },
        Job::PostDigests {},
        Job::PurgeNotifications {},
        Job::RemindLeavers {},
        Job::EraseAccounts {},
        Job::SweepMedia {},
    ];

    assert_eq!(jobs.len(), Job::KINDS.len(), "a new kind belongs here too");
    for job in jobs {
        let deadline = i64::try_from(job.limits().deadline.as_secs()).unwrap();
        assert!(deadline + 20 <= queue::CLAIM_SECS, "{}", job.kind());
    }
}

/// What was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}
