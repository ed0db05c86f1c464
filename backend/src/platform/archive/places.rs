//! The places of those whose archives are being written: one for each person, a few in all.
//!
//! Where none is free, whoever keeps theirs and hardly reads gives it up: a few slow readers cannot keep everybody else
//! from their data (SECURITY F9).

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use broadsheet_shared::id::UserId;
use tokio::{sync::watch, time::Instant};

use super::Busy;

/// Everybody may keep the writer waiting for so long, all in all.
const PATIENCE: Duration = Duration::from_secs(20);
/// Whoever took less in the time that the writer waited for them reads slowly: a tenth of what a poor mobile line gives.
const SLOW_BYTES_PER_SEC: u64 = 16 * 1024;

#[derive(Debug)]
pub(super) struct Places {
    most: usize,
    seats: Mutex<HashMap<UserId, Arc<Seat>>>,
}

/// A place, which is free again when this is dropped, or was taken before.
#[derive(Debug)]
pub(super) struct Place {
    whose: UserId,
    places: Arc<Places>,
    pub seat: Arc<Seat>,
}

/// How fast somebody reads, and whether the place is still theirs.
#[derive(Debug)]
pub(super) struct Seat {
    pace: Mutex<Pace>,
    is_taken: watch::Sender<bool>,
}

#[derive(Debug, Default)]
struct Pace {
    sent_bytes: u64,
    waited: Duration,
    /// Since when the writer has been waiting for the reader, if it is.
    since: Option<Instant>,
}

impl Places {
    pub fn new(most: usize) -> Self {
        Self { most, seats: Mutex::default() }
    }

    pub fn enter(places: &Arc<Self>, whose: UserId) -> Result<Place, Busy> {
        let mut seats = places.seats.lock().unwrap_or_else(PoisonError::into_inner);
        if seats.contains_key(&whose) {
            return Err(Busy::Own);
        }
        if seats.len() >= places.most {
            let now = Instant::now();
            let slow = seats.iter().filter_map(|(user, seat)| Some((*user, seat.slowness(now)?)));
            let (slowest, _) = slow.max_by_key(|(_, waited)| *waited).ok_or(Busy::Full)?;
            if let Some(seat) = seats.remove(&slowest) {
                seat.is_taken.send_replace(true);
            }
        }
        let seat = Arc::new(Seat { pace: Mutex::default(), is_taken: watch::Sender::new(false) });
        seats.insert(whose, Arc::clone(&seat));
        Ok(Place { whose, places: Arc::clone(places), seat })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut seats = self.places.seats.lock().unwrap_or_else(PoisonError::into_inner);
        // Whose place was taken may have found another since.
        if seats.get(&self.whose).is_some_and(|seat| Arc::ptr_eq(seat, &self.seat)) {
            seats.remove(&self.whose);
        }
    }
}

impl Seat {
    /// The writer begins to wait for the reader.
    pub fn waits(&self) {
        self.pace().since = Some(Instant::now());
    }

    /// The reader took so much.
    pub fn goes_on(&self, bytes: usize) {
        let mut pace = self.pace();
        pace.sent_bytes += bytes as u64;
        let waited = pace.since.take().map(|since| since.elapsed()).unwrap_or_default();
        pace.waited += waited;
    }

    /// True once the place is another's.
    pub fn is_taken(&self) -> bool {
        *self.is_taken.borrow()
    }

    /// Waits until the place is another's.
    pub async fn taken(&self) {
        // The sender lives as long as this, so the channel does not close.
        let _ = self.is_taken.subscribe().wait_for(|is_taken| *is_taken).await;
    }

    /// For how long the writer has waited for somebody who reads slowly; `None` for everybody else.
    fn slowness(&self, now: Instant) -> Option<Duration> {
        let pace = self.pace();
        let waited = pace.waited + pace.since.map(|since| now.duration_since(since)).unwrap_or_default();
        (waited >= PATIENCE && pace.sent_bytes < SLOW_BYTES_PER_SEC * waited.as_secs()).then_some(waited)
    }

    fn pace(&self) -> std::sync::MutexGuard<'_, Pace> {
        self.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADA: UserId = UserId(uuid::Uuid::from_u128(1));
    const BOB: UserId = UserId(uuid::Uuid::from_u128(2));
    const EVE: UserId = UserId(uuid::Uuid::from_u128(3));

    #[tokio::test(start_paused = true)]
    async fn f9_who_hardly_reads_gives_the_place_up_to_who_waits_for_one() {
        let places = Arc::new(Places::new(2));
        let (slow, quick) = (Places::enter(&places, ADA).unwrap(), Places::enter(&places, BOB).unwrap());
        slow.seat.goes_on(64 * 1024);
        slow.seat.waits();
        quick.seat.waits();

        tokio::time::advance(PATIENCE - Duration::from_secs(1)).await;
        quick.seat.goes_on(64 * 1024 * 1024);
        quick.seat.waits();
        assert_eq!(Places::enter(&places, EVE).unwrap_err(), Busy::Full, "everybody has some patience coming");
        tokio::time::advance(Duration::from_secs(1)).await;
        let third = Places::enter(&places, EVE).unwrap();

        assert!(slow.seat.is_taken() && !quick.seat.is_taken());
        slow.seat.taken().await;
        // She may come again, and her first place does not give her second one up.
        drop(third);
        let again = Places::enter(&places, ADA).unwrap();
        drop(slow);
        assert_eq!(Places::enter(&places, ADA).unwrap_err(), Busy::Own);
        drop(again);
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_writer_costs_nobody_the_place() {
        let places = Arc::new(Places::new(1));
        let ada = Places::enter(&places, ADA).unwrap();

        tokio::time::advance(PATIENCE * 60).await;

        assert_eq!(Places::enter(&places, BOB).unwrap_err(), Busy::Full);
        assert!(!ada.seat.is_taken());
    }
}
