//! Puts notifications into the outbox that nobody has seen in time, and carries mails out of it: a few at once, in a lane of their own, so that a mail server that does not answer
//! holds up no job. While the way out is closed it knocks with one mail, less and less often; once one has left, all that
//! waited are due.

use std::time::Duration;

use futures_util::future::join_all;
use tokio::{sync::watch, time::sleep};

use super::{
    GRACE, Stage,
    runner::{SHORTEST_SLEEP, between},
};
use crate::services::{
    Context,
    mails::{self, Delivery, MailsError},
};

/// Mails at once while the way is open.
const AT_ONCE: u8 = 4;
/// Between two knocks at a closed door: the first time, and at most. Within a minute of the server's return every mail
/// is on its way (SECURITY X11).
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// How the way out is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// Mails leave.
    Open,
    /// The server took the last one not yet: one at a time.
    Slow,
    /// The last one did not get out at all: one after this pause.
    Closed(Duration),
}

struct Postman {
    context: Context,
    stage: watch::Receiver<Stage>,
    way: Way,
    is_cut_off: bool,
}

/// Carries mails until the worker is told to stop. What is under way then may take a moment; after that it is left to
/// its claim to run out.
pub(super) async fn run(context: Context, stage: watch::Receiver<Stage>) {
    let mut postman = Postman { context, stage, way: Way::Open, is_cut_off: false };
    let mut told = postman.stage.clone();
    let is_over = async {
        // Told, or nobody is there any more to tell.
        let _ = told.wait_for(|stage| *stage != Stage::Working).await.is_ok();
        sleep(GRACE).await;
    };
    tokio::select! {
        () = is_over => {}
        () = postman.work() => {}
    }
}

/// Sends what is due until nothing is, or until the way out turns out to be closed; says how many attempts that took.
pub(super) async fn carry_due(context: &Context) -> Result<u64, MailsError> {
    let mut attempts = 0;
    while mails::post_due(context).await? > 0 {}
    loop {
        let Some(mail) = mails::claim(context, 1).await?.pop() else { return Ok(attempts) };
        attempts += 1;
        if matches!(mails::deliver(context, &mail).await?, Delivery::Unreachable(_)) {
            return Ok(attempts);
        }
    }
}

impl Postman {
    async fn work(&mut self) {
        while self.is_working() {
            let rest = self.round().await;
            self.rest(rest).await;
        }
    }

    fn is_working(&self) -> bool {
        *self.stage.borrow() == Stage::Working
    }

    /// Carries what is due and says how long there is nothing to do. An outbox out of reach is told of once.
    async fn round(&mut self) -> Duration {
        match self.carry().await {
            Ok(rest) => {
                if std::mem::take(&mut self.is_cut_off) {
                    tracing::info!("the outbox is in reach again");
                }
                rest
            }
            Err(error) => {
                if !std::mem::replace(&mut self.is_cut_off, true) {
                    tracing::warn!(%error, "the outbox is out of reach; trying on");
                }
                self.longest()
            }
        }
    }

    async fn carry(&mut self) -> Result<Duration, MailsError> {
        while self.is_working() {
            mails::post_due(&self.context).await?;
            // Looking costs a read; claiming takes the one write lock that SQLite has.
            let now = self.context.clock.now();
            match mails::next_due(&self.context).await? {
                Some(at) if at <= now => {}
                Some(at) => return Ok(between(at.as_millis() - now.as_millis(), self.longest())),
                None => return Ok(self.longest()),
            }
            let limit = if self.way == Way::Open { AT_ONCE } else { 1 };
            let claimed = mails::claim(&self.context, limit).await?;
            if claimed.is_empty() {
                // Another worker was faster.
                return Ok(SHORTEST_SLEEP);
            }
            let deliveries = join_all(claimed.iter().map(|mail| mails::deliver(&self.context, mail))).await;
            let deliveries: Vec<Delivery> = deliveries.into_iter().collect::<Result<_, _>>()?;
            match self.learn(&deliveries).await? {
                Way::Open => {}
                Way::Slow => return Ok(FIRST_PAUSE),
                Way::Closed(pause) => return Ok(pause),
            }
        }
        Ok(SHORTEST_SLEEP)
    }

    /// What the deliveries tell of the way out. The first that leaves after the way was closed makes all others due. After
    /// a "later" it does not: that was said of one mail, as where a mailbox is full, and each mail that left would bring
    /// another attempt at it.
    async fn learn(&mut self, deliveries: &[Delivery]) -> Result<Way, MailsError> {
        let has_sent = deliveries.contains(&Delivery::Sent);
        let reason = deliveries.iter().find_map(|delivery| match delivery {
            Delivery::Unreachable(reason) => Some(reason),
            _ => None,
        });
        let next = match (reason, self.way) {
            (Some(_), Way::Closed(pause)) => Way::Closed((pause * 2).min(LONGEST_PAUSE)),
            (Some(_), _) => Way::Closed(FIRST_PAUSE),
            (None, _) if has_sent => Way::Open,
            (None, _) if deliveries.contains(&Delivery::Later) => Way::Slow,
            // Dropped or given up: that says nothing of the way.
            (None, way) => way,
        };
        let former = std::mem::replace(&mut self.way, next);
        match (former, reason) {
            (Way::Closed(_), Some(_)) | (Way::Open, None) => {}
            (_, Some(reason)) => tracing::warn!(reason, "mails wait: the way out is closed"),
            (Way::Closed(_), None) if next == Way::Open => tracing::info!("mails leave again"),
            (_, None) => {}
        }
        if matches!(former, Way::Closed(_)) && next == Way::Open {
            mails::hasten(&self.context).await?;
        }
        Ok(next)
    }

    /// Rests so long, or until a mail is posted if the way is not closed, or it is time to stop.
    async fn rest(&mut self, rest: Duration) {
        let is_closed = matches!(self.way, Way::Closed(_));
        tokio::select! {
            () = sleep(rest) => {}
            () = mails::posted(&self.context), if !is_closed => {}
            _ = self.stage.changed() => {}
        }
    }

    fn longest(&self) -> Duration {
        Duration::from_millis(self.context.config.worker.poll_interval_ms)
    }
}
