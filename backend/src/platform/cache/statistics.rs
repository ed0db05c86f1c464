//! Counters of a cache, by family, for administrators and measurements.

use std::sync::atomic::{AtomicU64, Ordering};

use super::families::Family;

/// What happened to a family since the start, and what it holds now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FamilyStatistics {
    /// Which family.
    pub family: Family,
    /// Answered from this process.
    pub hits: u64,
    /// Not found in this process, joined flights included.
    pub misses: u64,
    /// Misses that Redis answered.
    pub redis_hits: u64,
    /// Loaders run.
    pub loads: u64,
    /// Loaders that failed.
    pub failed_loads: u64,
    /// Loaded answers that were not kept, because something they were made from changed meanwhile.
    pub overtaken: u64,
    /// Entries removed by a drop.
    pub dropped: u64,
    /// Entries held now, approximately.
    pub entries: u64,
    /// Bytes held now, approximately.
    pub bytes: u64,
    /// Bytes this family may hold.
    pub max_bytes: u64,
}

/// The counters behind [`FamilyStatistics`].
#[derive(Debug, Default)]
pub(super) struct Counters {
    pub hits: Counter,
    pub misses: Counter,
    pub redis_hits: Counter,
    pub loads: Counter,
    pub failed_loads: Counter,
    pub overtaken: Counter,
    pub dropped: Counter,
}

/// A number that only grows. On a cache line of its own, so that counting hits does not slow the misses next door.
#[derive(Debug, Default)]
#[repr(align(64))]
pub(super) struct Counter(AtomicU64);

impl Counter {
    pub fn add_one(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}
