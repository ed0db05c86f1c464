//! How many may be here: of one person, of one network address, and of those who have yet to say who they are.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use broadsheet_shared::id::UserId;

/// By whom a place is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Holder {
    /// Somebody at this address who has not said who they are.
    Arriving(u128),
    /// A stranger at this address.
    Stranger(u128),
    /// A person.
    User(UserId),
}

impl Holder {
    /// Of an address its whole customer counts: of IPv6 the first half.
    pub fn of(address: IpAddr) -> u128 {
        match address {
            IpAddr::V4(address) => address.to_ipv6_mapped().to_bits(),
            IpAddr::V6(address) => address.to_bits() >> 64 << 64,
        }
    }
}

/// The places that are taken.
#[derive(Debug, Default)]
pub(super) struct Places(Mutex<HashMap<Holder, u32>>);

/// A place; free again when it is dropped.
#[derive(Debug)]
pub(super) struct Place {
    places: Arc<Places>,
    holder: Holder,
}

impl Places {
    fn taken(&self) -> MutexGuard<'_, HashMap<Holder, u32>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place, if this holder has fewer than `most`.
    pub fn take(self: &Arc<Self>, holder: Holder, most: u32) -> Option<Place> {
        let mut taken = self.taken();
        if taken.get(&holder).copied().unwrap_or_default() >= most {
            return None;
        }
        *taken.entry(holder).or_default() += 1;
        Some(Place { places: Arc::clone(self), holder })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.places.taken();
        if let Some(count) = taken.get_mut(&self.holder) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&self.holder);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn g5_a_place_that_is_given_back_can_be_taken_again() {
        let places = Arc::new(Places::default());
        let holder = Holder::Stranger(7);
        let first = places.take(holder, 2).unwrap();
        let _second = places.take(holder, 2).unwrap();

        assert!(places.take(holder, 2).is_none());
        assert!(places.take(Holder::Arriving(7), 2).is_some());
        drop(first);
        assert!(places.take(holder, 2).is_some());
        assert!(places.take(Holder::Stranger(8), 0).is_none() && !places.taken().contains_key(&Holder::Stranger(8)));
    }

    #[test]
    fn f2_all_addresses_of_one_customer_are_one() {
        let of = |address: &str| Holder::of(address.parse().unwrap());

        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::1"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
    }
}
