//! The people who may be meant while somebody types a name: asked for a moment after the last key, one question at a time.

use broadsheet_shared::v2;
use gloo_timers::callback::Timeout;
use leptos::{prelude::*, task::spawn_local};

use crate::api::{Cancel, addresses, use_api};

/// So long after the last key the server is asked.
const PAUSE_MS: u32 = 150;
/// So many are offered.
const OFFERED: usize = 6;

/// Who may be named, and the way to ask for them.
#[derive(Clone, Copy)]
pub struct Naming {
    /// Those who may be meant, best first.
    pub people: Signal<Vec<v2::UserRef>>,
    /// Asks for the people of a name that is being typed; `None` once nobody asks any more.
    pub ask: Callback<Option<String>>,
}

impl Naming {
    /// For as long as the page stands.
    pub fn new() -> Self {
        let api = use_api();
        let people = RwSignal::new(Vec::new());
        let pause = StoredValue::new_local(None::<Timeout>);
        let running = StoredValue::new_local(None::<Cancel>);
        let call_off = move || {
            pause.try_update_value(|pause| pause.take());
            if let Some(cancel) = running.try_update_value(Option::take).flatten() {
                cancel.cancel();
            }
        };
        on_cleanup(call_off);
        let ask = Callback::new(move |name: Option<String>| {
            call_off();
            let Some(name) = name else {
                people.try_set(Vec::new());
                return;
            };
            let ask = move || {
                let cancel = Cancel::new();
                let call = api.get(addresses::people(&name)).cancelled_by(&cancel);
                running.set_value(Some(cancel));
                spawn_local(async move {
                    // Without an answer nobody is offered, and the name can be typed.
                    if let Ok(found) = call.fetch::<v2::List<v2::UserRef>>().await {
                        people.try_set(best_first(found.items, &name));
                    }
                });
            };
            pause.try_set_value(Some(Timeout::new(PAUSE_MS, ask)));
        });
        Self { people: people.into(), ask }
    }
}

/// Those whose name begins so, then those in whose name it is somewhere.
fn best_first(found: Vec<v2::UserRef>, name: &str) -> Vec<v2::UserRef> {
    let begins = |text: &str| text.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
    let begins_so = |person: &v2::UserRef| begins(&person.username) || begins(&person.display_name);
    let (mut people, others): (Vec<_>, Vec<_>) = found.into_iter().partition(begins_so);
    people.extend(others);
    people.truncate(OFFERED);
    people
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_begins_so_comes_first_and_no_more_than_a_few_are_offered() {
        let names = ["anna", "hanna", "Nadia", "nora", "Ünal", "una", "xena"];
        let person = |name: &&str| {
            let id = "0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e6f";
            let person = serde_json::json!({ "id": id, "username": name, "display_name": "Somebody", "avatar": null });
            serde_json::from_value(person).unwrap()
        };

        let found = best_first(names.iter().map(person).collect(), "na");

        let found: Vec<_> = found.iter().map(|person| person.username.as_str()).collect();
        assert_eq!(found, ["Nadia", "anna", "hanna", "nora", "Ünal", "una"]);
    }
}
