//! Whom the page was read for: the first HTML knows nobody, so what belongs to one person is asked for once it is known
//! who is there, and lists are once they may look otherwise to them. Strangers ask nothing.

use broadsheet_shared::id::UserId;
use leptos::{prelude::*, task::spawn_local};
use serde::de::DeserializeOwned;

use super::{
    deeds::{AsOf, Deeds, use_deeds},
    page_data::PageData,
    session::use_session,
};
use crate::api::{Api, use_api};

/// An answer that was made for the one who is there.
pub struct Answer<T> {
    /// What it says.
    pub content: T,
    /// When it was asked for.
    pub as_of: AsOf,
}

/// Asks an address again whenever somebody has come; `take` hears the answer, and `None` when they are gone.
/// `is_known` says that what the page begins with was for the one who is there.
pub fn read_for_viewer<T>(address: String, is_known: bool, take: impl Fn(Option<Answer<T>>) + Clone + 'static)
where
    T: DeserializeOwned + 'static,
{
    let (session, ask) = (use_session(), asker());
    let person = Memo::new(move |_| session.person().map(|me| me.user.id));
    Effect::new(move |before: Option<Option<UserId>>| {
        let now = person.get();
        match (before, now) {
            (None, Some(_)) if is_known => {}
            (_, Some(_)) => {
                let take = take.clone();
                ask.ask(&address, move |answer| take(Some(answer)));
            }
            (Some(Some(_)), None) => take(None),
            (_, None) => {}
        }
        now
    });
}

/// Whose eyes a list is made for, and who is hidden from them.
type Eyes = Option<(UserId, Vec<UserId>)>;

/// Asks for a list once more that may hold people whom its reader does not see: when the page came with it, so that it was
/// made for everybody, and whenever somebody is hidden from them or no longer is. `take` hears the answer, and whether
/// somebody may be in it who was left out before.
pub fn read_list_for_viewer<T>(address: String, take: impl Fn(Answer<T>, bool) + Clone + 'static)
where
    T: DeserializeOwned + 'static,
{
    let (session, ask) = (use_session(), asker());
    let is_for_everybody = expect_context::<PageData>().has(&address);
    let eyes = Memo::new(move |_| session.person().map(|me| (me.user.id, me.hides)));
    Effect::new(move |before: Option<Eyes>| {
        let now = eyes.get();
        if let Some(is_wider) = is_seen_otherwise(before.as_ref(), &now, is_for_everybody) {
            let take = take.clone();
            ask.ask(&address, move |answer| take(answer, is_wider));
        }
        now
    });
}

/// Asks for the one who is there, and says when.
#[derive(Clone, Copy)]
struct Asker {
    api: Api,
    deeds: Deeds,
}

fn asker() -> Asker {
    Asker { api: use_api(), deeds: use_deeds() }
}

impl Asker {
    fn ask<T: DeserializeOwned + 'static>(self, address: &str, take: impl FnOnce(Answer<T>) + 'static) {
        let as_of = self.deeds.now();
        let call = self.api.get(address);
        spawn_local(async move {
            // Without an answer nothing is known: what is pressed tells the server all the same, and the next page asks again.
            if let Ok(content) = call.fetch::<T>().await {
                take(Answer { content, as_of });
            }
        });
    }
}

/// Whether a list is to be asked for again, and whether it may then have somebody in it who was left out `before`.
fn is_seen_otherwise(before: Option<&Eyes>, now: &Eyes, is_for_everybody: bool) -> Option<bool> {
    match (before, now) {
        (_, None) => None,
        (None, Some(_)) => is_for_everybody.then_some(false),
        (Some(Some((former, hid))), Some((person, hides))) if former == person => {
            Some(hid.iter().any(|id| !hides.contains(id)))
        }
        (Some(_), Some(_)) => Some(false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn eyes(hides: &[u32]) -> Eyes {
        let id = |number: u32| UserId(format!("0190c9d2-7c1e-7a7b-8c11-{number:012}").parse().unwrap());
        Some((id(0), hides.iter().map(|number| id(*number)).collect()))
    }

    #[test]
    fn strangers_ask_for_no_list_again() {
        for before in [None, Some(&None), Some(&eyes(&[1]))] {
            assert_eq!(is_seen_otherwise(before, &None, true), None);
        }
    }

    #[test]
    fn a_list_is_asked_for_again_once_it_is_known_who_reads() {
        assert_eq!(is_seen_otherwise(Some(&None), &eyes(&[]), true), Some(false));
        assert_eq!(is_seen_otherwise(None, &eyes(&[]), true), Some(false), "a page made anew from what it came with");
        assert_eq!(is_seen_otherwise(None, &eyes(&[1]), false), None, "it was made for them");
    }

    #[test]
    fn a_list_is_wider_once_somebody_is_no_longer_hidden() {
        assert_eq!(is_seen_otherwise(Some(&eyes(&[])), &eyes(&[1]), false), Some(false));
        assert_eq!(is_seen_otherwise(Some(&eyes(&[1, 2])), &eyes(&[2, 3]), false), Some(true));
    }
}
