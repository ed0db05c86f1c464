//! Heavy work behind a bounded door: a few at once on blocking threads, a short queue, and a plain no for the rest.
//!
//! Password hashes and pictures take much memory and processor by nature; without a door a hundred of them would take
//! the machine from everyone else (SECURITY section 1, A12). Pattern: bulkhead with a bounded queue.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The door. Clones share it.
#[derive(Debug, Clone)]
pub struct WorkQueue(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    running: Arc<Semaphore>,
    inside: AtomicUsize,
    max_inside: usize,
}

/// Why work was not done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WorkError {
    /// The queue is full: answer 503 and say when to come back.
    #[error("too much work of this kind is waiting")]
    Full,
    /// The thread broke off.
    #[error("work on a blocking thread failed: {0}")]
    Failed(String),
}

impl WorkQueue {
    /// Lets `running` in at once and `waiting` more wait for their turn.
    pub fn new(running: usize, waiting: usize) -> Self {
        let running = running.max(1);
        Self(Arc::new(Inner {
            running: Arc::new(Semaphore::new(running)),
            inside: AtomicUsize::new(0),
            max_inside: running + waiting,
        }))
    }

    /// Half the processors, at least one.
    pub fn half_the_cores() -> usize {
        std::thread::available_parallelism().map_or(1, |cores| cores.get() / 2).max(1)
    }

    /// Takes a place and waits for its turn, for work on threads of the caller's own.
    pub async fn turn(&self) -> Result<Running, WorkError> {
        let place = Place::take(&self.0)?;
        let permit = Arc::clone(&self.0.running).acquire_owned().await;
        let permit = permit.map_err(|error| WorkError::Failed(error.to_string()))?;
        Ok(Running { _permit: permit, _place: place })
    }

    /// Runs `work` on a blocking thread once there is room. The place is kept until the work is over, even when the
    /// caller leaves in between: a thread cannot be called back.
    pub async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, WorkError> {
        let running = self.turn().await?;
        let span = tracing::Span::current();
        let task = tokio::task::spawn_blocking(move || {
            let _entered = span.entered();
            let _held: Running = running;
            work()
        });
        task.await.map_err(|error| WorkError::Failed(error.to_string()))
    }

    /// How many run or wait.
    #[cfg(test)]
    pub(super) fn inside(&self) -> usize {
        self.0.inside.load(Ordering::Acquire)
    }
}

/// Leave to run; given back on drop.
#[derive(Debug)]
pub struct Running {
    _permit: OwnedSemaphorePermit,
    _place: Place,
}

/// One place inside, running or waiting; given back on drop.
#[derive(Debug)]
struct Place(Arc<Inner>);

impl Place {
    fn take(inner: &Arc<Inner>) -> Result<Self, WorkError> {
        let is_full = inner.inside.fetch_add(1, Ordering::AcqRel) >= inner.max_inside;
        let place = Self(Arc::clone(inner));
        if is_full { Err(WorkError::Full) } else { Ok(place) }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.inside.fetch_sub(1, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[tokio::test]
    async fn a_full_queue_says_so_and_empties_again() {
        let queue = WorkQueue::new(1, 2);
        let (release, released) = mpsc::channel::<()>();
        let first = tokio::spawn({
            let queue = queue.clone();
            async move { queue.run(move || released.recv().is_err()).await }
        });
        let waiting = [1, 2].map(|number| {
            let queue = queue.clone();
            tokio::spawn(async move { queue.run(move || number).await })
        });
        while queue.inside() < 3 {
            tokio::task::yield_now().await;
        }

        assert_eq!(queue.run(|| ()).await, Err(WorkError::Full));
        drop(release);

        assert_eq!(first.await.unwrap(), Ok(true));
        for task in waiting {
            assert!(task.await.unwrap().is_ok());
        }
        assert_eq!(queue.run(|| 7).await, Ok(7));
        assert_eq!(queue.inside(), 0);
    }

    #[tokio::test]
    async fn a_panic_gives_the_place_back() {
        let queue = WorkQueue::new(1, 0);

        let outcome = queue.run(|| assert_eq!(1, 2, "on purpose")).await;

        assert!(matches!(outcome, Err(WorkError::Failed(_))));
        assert_eq!(queue.run(|| 7).await, Ok(7));
    }
}
