//! Which entry of the browser's history the page stands in: what is read for it is kept under that name.

use leptos::prelude::*;

/// The entry.
#[derive(Clone, Copy)]
pub struct Here {
    key: Signal<String>,
}

impl Here {
    /// Its name. Untracked.
    pub fn key(&self) -> String {
        self.key.get_untracked()
    }
}

/// Makes it known to everything beneath.
pub fn provide_here(key: impl Into<Signal<String>>) {
    provide_context(Here { key: key.into() });
}

/// The app's own.
pub fn use_here() -> Here {
    expect_context()
}
