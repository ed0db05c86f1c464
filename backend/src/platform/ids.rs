//! Where new identifiers come from: UUID version 7, ordered by the time of their making.
//!
//! A test takes the predictable source and meets the same ids in every run.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use uuid::{NoContext, Timestamp, Uuid};

/// A source of fresh ids. Two processes need no agreement: 74 bits of each id are random.
#[derive(Debug, Clone, Default)]
pub enum Ids {
    /// Time of the machine and random bits; ids made by one process ascend even within a millisecond.
    #[default]
    Random,
    /// Counts from one; clones share the count.
    Predictable(Arc<AtomicU64>),
}

impl Ids {
    /// A source that counts: the first id ends in `...0001`, the second in `...0002`.
    pub fn predictable() -> Self {
        Self::Predictable(Arc::new(AtomicU64::new(1)))
    }

    /// A fresh id, as the newtype the caller asks for: `let id: PostId = ids.next();`
    pub fn next<T: From<Uuid>>(&self) -> T {
        T::from(match self {
            Self::Random => Uuid::now_v7(),
            Self::Predictable(count) => predictable(count.fetch_add(1, Ordering::SeqCst)),
        })
    }
}

/// The `n`th predictable id: a valid version 7 id whose time ascends by a millisecond an id.
fn predictable(n: u64) -> Uuid {
    // 2026-01-01T00:00:00Z, so that the ids look like today's.
    const START_MILLIS: u64 = 1_767_225_600_000;
    let millis = START_MILLIS + n;
    let nanos = u32::try_from(millis % 1_000 * 1_000_000).unwrap_or_default();
    let time = Uuid::new_v7(Timestamp::from_unix(NoContext, millis / 1_000, nanos));
    let (high, _) = time.as_u64_pair();
    Uuid::from_u64_pair((high & !0xFFF) | 0x7000, (0b10 << 62) | n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_ascend() {
        for ids in [Ids::Random, Ids::predictable()] {
            let made: Vec<Uuid> = (0..1_000).map(|_| ids.next()).collect();

            assert!(made.windows(2).all(|pair| pair[0] < pair[1]));
            assert!(made.iter().all(|id| id.get_version_num() == 7));
        }
    }

    #[test]
    fn predictable_ids_are_the_same_in_every_run() {
        assert_eq!(Ids::predictable().next::<Uuid>(), Ids::predictable().next::<Uuid>());
        assert!(Ids::predictable().next::<Uuid>().to_string().ends_with("-8000-000000000001"));
    }
}
