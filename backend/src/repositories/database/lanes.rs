//! The connections of one door, each in a lane of its own with a deadline on whatever runs there.
//!
//! The driver's pool cannot tell which connection a statement runs on, waits without end for a server whose link is
//! dead, and keeps such a connection's place taken. A lane is a pool of one: it can be stopped, tested and made anew
//! while its neighbours go on. Pattern: bulkhead.

use std::{
    collections::VecDeque,
    fmt,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use sea_orm::{ConnAcquireErr, DatabaseConnection, DbErr, RuntimeErr};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, timeout, timeout_at},
};

use super::{connect::Opener, error, watch::Watch};

/// A server that keeps the time itself is waited for a little longer, so that its own word comes first.
const GRACE: Duration = Duration::from_millis(300);

/// One door's connections. Clones share them.
#[derive(Clone)]
pub(super) struct Lanes(Arc<Shared>);

struct Shared {
    opener: Opener,
    places: Arc<Semaphore>,
    count: u32,
    /// The free lanes, the one that rested longest in front; there are at most as many as places.
    free: Mutex<VecDeque<Lane>>,
    /// How many statements were run so far.
    statements: AtomicU64,
}

/// One connection, opened when it is first used.
struct Lane {
    handle: DatabaseConnection,
    watch: Watch,
    /// Whether the connection was ever seen to work since it was made.
    is_proven: bool,
}

impl Lanes {
    /// Opens the first lane, which shows that the database is there; the others follow as they are needed.
    pub async fn open(opener: Opener, count: u32) -> Result<Self, DbErr> {
        let first = Lane::make(&opener).await?;
        timeout(opener.acquire_timeout, first.handle.ping()).await.map_err(|_| too_late())??;
        let places = Arc::new(Semaphore::new(count as usize));
        let free = Mutex::new(VecDeque::from([Lane { is_proven: true, ..first }]));
        Ok(Self(Arc::new(Shared { opener, places, count, free, statements: AtomicU64::default() })))
    }

    /// Takes a lane for one statement and runs it there.
    pub async fn run<T, F>(&self, work: impl FnOnce(DatabaseConnection) -> F + Send) -> Result<T, DbErr>
    where
        F: Future<Output = Result<T, DbErr>> + Send,
        T: Send,
    {
        self.0.count_one();
        self.run_aside(work).await
    }

    /// The same for what is said between processes, whenever it is: it is part of no answer, and is not counted.
    pub async fn run_aside<T, F>(&self, work: impl FnOnce(DatabaseConnection) -> F + Send) -> Result<T, DbErr>
    where
        F: Future<Output = Result<T, DbErr>> + Send,
        T: Send,
    {
        let mut held = self.take().await?;
        let handle = held.handle().clone();
        let outcome = held.watched(work(handle)).await;
        if let Err(error) = &outcome {
            held.doubt(error);
        }
        outcome
    }

    /// Waits for a lane, and for its connection where it has none yet; both within the acquire timeout.
    pub async fn take(&self) -> Result<Held, DbErr> {
        let deadline = Instant::now() + self.0.opener.acquire_timeout;
        let place = timeout_at(deadline, Arc::clone(&self.0.places).acquire_owned()).await;
        let place = place.map_err(|_| too_late())?.map_err(|_| closed())?;
        let rested = self.0.free().pop_front();
        let lane = match rested {
            Some(lane) => lane,
            None => Lane::make(&self.0.opener).await?,
        };
        let mut held = Held { shared: Arc::clone(&self.0), lane: Some((lane, place)), is_busy: AtomicBool::new(false) };
        held.prove(deadline).await?;
        Ok(held)
    }

    /// How many statements were run so far; those that begin and end a transaction count too.
    pub fn statements(&self) -> u64 {
        self.0.statements.load(Ordering::Relaxed)
    }

    /// Waits for what runs and closes every connection.
    pub async fn close(&self) -> Result<(), DbErr> {
        let all = self.0.places.acquire_many(self.0.count).await.map_err(|_| closed())?;
        self.0.places.close();
        all.forget();
        let lanes = std::mem::take(&mut *self.0.free());
        for lane in lanes {
            lane.handle.close_by_ref().await?;
        }
        Ok(())
    }
}

impl fmt::Debug for Lanes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lanes").field("count", &self.0.count).finish_non_exhaustive()
    }
}

impl Shared {
    fn free(&self) -> MutexGuard<'_, VecDeque<Lane>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn count_one(&self) {
        self.statements.fetch_add(1, Ordering::Relaxed);
    }

    /// A lane whose statement was left alone: stopped, waited for, and made anew if it does not come back.
    async fn mend(self: Arc<Self>, lane: Lane, place: OwnedSemaphorePermit) {
        if self.opener.is_read_only {
            lane.watch.call_off();
        }
        let answer = timeout(self.opener.statement_timeout + GRACE, lane.handle.ping()).await;
        let lane = match answer {
            Ok(Ok(())) => lane,
            // The old one ends with its socket, whenever the system gives that up.
            _ => match Lane::make(&self.opener).await {
                Ok(fresh) => fresh,
                Err(_) => Lane { is_proven: false, ..lane },
            },
        };
        lane.watch.disarm();
        self.free().push_back(lane);
        drop(place);
    }
}

impl Lane {
    async fn make(opener: &Opener) -> Result<Self, DbErr> {
        let watch = Watch::default();
        Ok(Self { handle: opener.open(&watch).await?, watch, is_proven: false })
    }
}

/// A lane in use; goes back when dropped.
pub(super) struct Held {
    shared: Arc<Shared>,
    /// Taken out on drop alone.
    lane: Option<(Lane, OwnedSemaphorePermit)>,
    /// A statement runs, or was left alone while it ran.
    is_busy: AtomicBool,
}

impl Held {
    fn lane(&self) -> &Lane {
        &self.lane.as_ref().expect("a lane is held until the drop").0
    }

    pub fn handle(&self) -> &DatabaseConnection {
        &self.lane().handle
    }

    /// Whether the last statement was left alone, so that nothing more can be said on this connection.
    pub fn is_lost(&self) -> bool {
        self.is_busy.load(Ordering::Relaxed)
    }

    /// Runs one statement of this lane's connection against its deadline.
    pub async fn run<T>(&self, statement: impl Future<Output = Result<T, DbErr>> + Send) -> Result<T, DbErr> {
        self.shared.count_one();
        self.watched(statement).await
    }

    async fn watched<T>(&self, statement: impl Future<Output = Result<T, DbErr>> + Send) -> Result<T, DbErr> {
        let patience = self.shared.opener.statement_timeout;
        self.is_busy.store(true, Ordering::Relaxed);
        self.lane().watch.arm(patience);
        let Ok(outcome) = timeout(patience + GRACE, statement).await else {
            return Err(DbErr::Conn(RuntimeErr::Internal("no answer within the statement timeout".to_owned())));
        };
        self.lane().watch.disarm();
        self.is_busy.store(false, Ordering::Relaxed);
        outcome
    }

    async fn prove(&mut self, deadline: Instant) -> Result<(), DbErr> {
        if self.lane().is_proven {
            return Ok(());
        }
        // A connection that does not answer is mended when it comes back: as it is it would keep the next one waiting too.
        self.is_busy.store(true, Ordering::Relaxed);
        let answer = timeout_at(deadline, self.handle().ping()).await;
        answer.map_err(|_| too_late())??;
        self.is_busy.store(false, Ordering::Relaxed);
        if let Some((lane, _)) = &mut self.lane {
            lane.is_proven = true;
        }
        Ok(())
    }

    /// The connection failed: the next one to take this lane sees first whether it works.
    pub fn doubt(&mut self, error: &DbErr) {
        if error::is_unavailable(error)
            && let Some((lane, _)) = &mut self.lane
        {
            lane.is_proven = false;
        }
    }
}

impl fmt::Debug for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Held")
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let Some((lane, place)) = self.lane.take() else { return };
        if !self.is_lost() {
            self.shared.free().push_back(lane);
            return;
        }
        // Without a runtime the program is at its end, and so is the connection.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(Arc::clone(&self.shared).mend(lane, place));
        }
    }
}

fn too_late() -> DbErr {
    DbErr::ConnectionAcquire(ConnAcquireErr::Timeout)
}

fn closed() -> DbErr {
    DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed)
}
