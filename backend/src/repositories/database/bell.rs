//! The bell that a commit rings when it has enqueued a job or posted a mail: a worker of this process need not look to
//! see it.

use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::Notify;

/// Rings once a commit, and remembers that it rang until somebody has heard it.
#[derive(Debug, Default)]
pub struct Bell {
    notify: Notify,
    rings: AtomicU64,
}

impl Bell {
    pub(super) fn ring(&self) {
        self.rings.fetch_add(1, Ordering::Relaxed);
        self.notify.notify_one();
    }

    /// Waits until it rings; a ring that nobody has heard counts. One listener hears each.
    pub async fn heard(&self) {
        self.notify.notified().await;
    }

    /// How often it has rung.
    pub fn rings(&self) -> u64 {
        self.rings.load(Ordering::Relaxed)
    }
}
