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
    kind: SearchKind,
    found: RwSignal<Found>,
    is_loading: RwSignal<bool>,
    cancel: StoredValue<Cancel, LocalStorage>,
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
    let kept = visits.find::<Found>(&location.key, FOUND).filter(|found| found.query == query && found.kind == kind);
    let found = kept.unwrap_or_else(|| Found {
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
        kind,
        found: RwSignal::new(found),
        is_loading: RwSignal::new(is_missing),
        cancel: StoredValue::new_local(Cancel::new()),
    };
    use_head(&Head::search(&query));
    if is_missing {
        desk.ask(query.clone(), after);
    }
    desk.hear_address();
    // Whoever comes here within the app comes to type; on a first view the page belongs to its reader.
    if query.is_empty() && page_data.status() == 0 {
        request_animation_frame(focus_field);
    }
    on_cleanup(move || desk.cancel.with_value(Cancel::cancel));
    let more = Callback::new(move |()| desk.ask_more());
    view! {
        <SearchView
            query=query
            kind=kind
            found=desk.found.into()
            is_loading=desk.is_loading.into()
            on_input=desk.typed()
            more=more
        />
    }
    .into_any()
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
    /// Hears the keys: each one puts the question off a little.
    fn typed(self) -> Callback<String> {
        let waiting = StoredValue::new(None::<TimeoutHandle>);
        Callback::new(move |query: String| {
            if let Some(timer) = waiting.get_value() {
                timer.clear();
            }
            let ask = move || {
                let query = query.trim().to_owned();
                if self.found.with_untracked(|found| found.query != query) {
                    self.navigator.rename(&paths::search_among(&query, self.kind));
                }
            };
            waiting.set_value(set_timeout_with_handle(ask, PAUSE).ok());
        })
    }

    /// The address holds the question: whoever changes it, asks.
    fn hear_address(self) {
        Effect::new(move |_| {
            let query = paths::parameter(&self.navigator.location().query, "q").unwrap_or_default();
            if self.found.with_untracked(|found| found.query != query) {
                use_head(&Head::search(&query));
                self.ask(query, None);
            }
        });
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
        let Some(next) = next else { return };
        let call = self.call(&query, Some(&next));
        leptos::task::spawn_local(async move {
            if let Ok(part) = call.await
                && let Some(mut found) = self.found.try_get_untracked()
            {
                found.parts.push(part);
                self.show(found);
            }
            let _ = self.is_loading.try_set(false);
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
