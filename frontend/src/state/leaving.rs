//! Asks before a page with unsaved work is left by a link or the back button, and before what is typed on it is lost with
//! the page, because somebody signs out or somebody else is there.
//!
//! The router asks [`Leaving::allows`] before it goes anywhere; a page that must not be lost calls [`Leaving::hold`] and
//! shows a question while [`Leaving::wanted`] holds an address. Closing the tab is the browser's question (`beforeunload`).

mod beside;
pub mod typed;

use std::{rc::Rc, sync::Arc};

use leptos::prelude::*;

/// Keeps on this device what is typed in one place; true if all of it is kept.
type Keeper = Rc<dyn Fn() -> bool>;
/// What is done with the page.
type GoOn = Arc<dyn Fn() + Send + Sync>;

/// Whether the current page may be left, and where a person wanted to go when it might not.
#[derive(Clone, Copy)]
pub struct Leaving {
    is_held: RwSignal<bool>,
    wanted: RwSignal<Option<String>>,
    /// By number; the last of all numbers so far.
    keepers: StoredValue<(u32, Vec<(u32, Keeper)>), LocalStorage>,
    /// What waits until somebody says that what is typed may be lost. No callback of an owner: that may go meanwhile.
    loss: RwSignal<Option<GoOn>>,
}

impl Leaving {
    fn new() -> Self {
        Self {
            is_held: RwSignal::new(false),
            wanted: RwSignal::new(None),
            keepers: StoredValue::new_local((0, Vec::new())),
            loss: RwSignal::new(None),
        }
    }

    /// Keeps the page until [`Self::release`].
    pub fn hold(&self) {
        self.is_held.set(true);
    }

    /// Lets the page go; also forgets where somebody wanted to go.
    pub fn release(&self) {
        self.is_held.set(false);
        self.wanted.set(None);
    }

    /// Stays for now: the question is answered with no.
    pub fn stay(&self) {
        self.wanted.set(None);
    }

    /// True while the page is held. Untracked.
    pub fn is_held(&self) -> bool {
        self.is_held.get_untracked()
    }

    /// For the router: true lets it go to `address`; false keeps the page and remembers the address.
    pub fn allows(&self, address: &str) -> bool {
        let is_held = self.is_held();
        if is_held {
            self.wanted.set(Some(address.to_owned()));
        }
        !is_held
    }

    /// Where somebody wants to go while the page is held. Tracked.
    pub fn wanted(&self) -> Option<String> {
        self.wanted.get()
    }

    /// For a place where people type, as long as it stands: `keep` keeps what is there on this device, and says whether all
    /// of it is kept. Its fields stand in an element with `data-keeps`.
    pub fn keep_with(&self, keep: impl Fn() -> bool + 'static) {
        let keepers = self.keepers;
        let keep: Keeper = Rc::new(keep);
        let number = keepers.try_update_value(|(last, keepers)| {
            *last += 1;
            keepers.push((*last, keep));
            *last
        });
        on_cleanup(move || {
            keepers.try_update_value(|(_, keepers)| keepers.retain(|(own, _)| Some(*own) != number));
        });
    }

    /// Goes on at once where nothing is lost by it of what is typed on the page; else when somebody says so.
    pub fn unless_lost(&self, go_on: impl Fn() + Send + Sync + 'static) {
        if untrack(|| self.keep_all()) && !typed::is_any_loose() {
            go_on();
        } else {
            self.loss.set(Some(Arc::new(go_on)));
        }
    }

    /// True while something waits because what is typed would be lost. Tracked.
    pub fn is_losing(&self) -> bool {
        self.loss.with(Option::is_some)
    }

    /// The answer: it may be lost, or not.
    pub fn answer_loss(&self, is_allowed: bool) {
        let waiting = self.loss.try_update(Option::take).flatten();
        if let Some(go_on) = waiting.filter(|_| is_allowed) {
            go_on();
        }
    }

    fn keep_all(&self) -> bool {
        // The other program of the document keeps what is typed in its own places.
        self.keep_own() & beside::have_kept()
    }

    fn keep_own(&self) -> bool {
        let (_, keepers) = self.keepers.get_value();
        keepers.iter().fold(true, |is_kept, (_, keep)| keep() && is_kept)
    }

    /// Keeps what is typed here whenever the other program of the document asks for it.
    pub fn keep_when_asked(self) {
        beside::hear(move || self.keep_own());
    }
}

/// Makes it known to everything beneath.
pub fn provide_leaving() -> Leaving {
    let leaving = Leaving::new();
    provide_context(leaving);
    leaving
}

/// The app's own.
pub fn use_leaving() -> Leaving {
    expect_context()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_kept_that_can_be_as_long_as_its_place_stands() {
        Owner::new().with(|| {
            let (leaving, asked) = (Leaving::new(), StoredValue::new(0));
            let ask = move |is_kept| {
                move || {
                    asked.update_value(|asked| *asked += 1);
                    is_kept
                }
            };
            assert!(leaving.keep_own());
            leaving.keep_with(ask(true));
            let page = Owner::new();
            page.with(|| leaving.keep_with(ask(false)));

            assert!(!leaving.keep_own());
            assert_eq!(asked.get_value(), 2, "the refusal of one keeps nobody else from it");

            page.cleanup();
            assert!(leaving.keep_own());
        });
    }

    #[test]
    fn a_held_page_remembers_where_somebody_wanted_to_go() {
        Owner::new().with(|| {
            let leaving = Leaving::new();
            assert!(leaving.allows("/"));

            leaving.hold();
            assert!(!leaving.allows("/tags/rust"));
            assert_eq!(leaving.wanted().as_deref(), Some("/tags/rust"));

            leaving.release();
            assert!(leaving.allows("/"));
            assert_eq!(leaving.wanted(), None);
        });
    }
}
