//! What the page was read for: the first HTML knows nobody, so what belongs to one person is asked for once it is known
//! who is there. Strangers ask nothing.

use broadsheet_shared::id::UserId;
use leptos::prelude::*;
use serde::de::DeserializeOwned;

use super::session::use_session;
use crate::api::use_api;

/// Asks an address again whenever somebody has come; `take` hears the answer, and `None` when they are gone.
/// `is_known` says that what the page begins with was for the one who is there.
pub fn read_for_viewer<T>(address: String, is_known: bool, take: impl Fn(Option<T>) + Clone + 'static)
where
    T: DeserializeOwned + 'static,
{
    let (session, api) = (use_session(), use_api());
    let person = Memo::new(move |_| session.person().map(|me| me.user.id));
    Effect::new(move |before: Option<Option<UserId>>| {
        let now = person.get();
        match (before, now) {
            (None, Some(_)) if is_known => {}
            (_, Some(_)) => {
                let call = api.get(address.clone());
                let take = take.clone();
                leptos::task::spawn_local(async move {
                    // Without an answer nothing is known, and what is pressed tells the server all the same.
                    if let Ok(answer) = call.fetch::<T>().await {
                        take(Some(answer));
                    }
                });
            }
            (Some(Some(_)), None) => take(None),
            (_, None) => {}
        }
        now
    });
}
