//! Reads for a screen: what the page came with, else what this history entry had, else what the server answers. The
//! first two are there in the same task, so that nothing flashes.

use broadsheet_shared::v2;
use leptos::prelude::*;
use serde::de::DeserializeOwned;

use super::{
    deeds::{AsOf, use_deeds},
    here::use_here,
    page_data::PageData,
    visits::Visits,
};
use crate::api::{ApiError, Cancel, use_api};

/// How far a read has come.
#[derive(Debug, Clone, PartialEq)]
pub enum Reading<T> {
    /// On its way.
    Loading,
    /// There.
    Ready(T),
    /// It will not come.
    Failed(ApiError),
}

impl<T> Reading<T> {
    /// Both, once both are there; the first failure otherwise.
    pub fn and<U>(self, other: Reading<U>) -> Reading<(T, U)> {
        match (self, other) {
            (Self::Failed(error), _) | (_, Reading::Failed(error)) => Reading::Failed(error),
            (Self::Ready(one), Reading::Ready(two)) => Reading::Ready((one, two)),
            _ => Reading::Loading,
        }
    }
}

/// Reads an address for the page that is being made, with its answer kept for coming back.
pub fn read<T>(address: String) -> RwSignal<Reading<T>>
where
    T: DeserializeOwned + Clone + Send + Sync + 'static,
{
    let page_data: PageData = expect_context();
    let visits: Visits = expect_context();
    let key = use_here().key();
    let known = page_data.find(&address).or_else(|| visits.find::<T>(&key, &address));
    let reading = RwSignal::new(known.clone().map_or(Reading::Loading, Reading::Ready));
    if let Some(value) = known {
        visits.keep(&key, &address, value);
    } else {
        refresh(address, reading);
    }
    reading
}

/// Reads what the page itself changes: always what the server has now, never what this history entry had.
pub fn read_anew<T>(address: String) -> RwSignal<Reading<T>>
where
    T: DeserializeOwned + Clone + Send + Sync + 'static,
{
    let reading = RwSignal::new(Reading::Loading);
    refresh(address, reading);
    reading
}

/// Asks the server again; what is shown stays until the answer is there.
pub fn refresh<T>(address: String, reading: RwSignal<Reading<T>>)
where
    T: DeserializeOwned + Clone + Send + Sync + 'static,
{
    let visits: Visits = expect_context();
    let key = use_here().key();
    let api = use_api();
    let as_of = use_deeds().now();
    let cancel = Cancel::new();
    let call = api.get(address.clone()).cancelled_by(&cancel);
    let cancel = StoredValue::new_local(cancel);
    on_cleanup(move || cancel.with_value(Cancel::cancel));
    leptos::task::spawn_local(async move {
        let answer = match call.fetch::<T>().await {
            Ok(value) => {
                visits.keep(&key, &address, value.clone());
                visits.keep(&key, &moment_of(&address), as_of);
                Reading::Ready(value)
            }
            Err(ApiError::Cancelled) => return,
            Err(error) => Reading::Failed(error),
        };
        // The page may be gone by now.
        let _ = reading.try_set(answer);
    });
}

/// When what this history entry has of an address was asked for; in the beginning, if the page came with it.
pub fn asked_at(address: &str) -> AsOf {
    let key = use_here().key();
    expect_context::<Visits>().find(&key, &moment_of(address)).unwrap_or_default()
}

/// Name of that moment among what a history entry keeps.
fn moment_of(address: &str) -> String {
    format!("moment of {address}")
}

/// The site, as the page came with it.
pub fn use_site() -> v2::Site {
    expect_context::<StoredValue<v2::Site>>().get_value()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_reads_are_ready_when_both_are() {
        let ready = |value: u8| Reading::Ready(value);

        assert_eq!(ready(1).and(ready(2)), Reading::Ready((1, 2)));
        assert_eq!(ready(1).and(Reading::<u8>::Loading), Reading::Loading);
        let failed = Reading::<u8>::Failed(ApiError::Offline);
        assert_eq!(Reading::<u8>::Loading.and(failed), Reading::Failed(ApiError::Offline));
    }
}
