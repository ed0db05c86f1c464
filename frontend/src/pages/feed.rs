//! Lists that grow in the page, are grown again when somebody comes back, and are made for their reader once it is known
//! who that is.

mod grown;
mod newer;

use broadsheet_shared::v2;
use leptos::prelude::*;

use self::grown::Grown;
pub use self::{grown::Listed, newer::use_newest};
use crate::{
    api::{
        addresses::{self, PostFilter},
        failure, use_api,
    },
    components::{growing::Growing, post::Feed},
    state::{
        session::use_session,
        toasts::use_toasts,
        viewing::{Answer, read_list_for_viewer},
    },
};

/// The list of `path`: starts with `first`, the part behind the cursor `after`, or with what this history entry had;
/// `address` is that of the part behind a cursor.
pub fn use_growing<T: Listed>(
    first: v2::List<T>,
    path: &str,
    after: Option<&str>,
    address: impl Fn(Option<&str>) -> String + Send + Sync + 'static,
) -> Growing<T> {
    growing(Grown::new(first, &address(after)), path, after, address, |_| {})
}

/// The same of a list that is there already; `learn` hears of its beginning once it has come as its reader may see it.
fn growing<T: Listed>(
    grown: Grown<T>,
    path: &str,
    after: Option<&str>,
    address: impl Fn(Option<&str>) -> String + Send + Sync + 'static,
    learn: impl Fn(&[T]) + Clone + 'static,
) -> Growing<T> {
    let list = grown.list;
    let session = use_session();
    read_list_for_viewer(address(after), move |Answer { content: fresh, .. }: Answer<v2::List<T>>, is_wider| {
        let hides = untrack(|| session.person()).map(|me| me.hides).unwrap_or_default();
        let beginning = fresh.items.clone();
        grown.make_for_reader(fresh, is_wider, &hides);
        learn(&beginning);
    });
    let (api, toasts) = (use_api(), use_toasts());
    let is_loading = RwSignal::new(false);
    let more = Callback::new(move |()| {
        let next = list.with_untracked(|list| list.next.clone());
        let Some(next) = next.filter(|_| !is_loading.get_untracked()) else { return };
        is_loading.set(true);
        let call = api.get(address(Some(&next)));
        leptos::task::spawn_local(async move {
            let answer = call.fetch::<v2::List<T>>().await;
            let _ = is_loading.try_set(false);
            match answer {
                Ok(part) => grown.append(part, &next),
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
        is_later_part: after.is_some(),
    }
}

/// The posts of `path`: starts with `first`, the part behind the cursor `after`, and asks for more of `filter`.
pub fn use_feed(first: v2::List<v2::PostSummary>, filter: OwnedFilter, path: &str, after: Option<&str>) -> Feed {
    use_growing(first, path, after, move |cursor| filter.address(cursor))
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
