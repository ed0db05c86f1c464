//! The counters of this process: many small tables, each behind its own lock, so that reads on all cores hardly meet.
//! Bounded: where strangers bring too many addresses, counters that ended go first, then any.

use std::{
    collections::HashMap,
    hash::{BuildHasher, Hasher},
    sync::{Mutex, MutexGuard, PoisonError},
};

use broadsheet_shared::limit::Limit;

use super::{
    charge::{Allowance, Charge, Exceeded},
    counter::{Counter, Pair, Unsent},
    log::{exceeded, secs},
};

const TABLES: usize = 64;
/// About 16 MiB in all, if ever so many are there at once.
const MAX_IN_TABLE: usize = 2_048;

/// All counters.
pub struct Counters {
    tables: Box<[Mutex<Table>]>,
    hashing: BuildChargeHasher,
}

struct Table {
    counters: HashMap<Charge, Kept, BuildChargeHasher>,
    /// What the others do not know of yet.
    waiting: Vec<Charge>,
}

struct Kept {
    counter: Counter,
    limit: Limit,
}

impl Counters {
    pub fn new() -> Self {
        let hashing = BuildChargeHasher::default();
        let table = || Mutex::new(Table { counters: HashMap::with_hasher(hashing), waiting: Vec::new() });
        Self { tables: (0..TABLES).map(|_| table()).collect(), hashing }
    }

    /// Counts one.
    pub fn count(&self, charge: Charge, limit: Limit, now: i64, parts: u32) -> Result<Allowance, Exceeded> {
        let mut table = self.table(&charge);
        if table.counters.len() >= MAX_IN_TABLE && !table.counters.contains_key(&charge) {
            table.make_room(now);
        }
        let kept = table.counters.entry(charge).or_insert_with(|| Kept { counter: Counter::default(), limit });
        let counted = kept.counter.count(now, &limit, parts);
        let is_news = counted.is_ok() && !std::mem::replace(&mut kept.counter.is_waiting, true);
        if is_news {
            table.waiting.push(charge);
        }
        let Charge { action, per, .. } = charge;
        match counted {
            Ok((remaining, more_in_ms)) => Ok(Allowance { action, per, remaining, more_in_secs: secs(more_in_ms) }),
            Err(wait_ms) => Err(exceeded(action, limit, wait_ms)),
        }
    }

    /// What is left, with nothing counted.
    pub fn left(&self, charge: &Charge, limit: Limit, now: i64) -> Allowance {
        let counter = self.table(charge).counters.get(charge).map(|kept| kept.counter).unwrap_or_default();
        let (remaining, more_in_ms) = counter.left(now, &limit);
        Allowance { action: charge.action, per: charge.per, remaining, more_in_secs: secs(more_in_ms) }
    }

    /// Whether there is anything that the others do not know of yet.
    pub fn has_news(&self) -> bool {
        self.tables.iter().any(|table| !lock(table).waiting.is_empty())
    }

    /// Everything that the others do not know of yet; it waits no longer.
    pub fn unsent(&self, now: i64) -> Vec<(Charge, Limit, Unsent)> {
        let mut all = Vec::new();
        for table in &self.tables {
            let mut table = lock(table);
            for charge in std::mem::take(&mut table.waiting) {
                if let Some(Kept { counter, limit }) = table.counters.get_mut(&charge) {
                    counter.is_waiting = false;
                    all.push((charge, *limit, counter.unsent(now, limit)));
                }
            }
        }
        all
    }

    /// The others know of it, and these are everybody's numbers.
    pub fn settle(&self, charge: &Charge, sent: &Unsent, totals: Pair) {
        if let Some(kept) = self.table(charge).counters.get_mut(charge) {
            kept.counter.settle(sent, totals);
        }
    }

    /// The others could not be told.
    pub fn wait_again(&self, charge: Charge) {
        let mut table = self.table(&charge);
        let Some(kept) = table.counters.get_mut(&charge) else { return };
        if !std::mem::replace(&mut kept.counter.is_waiting, true) {
            table.waiting.push(charge);
        }
    }

    /// Lets go of what counts no longer.
    pub fn sweep(&self, now: i64) {
        for table in &self.tables {
            lock(table).sweep(now);
        }
    }

    fn table(&self, charge: &Charge) -> MutexGuard<'_, Table> {
        // The tables' own places come from the low bits.
        lock(&self.tables[(self.hashing.hash_one(charge) >> 48) as usize % TABLES])
    }

    #[cfg(test)]
    pub fn len(&self) -> usize {
        self.tables.iter().map(|table| lock(table).counters.len()).sum()
    }
}

fn lock(table: &Mutex<Table>) -> MutexGuard<'_, Table> {
    table.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Table {
    fn sweep(&mut self, now: i64) {
        self.counters.retain(|_, kept| !kept.counter.is_stale(now, &kept.limit));
        if self.counters.capacity() > MAX_IN_TABLE / 4 && self.counters.len() < MAX_IN_TABLE / 16 {
            self.counters.shrink_to_fit();
        }
    }

    /// Looking at all is dear, so a sixteenth goes at once where nothing is over.
    fn make_room(&mut self, now: i64) {
        self.sweep(now);
        if self.counters.len() >= MAX_IN_TABLE {
            let victims: Vec<_> = self.counters.keys().take(MAX_IN_TABLE / 16).copied().collect();
            for charge in victims {
                self.counters.remove(&charge);
            }
        }
    }
}

/// Hashes sixteen bytes in a multiplication, under secret numbers: strangers choose addresses, and shall not choose
/// which of them meet.
#[derive(Debug, Clone, Copy)]
struct BuildChargeHasher(u64, u64);

impl Default for BuildChargeHasher {
    fn default() -> Self {
        Self(rand::random(), rand::random::<u64>() | 1)
    }
}

impl BuildHasher for BuildChargeHasher {
    type Hasher = ChargeHasher;

    fn build_hasher(&self) -> ChargeHasher {
        ChargeHasher { state: self.0, key: self.1 }
    }
}

struct ChargeHasher {
    state: u64,
    key: u64,
}

impl Hasher for ChargeHasher {
    fn finish(&self) -> u64 {
        self.state
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u128(u128::from(*byte));
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "both halves are used")]
    fn write_u128(&mut self, number: u128) {
        let (low, high) = (number as u64 ^ self.state, (number >> 64) as u64 ^ self.key);
        let product = u128::from(low).wrapping_mul(u128::from(high | 1));
        let folded = product as u64 ^ (product >> 64) as u64;
        let again = u128::from(folded ^ self.state).wrapping_mul(u128::from(self.key));
        self.state = again as u64 ^ (again >> 64) as u64;
    }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use broadsheet_shared::limit::Action;

    use super::*;

    const LIMIT: Limit = Limit { quota: 10, window_secs: 60, per: broadsheet_shared::limit::Per::Address };

    fn charge(number: u32) -> Charge {
        Charge::address(Action::ApiRead, IpAddr::V4(Ipv4Addr::from_bits(number)))
    }

    #[test]
    fn counters_are_bounded_however_many_addresses_come() {
        let counters = Counters::new();

        for number in 0..400_000 {
            assert!(counters.count(charge(number), LIMIT, 1_000, 1).is_ok());
        }

        assert!(counters.len() <= TABLES * MAX_IN_TABLE, "{}", counters.len());
        assert!(counters.len() > TABLES * MAX_IN_TABLE / 2, "{}: the tables are used alike", counters.len());
        counters.sweep(1_000_000);
        assert_eq!(counters.len(), 0);
    }

    #[test]
    fn what_could_not_be_told_waits_again_and_once() {
        let counters = Counters::new();
        for _ in 0..3 {
            counters.count(charge(1), LIMIT, 1_000, 1).unwrap();
        }

        let unsent = counters.unsent(1_000);
        assert_eq!(unsent.len(), 1);
        assert!(counters.unsent(1_000).is_empty());
        counters.wait_again(charge(1));
        counters.wait_again(charge(1));

        assert_eq!(counters.unsent(1_000), unsent);
    }
}
