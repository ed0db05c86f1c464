//! Asks before a page with unsaved work is left by a link or the back button.
//!
//! The router asks [`Leaving::allows`] before it goes anywhere; a page that must not be lost calls [`Leaving::hold`] and
//! shows a question while [`Leaving::wanted`] holds an address. Closing the tab is the browser's question (`beforeunload`).

use leptos::prelude::*;

/// Whether the current page may be left, and where a person wanted to go when it might not.
#[derive(Debug, Clone, Copy)]
pub struct Leaving {
    is_held: RwSignal<bool>,
    wanted: RwSignal<Option<String>>,
}

impl Leaving {
    fn new() -> Self {
        Self { is_held: RwSignal::new(false), wanted: RwSignal::new(None) }
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
