//! Where we are, and the ways to go elsewhere. A small router of our own: it matches in the same task in which the
//! address changes, knows each history entry by a key, and so brings people back to the place they left.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};

use super::{leaving::Leaving, page_data::PageData, visits::Visits};

/// Tries for this many frames to come back to a place whose page is still growing.
const RESTORE_FRAMES: u32 = 60;

/// An address of this site, taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Location {
    /// As in `/posts/a`, percent-encoded as it stands in the bar.
    pub path: String,
    /// Without `?`.
    pub query: String,
    /// Names the history entry.
    pub key: String,
}

impl Location {
    /// Path and query, as a link would have them.
    pub fn address(&self) -> String {
        if self.query.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, self.query) }
    }
}

/// Knows where we are and goes elsewhere.
#[derive(Clone, Copy)]
pub struct Navigator {
    location: RwSignal<Location>,
    leaving: Leaving,
    page_data: PageData,
    visits: Visits,
}

impl Navigator {
    fn new(leaving: Leaving, page_data: PageData, visits: Visits) -> Self {
        let key = current_key().unwrap_or_else(|| give_key(&address_in_bar()));
        Self { location: RwSignal::new(read_bar(key)), leaving, page_data, visits }
    }

    /// Where we are. Tracked.
    pub fn location(&self) -> Location {
        self.location.get()
    }

    /// Where we are. Untracked.
    pub fn location_untracked(&self) -> Location {
        self.location.get_untracked()
    }

    /// Goes to an address of this site, as a new entry, unless the page is held.
    pub fn go(&self, address: &str) {
        if self.leaving.allows(address) {
            self.leave();
            let key = new_key();
            push(&key, address);
            self.arrive(key, true);
        }
    }

    /// Goes to an address in place of the current entry, unless the page is held.
    pub fn go_instead(&self, address: &str) {
        if self.leaving.allows(address) {
            self.leave();
            give_key(address);
            self.arrive(current_key().unwrap_or_default(), true);
        }
    }

    /// Changes the address of the current page, which stays: the question of a search, while someone types.
    pub fn rename(&self, address: &str) {
        let key = self.location.with_untracked(|location| location.key.clone());
        replace(&key, address);
        self.location.set(read_bar(key));
    }

    /// Hears the back and forward buttons.
    fn hear_history(self) {
        let heard = Closure::<dyn Fn(web_sys::PopStateEvent)>::new(move |_| {
            let here = self.location.get_untracked();
            let is_same_page = read_bar(here.key.clone()).address() == here.address();
            match current_key() {
                // A link to a place in this page made an entry of its own: it gets a key, and the browser scrolls.
                None if is_same_page => {
                    self.visits.keep_scroll(&here.key, scroll());
                    let key = give_key(&address_in_bar());
                    self.location.set(read_bar(key));
                }
                key if is_same_page || self.leaving.allows(&read_bar(String::new()).address()) => {
                    self.leave();
                    self.arrive(key.unwrap_or_else(|| give_key(&address_in_bar())), false);
                }
                // The page is held: put its address back.
                _ => push(&here.key, &here.address()),
            }
        });
        let _ = window().add_event_listener_with_callback("popstate", heard.as_ref().unchecked_ref());
        heard.forget();
    }

    fn leave(&self) {
        self.location.with_untracked(|location| self.visits.keep_scroll(&location.key, scroll()));
        self.page_data.clear();
    }

    /// Shows what the bar says; then scrolls and focuses, once it stands.
    fn arrive(&self, key: String, is_new: bool) {
        let navigator = *self;
        let is_same_page = self.location.with_untracked(|here| read_bar(String::new()).address() == here.address());
        self.location.set(read_bar(key.clone()));
        request_animation_frame(move || {
            if is_new {
                scroll_to_hash_or_top();
            } else {
                navigator.restore(key, RESTORE_FRAMES);
            }
            if !is_same_page {
                focus_main();
            }
        });
    }

    fn restore(self, key: String, frames: u32) {
        let wanted = self.visits.scroll(&key);
        scroll_at_once(wanted);
        let is_there = (scroll() - wanted).abs() < 2.0;
        let is_current = self.location.with_untracked(|location| location.key == key);
        if !is_there && is_current && frames > 0 {
            request_animation_frame(move || self.restore(key, frames - 1));
        }
    }
}

/// Makes it known to everything beneath, and hears the browser's buttons.
pub fn provide_navigator(leaving: Leaving, page_data: PageData, visits: Visits) -> Navigator {
    let navigator = Navigator::new(leaving, page_data, visits);
    if let Ok(history) = window().history() {
        let _ = history.set_scroll_restoration(web_sys::ScrollRestoration::Manual);
    }
    // When the document itself goes, the browser's own memory is all there is.
    let going = Closure::<dyn Fn()>::new(move || {
        if let Ok(history) = window().history() {
            let _ = history.set_scroll_restoration(web_sys::ScrollRestoration::Auto);
        }
    });
    let _ = window().add_event_listener_with_callback("pagehide", going.as_ref().unchecked_ref());
    going.forget();
    navigator.hear_history();
    provide_context(navigator);
    navigator
}

/// The app's own.
pub fn use_navigator() -> Navigator {
    expect_context()
}

/// Shows another address for the page that stands, and changes nothing else: a new post has got one of its own.
pub fn show_address(address: &str) {
    replace(&current_key().unwrap_or_else(new_key), address);
}

/// The path in the bar, which [`show_address`] may have changed.
pub fn address_shown() -> String {
    window().location().pathname().unwrap_or_default()
}

fn read_bar(key: String) -> Location {
    let bar = window().location();
    let query = bar.search().unwrap_or_default();
    Location {
        path: bar.pathname().unwrap_or_default(),
        query: query.strip_prefix('?').unwrap_or(&query).to_owned(),
        key,
    }
}

fn address_in_bar() -> String {
    window().location().href().unwrap_or_default()
}

fn current_key() -> Option<String> {
    window().history().ok()?.state().ok()?.as_string()
}

fn new_key() -> String {
    format!("{:x}", (js_sys::Math::random() * 1e15) as u64)
}

fn give_key(address: &str) -> String {
    let key = new_key();
    replace(&key, address);
    key
}

fn push(key: &str, address: &str) {
    if let Ok(history) = window().history() {
        let _ = history.push_state_with_url(&JsValue::from_str(key), "", Some(address));
    }
}

fn replace(key: &str, address: &str) {
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::from_str(key), "", Some(address));
    }
}

fn scroll() -> f64 {
    window().scroll_y().unwrap_or_default()
}

fn scroll_to_hash_or_top() {
    let hash = window().location().hash().unwrap_or_default();
    let id = hash.strip_prefix('#').and_then(crate::paths::decoded).unwrap_or_default();
    match document().get_element_by_id(&id).filter(|_| !id.is_empty()) {
        Some(element) => element.scroll_into_view(),
        None => scroll_at_once(0.0),
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
fn focus_main() {
    let is_taken = document().active_element().is_some_and(|element| element.closest("main").ok().flatten().is_some());
    if let (false, Some(main)) = (is_taken, document().get_element_by_id("content")) {
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = main.unchecked_into::<web_sys::HtmlElement>().focus_with_options(&options);
    }
}
