//! `[worker]`: background jobs, such as publishing by the clock and clearing away what is over.

use super::load::Reader;

section! {
    /// Background jobs, such as publishing by the clock and clearing away what is over.
    Worker in "worker" {
        /// Whether `serve` does jobs too. Turn it off only where `broadsheet worker` runs beside it.
        enabled: bool = |_| true, example "true";
        /// Jobs at once in one process.
        concurrency: u8 = |_| 4, example "4";
        /// Milliseconds between two looks for jobs of other processes; those of its own it hears of at once.
        poll_interval_ms: u64 = |_| 2_000, example "2000";
    }
}

impl Worker {
    pub(super) fn check(&self, reader: &mut Reader<'_>) {
        reader.range("worker.concurrency", self.concurrency.into(), 1, 64);
        reader.range("worker.poll_interval_ms", self.poll_interval_ms, 50, 60_000);
    }
}
