//! Whom the person has blocked or muted, kept in this browser for the next page: its first HTML is made for everybody, and
//! `first-paint.js` leaves out of it what they wrote, before anything is seen.
//!
//! Ids alone, and only while somebody is signed in.

use broadsheet_shared::id::UserId;
use leptos::prelude::*;

const KEY: &str = "hidden";
/// On the root of a page from which something is left out.
const MARK: &str = "data-hides";

/// First of what is kept for somebody who reads every comment all the same.
const READS_THREADS: &str = "threads";

/// Keeps them in the place of the former ones. Whoever is no longer among them is seen again on this page too.
pub fn keep(people: &[UserId], reads_threads: bool) {
    let Ok(Some(store)) = window().local_storage() else { return };
    let former = store.get_item(KEY).ok().flatten().unwrap_or_default();
    let mut words: Vec<_> = people.iter().map(ToString::to_string).collect();
    if reads_threads && !words.is_empty() {
        words.insert(0, READS_THREADS.to_owned());
    }
    let people = words.join(" ");
    if former.split_whitespace().any(|id| !people.contains(id))
        && let Some(root) = document().document_element()
    {
        let _ = root.remove_attribute(MARK);
    }
    // A store that is closed or full loses them: what was to be left out is seen until the app is there.
    let _ = if people.is_empty() { store.remove_item(KEY) } else { store.set_item(KEY, &people) };
}
