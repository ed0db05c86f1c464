//! Lists that grow in the page, and are grown again when somebody comes back.

use broadsheet_shared::v2;
use leptos::prelude::*;
use serde::de::DeserializeOwned;

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

/// A list as it has grown.
pub struct Parts<T: Send + Sync + 'static> {
    /// The parts so far, in order.
    pub parts: RwSignal<Vec<v2::List<T>>>,
    /// True while the next part is on its way.
    pub is_loading: RwSignal<bool>,
    /// Loads the next part.
    pub more: Callback<()>,
}

/// A list that starts with `first`; `address` is that of the part behind a cursor.
pub fn use_parts<T>(first: v2::List<T>, address: impl Fn(&str) -> String + Send + Sync + 'static) -> Parts<T>
where
    T: DeserializeOwned + Clone + Send + Sync + 'static,
{
    let api = use_api();
    let toasts = use_toasts();
    let visits: Visits = expect_context();
    let key = use_navigator().location_untracked().key;
    let parts = RwSignal::new(visits.find(&key, PARTS).unwrap_or_else(|| vec![first]));
    let is_loading = RwSignal::new(false);
    let more = Callback::new(move |()| {
        let next = parts.with_untracked(|parts: &Vec<v2::List<T>>| parts.last().and_then(|part| part.next.clone()));
        let Some(next) = next.filter(|_| !is_loading.get_untracked()) else { return };
        is_loading.set(true);
        let call = api.get(address(&next));
        let key = key.clone();
        leptos::task::spawn_local(async move {
            let answer = call.fetch::<v2::List<T>>().await;
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
    Parts { parts, is_loading, more }
}

/// The posts of `path`: starts with `first`, and asks for more of `filter`.
pub fn use_feed(first: v2::List<v2::PostSummary>, filter: OwnedFilter, path: &str, is_later_part: bool) -> Feed {
    let Parts { parts, is_loading, more } = use_parts(first, move |cursor| filter.address(Some(cursor)));
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
    /// Those of the people and tags that one follows.
    Followed,
    /// Those that one has put aside.
    Bookmarks,
}

impl OwnedFilter {
    /// Where a part of them is.
    pub fn address(&self, after: Option<&str>) -> String {
        match self {
            Self::Latest => addresses::posts(PostFilter::Latest, after),
            Self::Tag(slug) => addresses::posts(PostFilter::Tag(slug), after),
            Self::Category(slug) => addresses::posts(PostFilter::Category(slug), after),
            Self::Author(username) => addresses::posts(PostFilter::Author(username), after),
            Self::Followed => addresses::followed_posts(after),
            Self::Bookmarks => addresses::bookmarks(after),
        }
    }
}
