//! Light and dark. `theme.js` sets the theme before the first paint; here it is changed. A choice that equals the
//! system's is no choice: the page follows the system again.

use leptos::prelude::*;

const KEY: &str = "theme";

/// Switches between light and dark, and remembers it in this browser.
pub fn switch() {
    let Some(root) = document().document_element() else { return };
    let is_dark = root.get_attribute("data-theme").as_deref() == Some("dark");
    let next = if is_dark { "light" } else { "dark" };
    let _ = root.set_attribute("data-theme", next);
    // A browser that keeps nothing for us still switches.
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = if next == system_theme() { storage.remove_item(KEY) } else { storage.set_item(KEY, next) };
    }
}

fn system_theme() -> &'static str {
    let query = window().match_media("(prefers-color-scheme: dark)").ok().flatten();
    if query.is_some_and(|query| query.matches()) { "dark" } else { "light" }
}
