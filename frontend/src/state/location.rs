//! Where we are, and the ways to go elsewhere: leptos_router's location and navigation, and what it leaves to an app.
//! Each history entry has a key, so that Back finds its screen and its place again; a page may be held; and a page of
//! another program is loaded in full.

mod entry;
mod place;

use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
    location::State,
};

pub use self::entry::Steps;
use self::{entry::Bar, place::restore};
use super::{here::provide_here, leaving::Leaving, page_data::PageData, toasts::Toasts, visits::Visits};

/// Name, among what a history entry keeps, of the address in the bar and of the page that stands under it.
const POINTED_OUT: &str = "pointed out";

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
    path: Memo<String>,
    query: Memo<String>,
    key: RwSignal<String>,
    retries: RwSignal<u32>,
    /// What [`Self::show_address`] has put into the bar, with the entry's key; the router knows nothing of it.
    shown: StoredValue<Option<(String, String)>>,
    /// The document is on its way out: what its effects still want comes too late.
    is_gone: StoredValue<bool>,
    router: Callback<(String, NavigateOptions)>,
    is_ours: Callback<String, bool>,
    kept: Kept,
}

/// What a journey takes along or leaves behind.
#[derive(Clone, Copy)]
pub struct Kept {
    /// The back and forward buttons, heard since before there was a router.
    pub steps: Steps,
    /// Whether the page may be left.
    pub leaving: Leaving,
    /// What the first view came with.
    pub page_data: PageData,
    /// What each entry had on its screen.
    pub visits: Visits,
    /// Messages, which go along to the next program.
    pub toasts: Toasts,
}

impl Navigator {
    /// Where we are. Tracked.
    pub fn location(&self) -> Location {
        Location { path: self.path.get(), query: self.query.get(), key: self.key.get() }
    }

    /// Where we are. Untracked.
    pub fn location_untracked(&self) -> Location {
        untrack(|| self.location())
    }

    /// Goes to an address of this site, as a new entry, unless the page is held.
    pub fn go(&self, address: &str) {
        self.travel(address, false);
    }

    /// Goes to an address in place of the current entry, without asking: who must not see a page cannot hold it.
    pub fn go_instead(&self, address: &str) {
        self.kept.leaving.release();
        self.travel(address, true);
    }

    /// Changes the address of the current page, which stays: the question of a search, while someone types.
    pub fn rename(&self, address: &str) {
        self.show(address, self.key.get_untracked());
    }

    /// Shows another address for the page that stands, and changes nothing else: a new post has got one of its own. A page
    /// that is held gets this one back.
    pub fn show_address(&self, address: &str) {
        show_address(address);
        self.shown.set_value(Some((self.key.get_untracked(), address.to_owned())));
    }

    /// Shows the address of something that stands on the page already, for whoever wants to copy it. Read anew, that
    /// address may begin elsewhere: so Back comes to the page as it was.
    pub fn point_out(&self, address: &str) {
        let here = self.location_untracked();
        let path_and_query = address.split('#').next().unwrap_or_default().to_owned();
        self.kept.visits.keep(&here.key, POINTED_OUT, (path_and_query, here.address()));
        show_address(address);
    }

    /// Makes the page anew: what it could not read may be there now.
    pub fn retry(&self) {
        self.retries.update(|retries| *retries += 1);
    }

    /// Whoever calls it is run again by [`Self::retry`].
    pub fn track_retries(&self) {
        self.retries.track();
    }

    /// Loads an address anew, with all that belongs to it: another program, or a site that has changed.
    pub fn load(&self, address: &str) {
        self.load_as(address, false);
    }

    /// Loads this very page anew, without asking: it belongs to somebody who is no longer there.
    pub fn reload(&self) {
        self.kept.leaving.release();
        self.load_as(&Bar::read().address(), true);
    }

    /// What the bar says for the page that stands.
    fn address_here(&self) -> String {
        let here = self.location_untracked();
        let shown = self.shown.get_value().filter(|(key, _)| *key == here.key);
        shown.map_or_else(|| here.address(), |(_, address)| address)
    }

    fn travel(&self, address: &str, is_instead: bool) {
        if self.is_gone.get_value() || !self.kept.leaving.allows(address) {
            return;
        }
        let path = address.split(['?', '#']).next().unwrap_or_default();
        if !self.is_ours.run(path.to_owned()) {
            return self.load_as(address, is_instead);
        }
        let is_same_page = self.address_here() == address.split('#').next().unwrap_or_default();
        self.leave();
        let key = entry::new_key();
        if is_same_page {
            self.kept.visits.share(&self.key.get_untracked(), &key);
        }
        if !is_instead {
            // leptos_router 0.8.17 makes no entry for an address that is the last of those it counted, and it counts
            // replaced ones too (`path_stack`). So the entry is made here, and the router fills it.
            entry::push(&key, address);
        }
        self.key.set(key.clone());
        self.show(address, key.clone());
        self.arrive(key, true, is_same_page);
    }

    /// The router's part: the page of an address, in the current entry.
    fn show(&self, address: &str, key: String) {
        self.shown.set_value(None);
        let state = State::from(key);
        self.router.run((address.to_owned(), NavigateOptions { resolve: false, replace: true, scroll: false, state }));
    }

    fn load_as(&self, address: &str, is_instead: bool) {
        self.is_gone.set_value(true);
        self.kept.toasts.take_along();
        let bar = window().location();
        let _ = if is_instead { bar.replace(address) } else { bar.assign(address) };
    }

    /// Hears the back and forward buttons, before the router does.
    fn hear_history(self) {
        self.kept.steps.tell(move |event| {
            let key_here = self.key.get_untracked();
            // The bar says already where the step leads, so what it said before is ours to remember.
            let here = self.address_here();
            let key = entry::current_key();
            self.name_page(key.as_deref().unwrap_or(&key_here));
            let there = Bar::read().address();
            let is_same_page = there == here;
            match key {
                // A link to a place in this page made an entry of its own: it gets a key, and the browser scrolls.
                None if is_same_page => {
                    self.kept.visits.keep_scroll(&key_here, place::scroll());
                    let key = entry::give_key();
                    self.kept.visits.share(&key_here, &key);
                    self.shown.update_value(|shown| {
                        if let Some((of, _)) = shown.as_mut().filter(|(of, _)| *of == key_here) {
                            of.clone_from(&key);
                        }
                    });
                    self.key.set(key);
                }
                key if is_same_page || self.kept.leaving.allows(&there) => {
                    self.leave();
                    let key = key.unwrap_or_else(entry::give_key);
                    self.key.set(key.clone());
                    self.arrive(key, false, is_same_page);
                }
                // The page is held: its address is put back, and the router hears nothing.
                _ => {
                    entry::push(&key_here, &here);
                    event.stop_immediate_propagation();
                }
            }
        });
    }

    /// Puts the address of an entry's page in the place of one that was only pointed out, before the router reads it.
    fn name_page(&self, key: &str) {
        let known = self.kept.visits.find::<(String, String)>(key, POINTED_OUT);
        let shown = Bar::read();
        if let Some((_, page)) = known.filter(|(pointed_out, _)| *pointed_out == shown.address()) {
            entry::rename(&format!("{page}{}", shown.fragment));
        }
    }

    /// Scrolling is ours while the page lives. When the document itself goes, the browser's own memory is all there is;
    /// and a document may come back as it was.
    fn hear_document(self) {
        place::scroll_by_hand();
        entry::hear_going(place::let_browser_scroll);
        entry::hear_coming_back(move || {
            place::scroll_by_hand();
            self.is_gone.set_value(false);
        });
    }

    fn leave(&self) {
        self.kept.visits.keep_scroll(&self.key.get_untracked(), place::scroll());
        self.kept.page_data.clear();
    }

    /// Scrolls and focuses, once the page stands.
    fn arrive(&self, key: String, is_new: bool, is_same_page: bool) {
        let (visits, current) = (self.kept.visits, self.key);
        request_animation_frame(move || {
            let wanted = visits.scroll(&key);
            let is_current = move || current.with_untracked(|current| *current == key);
            if is_new {
                place::scroll_to_hash_or_top(is_current);
            } else {
                restore(wanted, is_current);
            }
            if !is_same_page {
                place::focus_main();
            }
        });
    }
}

/// Makes it known to everything beneath, and hears the browser's buttons. `is_ours` knows the paths whose pages this
/// program has. Stands inside the router.
pub fn provide_navigator(kept: Kept, is_ours: impl Fn(&str) -> bool + Send + Sync + 'static) -> Navigator {
    let (here, navigate) = (use_location(), use_navigate());
    let navigator = Navigator {
        path: here.pathname,
        query: here.search,
        key: RwSignal::new(entry::current_key().unwrap_or_else(entry::give_key)),
        retries: RwSignal::new(0),
        shown: StoredValue::new(None),
        is_gone: StoredValue::new(false),
        router: Callback::new(move |(address, options): (String, NavigateOptions)| navigate(&address, options)),
        is_ours: Callback::new(move |path: String| is_ours(&path)),
        kept,
    };
    navigator.hear_document();
    navigator.hear_history();
    provide_here(navigator.key);
    provide_context(navigator);
    navigator
}

/// The app's own.
pub fn use_navigator() -> Navigator {
    expect_context()
}

/// The same where no navigator is at hand, for a page that nobody holds.
pub fn show_address(address: &str) {
    entry::replace(&entry::current_key().unwrap_or_else(entry::new_key), address);
}

/// The path in the bar, which may be another than the router's.
pub fn address_shown() -> String {
    Bar::read().path
}
