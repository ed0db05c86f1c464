//! Lists that grow in the page, and are grown again when somebody comes back.

use broadsheet_shared::v2;
use leptos::prelude::*;
use serde::de::DeserializeOwned;

use crate::{
    api::{
        addresses::{self, PostFilter},
        failure, use_api,
    },
    components::{growing::Growing, post::Feed},
    state::{location::use_navigator, toasts::use_toasts, visits::Visits},
};

/// Name of the grown list among what a history entry keeps.
const GROWN: &str = "grown list";

/// The list of `path`: starts with `first`, or with what this history entry had; `address` is that of the part behind a
/// cursor.
pub fn use_growing<T>(
    first: v2::List<T>,
    path: &str,
    is_later_part: bool,
    address: impl Fn(&str) -> String + Send + Sync + 'static,
) -> Growing<T>
where
    T: DeserializeOwned + Clone + Send + Sync + 'static,
{
    let api = use_api();
    let toasts = use_toasts();
    let visits: Visits = expect_context();
    let key = use_navigator().location_untracked().key;
    let list = RwSignal::new(visits.find::<v2::List<T>>(&key, GROWN).unwrap_or(first));
    let is_loading = RwSignal::new(false);
    let more = Callback::new(move |()| {
        let next = list.with_untracked(|list| list.next.clone());
        let Some(next) = next.filter(|_| !is_loading.get_untracked()) else { return };
        is_loading.set(true);
        let call = api.get(address(&next));
        let key = key.clone();
        leptos::task::spawn_local(async move {
            let answer = call.fetch::<v2::List<T>>().await;
            let _ = is_loading.try_set(false);
            match answer {
                Ok(part) => {
                    let _ = list.try_update(|list| {
                        list.items.extend(part.items);
                        list.next = part.next;
                    });
                    if let Some(list) = list.try_get_untracked() {
                        visits.keep(&key, GROWN, list);
                    }
                }
                Err(error) => toasts.error(failure::said(&error)),
            }
        });
    });
    Growing {
        items: Signal::derive(move || list.with(|list| list.items.clone())),
        next: Signal::derive(move || list.with(|list| list.next.clone())),
        is_loading: is_loading.into(),
        more,
        path: path.to_owned(),
        is_later_part,
    }
}

/// The posts of `path`: starts with `first`, and asks for more of `filter`.
pub fn use_feed(first: v2::List<v2::PostSummary>, filter: OwnedFilter, path: &str, is_later_part: bool) -> Feed {
    use_growing(first, path, is_later_part, move |cursor| filter.address(Some(cursor)))
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
