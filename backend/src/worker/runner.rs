//! The loop of a worker: asks the calendar, takes what is due as far as there is room, and sleeps until something is.

use std::{sync::Arc, time::Duration};

use tokio::{sync::watch, task::JoinSet, time::sleep};

use super::{GRACE, Perform, Stage, attempt, schedule::Schedules};
use crate::services::{
    Context,
    jobs::{self as queue, JobsError},
};

/// No sleep is shorter, so that a clock that jumps about cannot spin the loop.
pub(super) const SHORTEST_SLEEP: Duration = Duration::from_millis(5);

struct Runner {
    context: Context,
    perform: Perform,
    stage: watch::Receiver<Stage>,
    schedules: Schedules,
    running: JoinSet<()>,
    is_cut_off: bool,
}

/// Works until it is told to stop, and until what it took has ended.
pub(super) async fn run(context: Context, perform: Perform, stage: Arc<watch::Sender<Stage>>) {
    let mut runner = Runner {
        context,
        perform,
        stage: stage.subscribe(),
        schedules: Schedules::new(),
        running: JoinSet::new(),
        is_cut_off: false,
    };
    while *runner.stage.borrow_and_update() == Stage::Working {
        let nap = runner.take_up().await;
        runner.rest(nap).await;
    }
    runner.wind_up(&stage).await;
}

impl Runner {
    /// Starts what is due and says how long there is nothing to do. A queue out of reach is told of once.
    async fn take_up(&mut self) -> Duration {
        let longest = Duration::from_millis(self.context.config.worker.poll_interval_ms);
        match self.start_due(longest).await {
            Ok(nap) => {
                if std::mem::take(&mut self.is_cut_off) {
                    tracing::info!("the queue of jobs is in reach again");
                }
                nap
            }
            Err(error) => {
                if !std::mem::replace(&mut self.is_cut_off, true) {
                    tracing::warn!(%error, "the queue of jobs is out of reach; trying on");
                }
                longest
            }
        }
    }

    async fn start_due(&mut self, longest: Duration) -> Result<Duration, JobsError> {
        self.schedules.tick(&self.context).await?;
        loop {
            while self.running.try_join_next().is_some() {}
            let room = usize::from(self.context.config.worker.concurrency).saturating_sub(self.running.len());
            let Some(room) = u8::try_from(room).ok().filter(|room| *room > 0) else { return Ok(longest) };
            // Looking costs a read; claiming takes the one write lock that SQLite has.
            let now = self.context.clock.now();
            match queue::next_due(&self.context).await? {
                Some(at) if at <= now => {}
                Some(at) => return Ok(between(at.as_millis() - now.as_millis(), longest)),
                None => return Ok(longest),
            }
            let claimed = queue::claim(&self.context, room).await?;
            if claimed.is_empty() {
                // Another worker was faster.
                return Ok(SHORTEST_SLEEP);
            }
            for job in claimed {
                let (context, perform) = (self.context.clone(), self.perform.clone());
                self.running.spawn(attempt::run(context, perform, job, self.stage.clone()));
            }
        }
    }

    /// Sleeps so long, or until a job is enqueued, room is made, or it is time to stop.
    async fn rest(&mut self, nap: Duration) {
        tokio::select! {
            () = sleep(nap) => {}
            () = queue::enqueued(&self.context) => {}
            Some(_) = self.running.join_next() => {}
            _ = self.stage.changed() => {}
        }
    }

    /// Lets what is under way end; breaks it off after a while.
    async fn wind_up(mut self, stage: &watch::Sender<Stage>) {
        let is_late = async {
            sleep(GRACE).await;
            stage.send_replace(Stage::Breaking);
            std::future::pending::<()>().await;
        };
        tokio::select! {
            () = is_late => {}
            () = async { while self.running.join_next().await.is_some() {} } => {}
        }
    }
}

/// So many milliseconds, held between the shortest sleep and the longest.
pub(super) fn between(millis: i64, longest: Duration) -> Duration {
    Duration::from_millis(u64::try_from(millis).unwrap_or_default()).clamp(SHORTEST_SLEEP, longest)
}
