//! The single-page app and its views, which the server renders as first HTML too.

/// Starts the app in the browser.
#[cfg(feature = "csr")]
pub fn start() {
    console_error_panic_hook::set_once();
}
