//! Asks while someone types: a moment after the last key, one question at a time, with the address in step.

use broadsheet_shared::v2::{self, SearchKind};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::{Found, SearchView};
use crate::{
    api::{Api, ApiError, Cancel, addresses, failure, use_api},
    head::Head,
    paths,
    state::{
        location::{Navigator, use_navigator},
        page_data::PageData,
        tab::{Tab, use_head},
        toasts::{Toasts, use_toasts},
        viewing::{Answer, read_list_for_viewer},
        visits::Visits,
    },
    text::reading as text,
};

/// How long after the last key the question is asked.
const PAUSE: std::time::Duration = std::time::Duration::from_millis(180);
/// Name of the results among what a history entry keeps.
const FOUND: &str = "search found";

#[derive(Clone, Copy)]
struct Desk {
    api: Api,
    navigator: Navigator,
    visits: Visits,
    tab: Tab,
    toasts: Toasts,
    kind: SearchKind,
    /// What stands in the field.
    typed: RwSignal<String>,
    found: RwSignal<Found>,
    is_loading: RwSignal<bool>,
    cancel: StoredValue<Cancel, LocalStorage>,
    /// Runs from a key until the question is asked.
    pause: StoredValue<Option<TimeoutHandle>>,
}

/// The search page among one kind.
pub fn search_page(kind: SearchKind) -> AnyView {
    let navigator = use_navigator();
    let location = navigator.location_untracked();
    let query = paths::parameter(&location.query, "q").unwrap_or_default();
    let after = paths::parameter(&location.query, "after");
    let visits: Visits = expect_context();
    let page_data: PageData = expect_context();
    let address = addresses::search(&query, kind, after.as_deref());
    let found = kept(visits, &location.key, &query, kind).unwrap_or_else(|| Found {
        query: query.clone(),
        kind,
        parts: page_data.find::<v2::SearchResults>(&address).into_iter().collect(),
        failure: None,
    });
    let is_missing = found.parts.is_empty() && !query.is_empty();
    let desk = Desk {
        api: use_api(),
        navigator,
        visits,
        tab: expect_context(),
        toasts: use_toasts(),
        kind,
        typed: RwSignal::new(query.clone()),
        found: RwSignal::new(found),
        is_loading: RwSignal::new(is_missing),
        cancel: StoredValue::new_local(Cancel::new()),
        pause: StoredValue::new(None),
    };
    use_head(&Head::search(&query));
    if is_missing {
        desk.ask(query.clone(), after);
    }
    desk.hear_reader(&query, address);
    desk.hear_address();
    // Whoever comes here within the app comes to type; on a first view the page belongs to its reader.
    if query.is_empty() && page_data.status() == 0 {
        request_animation_frame(focus_field);
    }
    on_cleanup(move || {
        desk.cancel.with_value(Cancel::cancel);
        desk.end_pause();
    });
    view! {
        <SearchView
            typed=desk.typed.into()
            kind=kind
            found=desk.found.into()
            is_loading=desk.is_loading.into()
            on_input=Callback::new(move |typed| desk.hear_key(typed))
            more=Callback::new(move |()| desk.ask_more())
            again=Callback::new(move |()| desk.ask_again())
        />
    }
    .into_any()
}

/// What a history entry had found of a question.
fn kept(visits: Visits, key: &str, query: &str, kind: SearchKind) -> Option<Found> {
    let is_answer = |found: &Found| found.query == query && found.kind == kind && found.failure.is_none();
    visits.find::<Found>(key, FOUND).filter(is_answer)
}

fn focus_field() {
    // In the frame after the one in which the page's beginning is given the focus.
    request_animation_frame(|| {
        let field = document().query_selector(".search-form__field").ok().flatten();
        if let Some(field) = field.and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = field.focus();
        }
    });
}

impl Desk {
    /// Hears a key: each one puts the question off a little.
    fn hear_key(self, typed: String) {
        self.end_pause();
        self.typed.set(typed);
        let ask = move || {
            self.pause.set_value(None);
            let query = self.typed.with_untracked(|typed| typed.trim().to_owned());
            if self.found.with_untracked(|found| found.query != query) {
                self.navigator.rename(&paths::search_among(&query, self.kind));
            }
        };
        self.pause.set_value(set_timeout_with_handle(ask, PAUSE).ok());
    }

    fn end_pause(self) {
        if let Some(timer) = self.pause.try_get_value().flatten() {
            timer.clear();
        }
    }

    /// What the page came with was found for everybody: asks again for the one who is there.
    fn hear_reader(self, query: &str, address: String) {
        if query.is_empty() {
            return;
        }
        let query = query.to_owned();
        read_list_for_viewer(address, move |Answer { content: part, .. }: Answer<v2::SearchResults>, _| {
            let is_other = |found: &Found| found.query == query && found.parts.first().is_some_and(|own| *own != part);
            let found = self.found.try_get_untracked().filter(is_other);
            if let Some(mut found) = found {
                found.parts[0] = part;
                self.visits.keep(&self.navigator.location_untracked().key, FOUND, found.clone());
                self.found.set(found);
            }
        });
    }

    /// The address holds the question: whoever changes it, asks, unless this history entry was answered before.
    fn hear_address(self) {
        Effect::new(move |_| {
            let location = self.navigator.location();
            let query = paths::parameter(&location.query, "q").unwrap_or_default();
            // An address elsewhere: this page is about to go.
            if location.path != paths::SEARCH || self.found.with_untracked(|found| found.query == query) {
                return;
            }
            use_head(&Head::search(&query));
            self.put_in_field(&query);
            match kept(self.visits, &location.key, &query, self.kind) {
                Some(found) => {
                    self.cancel.with_value(Cancel::cancel);
                    self.is_loading.set(false);
                    self.found.set(found);
                }
                None => self.ask(query, None),
            }
        });
    }

    /// Says in the field what the address asks, unless somebody is typing there, or has typed just that.
    fn put_in_field(self, query: &str) {
        let is_typing = self.pause.with_value(Option::is_some);
        if is_typing || self.typed.with_untracked(|typed| typed.trim() == query) {
            return;
        }
        self.typed.set(query.to_owned());
        if query.is_empty() {
            focus_field();
        }
    }

    /// Asks the same once more, if nothing came of it.
    fn ask_again(self) {
        let (query, has_failed) = self.found.with_untracked(|found| (found.query.clone(), found.failure.is_some()));
        let is_same = self.typed.with_untracked(|typed| typed.trim() == query);
        if has_failed && is_same && !self.is_loading.get_untracked() {
            let after = paths::parameter(&self.navigator.location_untracked().query, "after");
            self.ask(query, after);
        }
    }

    fn ask(self, query: String, after: Option<String>) {
        self.cancel.with_value(Cancel::cancel);
        let blank = Found { query: query.clone(), kind: self.kind, parts: Vec::new(), failure: None };
        if query.is_empty() {
            self.is_loading.set(false);
            self.found.set(blank);
            return;
        }
        // What was found before stays, dimmed, until the answer is there.
        self.found.update(|found| found.query.clone_from(&query));
        let call = self.call(&query, after.as_deref());
        leptos::task::spawn_local(async move {
            match call.await {
                Ok(part) => self.show(Found { parts: vec![part], ..blank }),
                Err(ApiError::Cancelled) => {}
                Err(error) => self.show(Found { failure: Some(failure::said(&error)), ..blank }),
            }
        });
    }

    fn ask_more(self) {
        let (query, next) = self
            .found
            .with_untracked(|found| (found.query.clone(), found.parts.last().and_then(|part| part.next.clone())));
        let Some(next) = next.filter(|_| !self.is_loading.get_untracked()) else { return };
        let call = self.call(&query, Some(&next));
        leptos::task::spawn_local(async move {
            match call.await {
                Ok(part) => {
                    if let Some(mut found) = self.found.try_get_untracked() {
                        found.parts.push(part);
                        self.show(found);
                    }
                }
                // Another question is on its way, or the page is gone.
                Err(ApiError::Cancelled) => {}
                Err(error) => {
                    let _ = self.is_loading.try_set(false);
                    self.toasts.error(failure::said(&error));
                }
            }
        });
    }

    fn call(
        self,
        query: &str,
        after: Option<&str>,
    ) -> impl Future<Output = Result<v2::SearchResults, ApiError>> + use<> {
        self.is_loading.set(true);
        let cancel = Cancel::new();
        self.cancel.set_value(cancel.clone());
        self.api.get(addresses::search(query, self.kind, after)).cancelled_by(&cancel).fetch()
    }

    fn show(self, found: Found) {
        let _ = self.is_loading.try_set(false);
        let count = found.parts.iter().map(|part| part.items.len()).sum();
        self.tab.announce(text::results_shown(count));
        self.visits.keep(&self.navigator.location_untracked().key, FOUND, found.clone());
        let _ = self.found.try_set(found);
    }
}
