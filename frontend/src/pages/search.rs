//! Searching, as one types.

#[cfg(feature = "csr")]
mod asking;

#[cfg(feature = "csr")]
pub use asking::search_page;

use broadsheet_shared::{
    id::UserId,
    v2::{self, SearchKind},
};
use leptos::prelude::*;

use crate::{
    components::{
        growing::MoreLink,
        search::{KindBar, SearchForm, SearchHitEntry},
        state::Empty,
        ui::Button,
    },
    paths,
    text::reading as text,
};

/// What was asked, and what came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The question; empty before anything was asked.
    pub query: String,
    /// Among what.
    pub kind: SearchKind,
    /// The parts so far; none before anything was asked.
    pub parts: Vec<v2::SearchResults>,
    /// What went wrong, in words for people.
    pub failure: Option<String>,
}

/// Form, kinds, results.
#[component]
pub fn SearchView(
    /// What stands in the field.
    typed: Signal<String>,
    kind: SearchKind,
    /// What to show.
    found: Signal<Found>,
    /// True while an answer is on its way.
    is_loading: Signal<bool>,
    on_input: Callback<String>,
    more: Callback<()>,
    /// Asks once more what came to nothing.
    again: Callback<()>,
) -> AnyView {
    let asked = Signal::derive(move || found.with(|found| found.query.clone()));
    view! {
        <div class="page page--narrow">
            <header class="page-header page-header--search">
                <h1 class="page-header__title">{text::SEARCH}</h1>
                <SearchForm typed=typed kind=kind on_input=on_input on_send=again />
                <KindBar query=asked kind=kind />
            </header>
            <div class="results" aria-busy=move || is_loading.get().then_some("true")>
                {move || view! { <Results found=found.get() is_loading=is_loading more=more again=again /> }}
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn Results(found: Found, is_loading: Signal<bool>, more: Callback<()>, again: Callback<()>) -> impl IntoView {
    let Found { query, kind, parts, failure } = found;
    if query.is_empty() {
        return view! { <Empty title=text::SEARCH_EMPTY.to_owned() hint=text::SEARCH_EMPTY_HINT /> }.into_any();
    }
    if let Some(failure) = failure {
        return view! { <NotAnswered failure is_loading again /> }.into_any();
    }
    if parts.is_empty() {
        // The first answer is on its way.
        return ().into_any();
    }
    let next = parts.last().and_then(|part| part.next.clone());
    let hits: Vec<_> = parts.into_iter().flat_map(|part| part.items).collect();
    if hits.is_empty() {
        return view! { <Empty title=text::nothing_found(&query) hint=text::SEARCH_NOTHING_HINT /> }.into_any();
    }
    let entry = |hit: v2::SearchHit| {
        let by = person_of(&hit).map(|id| id.to_string());
        view! { <li data-by=by><SearchHitEntry hit=hit /></li> }
    };
    let entries: Vec<_> = hits.into_iter().map(entry).collect();
    let more = next.map(|next| {
        let address = paths::after(&paths::search_among(&query, kind), &next);
        view! { <MoreLink address=address is_loading=is_loading more=more words=text::MORE_RESULTS /> }
    });
    view! {
        <ol class="hit-list" role="list">
            {entries}
        </ol>
        {more}
    }
    .into_any()
}

/// Whose it is, for those who do not want to see them.
fn person_of(hit: &v2::SearchHit) -> Option<UserId> {
    match hit {
        v2::SearchHit::Post { post, .. } => Some(post.author.id),
        v2::SearchHit::User { user, .. } => Some(user.id),
        v2::SearchHit::Comment { author, .. } => Some(author.id),
        v2::SearchHit::Tag { .. } => None,
    }
}

/// In place of the results that did not come.
#[component]
fn NotAnswered(failure: String, is_loading: Signal<bool>, again: Callback<()>) -> impl IntoView {
    view! {
        <div class="notice" role="alert">
            <p class="notice__title">{failure}</p>
            <p class="notice__actions">
                <Button is_busy=is_loading on_click=again>{text::TRY_AGAIN}</Button>
            </p>
        </div>
    }
}
