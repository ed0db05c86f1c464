//! Where hashes are computed: a few threads of their own, each with memory that it keeps.
//!
//! On threads that many share, each hash asked for its 19 MiB anew; the system's allocator then kept a piece of that size
//! for nearly every thread that had ever hashed, and a rush of sign-ins ended ten times as large as the hashes that ran at
//! once (SECURITY A12). Threads of their own can also stand back: where processors are short, everybody else goes first.

use std::sync::{Arc, Mutex, PoisonError, mpsc};

use argon2::Block;
use tokio::sync::oneshot;

use crate::platform::work_queue::{Running, WorkError, WorkQueue};

/// How far hashes stand back, in the system's steps of priority: under full load they get a third of what others get.
#[cfg(target_os = "linux")]
const STEPS_BACK: i32 = 5;

type Job = Box<dyn FnOnce(&mut Memory) + Send>;

/// The threads and the door before them. Clones share both; the threads end with the last clone.
#[derive(Clone)]
pub(super) struct HashThreads {
    queue: WorkQueue,
    jobs: mpsc::Sender<Job>,
}

/// The memory of one thread: grown when it is first needed, and then used again and again.
#[derive(Default)]
pub(super) struct Memory {
    blocks: Vec<Block>,
}

impl Memory {
    /// As many blocks as a hash needs; `None` where the machine has no room for them.
    pub fn blocks(&mut self, count: usize) -> Option<&mut [Block]> {
        if self.blocks.len() < count {
            // What is there is of no use to the next hash, so it need not be held, or copied, beside the new.
            self.blocks = Vec::new();
            self.blocks.try_reserve_exact(count).ok()?;
            self.blocks.resize(count, Block::new());
        }
        self.blocks.get_mut(..count)
    }

    #[cfg(test)]
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// Gives back what is beyond `count` blocks: a hash of former, higher costs is a rare guest.
    pub fn keep_at_most(&mut self, count: usize) {
        if self.blocks.len() > count {
            self.blocks = Vec::new();
        }
    }
}

impl HashThreads {
    /// `running` threads, and places for `waiting` more hashes.
    pub fn new(running: usize, waiting: usize) -> std::io::Result<Self> {
        let running = running.max(1);
        let (jobs, coming) = mpsc::channel::<Job>();
        let coming = Arc::new(Mutex::new(coming));
        for number in 0..running {
            let coming = Arc::clone(&coming);
            std::thread::Builder::new().name(format!("passwords-{number}")).spawn(move || work_off(&coming))?;
        }
        Ok(Self { queue: WorkQueue::new(running, waiting), jobs })
    }

    /// Runs `work` on one of the threads when its turn has come.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Memory) -> T + Send + 'static,
    ) -> Result<T, WorkError> {
        let running = self.queue.turn().await?;
        let span = tracing::Span::current();
        let (reply, answer) = oneshot::channel();
        let job: Job = Box::new(move |memory| {
            let _entered = span.entered();
            let _held: Running = running;
            // Nobody listens any more where the caller has left.
            let _ = reply.send(work(memory));
        });
        self.jobs.send(job).map_err(|error| WorkError::Failed(error.to_string()))?;
        answer.await.map_err(|_| WorkError::Failed("the thread broke off".to_owned()))
    }

    /// How many run or wait.
    #[cfg(test)]
    pub fn inside(&self) -> usize {
        self.queue.inside()
    }
}

/// One thread's life: it ends when nobody is left who could send it work.
fn work_off(coming: &Mutex<mpsc::Receiver<Job>>) {
    stand_back();
    let mut memory = Memory::default();
    loop {
        // A panic elsewhere leaves the channel whole.
        let job = coming.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = job else { return };
        // A hash that breaks off takes its caller's answer with it, and the thread lives on.
        if std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| job(&mut memory))).is_err() {
            memory = Memory::default();
        }
    }
}

/// On Linux priorities belong to threads; elsewhere they are the whole process's, which must not stand back.
#[cfg(target_os = "linux")]
fn stand_back() {
    if let Err(error) = rustix::process::nice(STEPS_BACK) {
        tracing::debug!(%error, "hashes keep the priority of everybody else");
    }
}

#[cfg(not(target_os = "linux"))]
fn stand_back() {}
