//! What is done again and again. Each period of each job has a key in the queue, so that it is enqueued once, whichever
//! process asks first and however the clock jumps: an hour that comes twice has its key already, and of ten years that
//! a clock leaps over only the hour where it lands is enqueued.

use std::collections::HashMap;

use broadsheet_shared::time::Timestamp;

use crate::{
    domain::job::Job,
    platform::markdown::RENDERER_VERSION,
    services::{
        Context,
        jobs::{self as queue, JobsError},
    },
};

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// The calendar: how often, in seconds, and what.
fn calendar() -> [(i64, Job); 17] {
    [
        (5 * MINUTE, Job::PurgeChannel {}),
        (HOUR, Job::RerenderOutdated { renderer_version: RENDERER_VERSION.into() }),
        (HOUR, Job::PurgeDeletedPosts {}),
        (HOUR, Job::PurgeIdempotencyKeys {}),
        (HOUR, Job::PurgeLimitLogs {}),
        (HOUR, Job::PurgeCeremonies {}),
        (HOUR, Job::SweepMedia {}),
        (HOUR, Job::RemindLeavers {}),
        (HOUR, Job::EraseAccounts {}),
        (HOUR, Job::PostDigests {}),
        (DAY, Job::PurgeSessions {}),
        (DAY, Job::PurgeMails {}),
        (DAY, Job::PurgeRegistrations {}),
        (DAY, Job::PurgeJobs {}),
        (DAY, Job::PurgeNotifications {}),
        (DAY, Job::PurgeAuditOrigins {}),
        (DAY, Job::PurgePersonalTokens {}),
    ]
}

/// Remembers what was enqueued last, so that only a new period asks the database.
#[derive(Debug, Default)]
pub(super) struct Schedules {
    seen: HashMap<&'static str, i64>,
}

impl Schedules {
    /// Has enqueued nothing yet.
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Enqueues what the present period lacks.
    pub(super) async fn tick(&mut self, context: &Context) -> Result<(), JobsError> {
        let now = context.clock.now();
        let mut wanted = Vec::new();
        for (every_secs, job) in calendar() {
            let period = period(now, every_secs);
            if self.seen.get(job.kind()) != Some(&period) {
                wanted.push((every_secs, period, job));
            }
        }
        if wanted.is_empty() {
            return Ok(());
        }
        let jobs: Vec<_> = wanted.iter().map(|(every, period, job)| (job.clone(), key(job, *every, *period))).collect();
        queue::enqueue_once(context, &jobs).await?;
        self.seen.extend(wanted.iter().map(|(_, period, job)| (job.kind(), *period)));
        Ok(())
    }
}

/// The number of the period that this time is in, counted from 1970.
fn period(now: Timestamp, every_secs: i64) -> i64 {
    now.as_millis().div_euclid(every_secs * 1_000)
}

/// As in `rerender_outdated {"renderer_version":1} 3600 x 491158`: another payload is another job.
fn key(job: &Job, every_secs: i64, period: i64) -> String {
    format!("{} {} {every_secs} x {period}", job.kind(), job.payload())
}
