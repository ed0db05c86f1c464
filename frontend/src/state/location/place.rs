//! The place on a page: how far it is scrolled, and where the keyboard is.

use leptos::prelude::{document, request_animation_frame, window};
use wasm_bindgen::JsCast;

use super::entry;

/// Tries for this many frames to come back to a place whose page is still growing.
const RESTORE_FRAMES: u32 = 60;
/// Waits for this many frames for a place in a page whose content is on its way.
const ARRIVAL_FRAMES: u32 = 300;

/// Keeps the browser from scrolling pages that are not there yet.
pub(super) fn scroll_by_hand() {
    set_restoration(web_sys::ScrollRestoration::Manual);
}

/// Leaves scrolling to the browser.
pub(super) fn let_browser_scroll() {
    set_restoration(web_sys::ScrollRestoration::Auto);
}

fn set_restoration(way: web_sys::ScrollRestoration) {
    if let Some(history) = entry::history() {
        let _ = history.set_scroll_restoration(way);
    }
}

/// How far the page is scrolled.
pub(super) fn scroll() -> f64 {
    window().scroll_y().unwrap_or_default()
}

/// Scrolls to `wanted` as soon as the page is long enough, while `is_current`.
pub(super) fn restore(wanted: f64, is_current: impl Fn() -> bool + 'static) {
    restore_in(wanted, is_current, RESTORE_FRAMES);
}

fn restore_in(wanted: f64, is_current: impl Fn() -> bool + 'static, frames: u32) {
    scroll_at_once(wanted);
    let is_there = (scroll() - wanted).abs() < 2.0;
    if !is_there && frames > 0 && is_current() {
        request_animation_frame(move || restore_in(wanted, is_current, frames - 1));
    }
}

/// To what the address names in the page, as soon as it is there, while `is_current` and nobody scrolls; until then to
/// the page's beginning.
pub(super) fn scroll_to_hash_or_top(is_current: impl Fn() -> bool + 'static) {
    scroll_at_once(0.0);
    let hash = window().location().hash().unwrap_or_default();
    let id = hash.strip_prefix('#').and_then(crate::paths::decoded).unwrap_or_default();
    if !id.is_empty() {
        scroll_to_element(id, is_current, ARRIVAL_FRAMES);
    }
}

fn scroll_to_element(id: String, is_current: impl Fn() -> bool + 'static, frames: u32) {
    match document().get_element_by_id(&id) {
        Some(element) => element.scroll_into_view(),
        None if frames > 0 && is_current() && scroll() < 2.0 => {
            request_animation_frame(move || scroll_to_element(id, is_current, frames - 1));
        }
        None => {}
    }
}

/// Not smoothly, as within a page: this is another one.
fn scroll_at_once(place: f64) {
    let to = web_sys::ScrollToOptions::new();
    to.set_top(place);
    to.set_behavior(web_sys::ScrollBehavior::Instant);
    window().scroll_to_with_scroll_to_options(&to);
}

/// Puts the keyboard and the screen reader at the start of the new page, unless the page has put it somewhere itself.
pub(super) fn focus_main() {
    let is_taken = document().active_element().is_some_and(|element| element.closest("main").ok().flatten().is_some());
    if let (false, Some(main)) = (is_taken, document().get_element_by_id("content")) {
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = main.unchecked_into::<web_sys::HtmlElement>().focus_with_options(&options);
    }
}
