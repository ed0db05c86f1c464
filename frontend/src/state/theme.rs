//! Light and dark. `first-paint.js` sets the theme before the first paint; here it is changed. A switch to what the system has is
//! no choice: the page follows the system again.

use leptos::prelude::*;

const KEY: &str = "theme";

/// What a person has chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// Nothing: the page follows the system.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// As it is kept.
    pub const fn word(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// The choice in this browser.
pub fn chosen() -> Theme {
    let kept = storage().and_then(|storage| storage.get_item(KEY).ok().flatten()).unwrap_or_default();
    [Theme::Light, Theme::Dark].into_iter().find(|theme| theme.word() == kept).unwrap_or(Theme::System)
}

/// Chooses, and remembers it in this browser.
pub fn choose(theme: Theme) {
    show(if theme == Theme::System { system_theme() } else { theme });
    // A browser that keeps nothing for us still changes.
    if let Some(storage) = storage() {
        let _ = match theme {
            Theme::System => storage.remove_item(KEY),
            theme => storage.set_item(KEY, theme.word()),
        };
    }
}

/// Switches between light and dark.
pub fn switch() {
    let shown = document().document_element().and_then(|root| root.get_attribute("data-theme"));
    let next = if shown.as_deref() == Some(Theme::Dark.word()) { Theme::Light } else { Theme::Dark };
    choose(if next == system_theme() { Theme::System } else { next });
}

fn show(theme: Theme) {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("data-theme", theme.word());
    }
}

fn system_theme() -> Theme {
    let query = window().match_media("(prefers-color-scheme: dark)").ok().flatten();
    if query.is_some_and(|query| query.matches()) { Theme::Dark } else { Theme::Light }
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}
