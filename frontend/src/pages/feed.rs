//! A list of posts that grows in the page, and is grown again when somebody comes back.

use broadsheet_shared::v2;
use leptos::prelude::*;

use crate::{
    api::{
        addresses::{self, PostFilter},
        failure, use_api,
    },
    components::post::Feed,
    state::{location::use_navigator, toasts::use_toasts, visits::Visits},
};

/// Name of the grown list among what a history entry keeps.
const PARTS: &str = "feed parts";

/// The feed of `path`: starts with `first`, and asks for more of `filter`.
pub fn use_feed(first: v2::List<v2::PostSummary>, filter: OwnedFilter, path: &str, is_later_part: bool) -> Feed {
    let api = use_api();
    let toasts = use_toasts();
    let visits: Visits = expect_context();
    let key = use_navigator().location_untracked().key;
    let parts = RwSignal::new(visits.find(&key, PARTS).unwrap_or_else(|| vec![first]));
    let is_loading = RwSignal::new(false);
    let more = Callback::new(move |()| {
        let next = parts.with_untracked(|parts: &Vec<v2::List<_>>| parts.last().and_then(|part| part.next.clone()));
        let Some(next) = next.filter(|_| !is_loading.get_untracked()) else { return };
        is_loading.set(true);
        let call = api.get(addresses::posts(filter.borrow(), Some(&next)));
        let key = key.clone();
        leptos::task::spawn_local(async move {
            let answer = call.fetch::<v2::List<v2::PostSummary>>().await;
            let _ = is_loading.try_set(false);
            match answer {
                Ok(part) => {
                    let _ = parts.try_update(|parts| parts.push(part));
                    if let Some(parts) = parts.try_get_untracked() {
                        visits.keep(&key, PARTS, parts);
                    }
                }
                Err(error) => toasts.error(failure::said(&error)),
            }
        });
    });
    Feed { parts: parts.into(), is_loading: is_loading.into(), more, path: path.to_owned(), is_later_part }
}

/// Which posts a list holds, kept for as long as the page stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OwnedFilter {
    /// All of them.
    Latest,
    /// Those with a tag.
    Tag(String),
    /// Those of a category.
    Category(String),
    /// Those of a person.
    Author(String),
}

impl OwnedFilter {
    /// As the addresses take it.
    pub fn borrow(&self) -> PostFilter<'_> {
        match self {
            Self::Latest => PostFilter::Latest,
            Self::Tag(slug) => PostFilter::Tag(slug),
            Self::Category(slug) => PostFilter::Category(slug),
            Self::Author(username) => PostFilter::Author(username),
        }
    }
}
