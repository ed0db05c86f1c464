//! The app in the browser.

/// Starts the app.
pub fn start() {
    console_error_panic_hook::set_once();
}
