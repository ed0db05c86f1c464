//! The tier in this process: bounded by bytes, one table a family, and an index from tags to entries.
//!
//! Reading takes no lock of ours. Storing and dropping go through one mutex, which makes the rule simple and exact: an
//! entry is kept only if none of its tags was dropped since its load began, and a drop leaves none behind.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use moka::{Expiry, notification::RemovalCause, sync::Cache as Table};

use super::{
    entry::Kept,
    families::Family,
    key::{BuildKeyHasher, Key},
    tag::Tag,
};

/// Tags whose last drop is remembered. Beyond that all are forgotten and loads under way are not kept, which is safe.
const MAX_REMEMBERED_DROPS: usize = 16_384;

/// A moment on the drop clock, taken when a load begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Moment(u64);

/// The tier.
pub(super) struct InProcess {
    tables: Vec<Table<u128, Arc<Kept>, BuildKeyHasher>>,
    index: Mutex<Index>,
    /// Entries the tables let go of by themselves; the index hears of them with the next store or sweep. A queue of its
    /// own, because a table may report while the index is locked.
    departed: Departed,
}

type Departed = Arc<Mutex<Vec<(Place, Arc<Kept>)>>>;

/// Where an entry lies, and which of those that lay there it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Place {
    family: Family,
    hash: u128,
    serial: u64,
}

#[derive(Default)]
struct Index {
    places: HashMap<Tag, HashSet<Place>>,
    /// Counts drops.
    clock: u64,
    /// Loads that began before this moment are not kept.
    floor: u64,
    /// When a tag was last dropped, for those dropped after `floor`.
    dropped_at: HashMap<Tag, u64>,
}

impl InProcess {
    pub fn new(max_bytes: u64) -> Self {
        let departed = Departed::default();
        let tables = Family::ALL.map(|family| table(family, max_bytes, departed.clone())).into();
        Self { tables, index: Mutex::default(), departed }
    }

    /// The entry under `key`, if it is there and in time.
    pub fn get(&self, key: Key) -> Option<Arc<Kept>> {
        self.table(key.family()).get(&key.hash())
    }

    /// Now, on the drop clock. Take it before reading anything that goes into an entry.
    pub fn moment(&self) -> Moment {
        Moment(self.index().clock)
    }

    /// Keeps an entry whose load began at `began`, unless a drop overtook it.
    pub fn store(&self, key: Key, kept: Arc<Kept>, began: Moment) -> bool {
        let mut index = self.index();
        self.forget_departed(&mut index);
        if index.is_overtaken(&kept.tags, began) {
            return false;
        }
        let place = Place { family: key.family(), hash: key.hash(), serial: kept.serial };
        for tag in &kept.tags {
            index.places.entry(*tag).or_default().insert(place);
        }
        self.table(key.family()).insert(key.hash(), kept);
        true
    }

    /// Removes everything made from any of `tags` and overtakes the loads under way. `removed` hears of each entry.
    pub fn drop_tags(&self, tags: &[Tag], mut removed: impl FnMut(Family)) {
        let mut index = self.index();
        index.clock += 1;
        if index.dropped_at.len() + tags.len() > MAX_REMEMBERED_DROPS {
            index.dropped_at.clear();
            index.floor = index.clock;
        }
        let now = index.clock;
        for tag in tags {
            index.dropped_at.insert(*tag, now);
            for place in index.places.remove(tag).unwrap_or_default() {
                if self.table(place.family).remove(&place.hash).is_some() {
                    removed(place.family);
                }
            }
        }
    }

    /// Removes everything and overtakes all loads under way.
    pub fn drop_all(&self) {
        let mut index = self.index();
        index.clock += 1;
        index.floor = index.clock;
        index.dropped_at.clear();
        index.places.clear();
        for table in &self.tables {
            // `invalidate_all` hides entries by their time of writing, and one written within the same tick as the
            // call may survive it; removing by name is exact.
            let hashes: Vec<u128> = table.iter().map(|(hash, _)| *hash).collect();
            for hash in hashes {
                table.invalidate(&hash);
            }
        }
    }

    /// Frees what has expired or departed, which reads and stores do only in passing.
    pub fn sweep(&self) {
        for table in &self.tables {
            table.run_pending_tasks();
        }
        self.forget_departed(&mut self.index());
    }

    /// Entries and bytes of a family, both approximate, and the room it has.
    pub fn room(&self, family: Family) -> (u64, u64, u64) {
        let table = self.table(family);
        (table.entry_count(), table.weighted_size(), table.policy().max_capacity().unwrap_or_default())
    }

    /// Tags the index knows entries for.
    #[cfg(test)]
    pub fn indexed_tags(&self) -> usize {
        self.index().places.len()
    }

    fn table(&self, family: Family) -> &Table<u128, Arc<Kept>, BuildKeyHasher> {
        &self.tables[family.index()]
    }

    /// The index. A panic while it was locked leaves it usable: at worst it names entries that are gone.
    fn index(&self) -> MutexGuard<'_, Index> {
        self.index.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn forget_departed(&self, index: &mut Index) {
        let departed = std::mem::take(&mut *self.departed.lock().unwrap_or_else(PoisonError::into_inner));
        for (place, kept) in departed {
            for tag in &kept.tags {
                if let Some(places) = index.places.get_mut(tag) {
                    places.remove(&place);
                    if places.is_empty() {
                        index.places.remove(tag);
                    }
                }
            }
        }
    }
}

impl Index {
    fn is_overtaken(&self, tags: &[Tag], began: Moment) -> bool {
        began.0 < self.floor || tags.iter().any(|tag| self.dropped_at.get(tag).is_some_and(|at| *at > began.0))
    }
}

fn table(family: Family, max_bytes: u64, departed: Departed) -> Table<u128, Arc<Kept>, BuildKeyHasher> {
    let share = max_bytes / 100 * u64::from(family.policy().share_percent);
    let on_removal = move |hash: Arc<u128>, kept: Arc<Kept>, _cause: RemovalCause| {
        let place = Place { family, hash: *hash, serial: kept.serial };
        departed.lock().unwrap_or_else(PoisonError::into_inner).push((place, kept));
    };
    Table::builder()
        .name(family.name())
        .max_capacity(share)
        .weigher(|_hash, kept: &Arc<Kept>| kept.weight())
        .expire_after(UntilItsTime)
        .eviction_listener(on_removal)
        .build_with_hasher(BuildKeyHasher::default())
}

/// Entries carry their own end.
struct UntilItsTime;

impl Expiry<u128, Arc<Kept>> for UntilItsTime {
    fn expire_after_create(&self, _: &u128, kept: &Arc<Kept>, created: Instant) -> Option<Duration> {
        Some(kept.expires.saturating_duration_since(created))
    }

    fn expire_after_update(
        &self,
        _: &u128,
        kept: &Arc<Kept>,
        updated: Instant,
        _: Option<Duration>,
    ) -> Option<Duration> {
        Some(kept.expires.saturating_duration_since(updated))
    }
}
