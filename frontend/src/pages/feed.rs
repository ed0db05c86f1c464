//! Lists that grow in the page, are grown again when somebody comes back, and are made for their reader once it is known
//! who that is.

use broadsheet_shared::{
    id::{PostId, UserId},
    v2,
};
use leptos::prelude::*;
use serde::de::DeserializeOwned;

use crate::{
    api::{
        addresses::{self, PostFilter},
        failure, use_api,
    },
    components::{growing::Growing, post::Feed},
    state::{
        location::use_navigator,
        session::use_session,
        toasts::use_toasts,
        viewing::{Answer, read_list_for_viewer},
        visits::Visits,
    },
};

/// Name of the grown list among what a history entry keeps.
const GROWN: &str = "grown list";

/// What a list holds: each with the one who wrote it, or is it.
pub trait Listed: DeserializeOwned + Clone + Send + Sync + 'static {
    /// Tells it from the others.
    type Id: PartialEq;

    /// Which it is.
    fn id(&self) -> Self::Id;
    /// Who wrote it, or is it.
    fn person(&self) -> UserId;
}

impl Listed for v2::PostSummary {
    type Id = PostId;

    fn id(&self) -> PostId {
        self.id
    }

    fn person(&self) -> UserId {
        self.author.id
    }
}

impl Listed for v2::UserRef {
    type Id = UserId;

    fn id(&self) -> UserId {
        self.id
    }

    fn person(&self) -> UserId {
        self.id
    }
}

/// The list of `path`: starts with `first`, the part behind the cursor `after`, or with what this history entry had;
/// `address` is that of the part behind a cursor.
pub fn use_growing<T: Listed>(
    first: v2::List<T>,
    path: &str,
    after: Option<&str>,
    address: impl Fn(Option<&str>) -> String + Send + Sync + 'static,
) -> Growing<T> {
    let beginning = StoredValue::new(first.items.len());
    let grown = Grown::new(first);
    let list = grown.list;
    let session = use_session();
    read_list_for_viewer(address(after), move |Answer { content: fresh, .. }: Answer<v2::List<T>>, is_wider| {
        let hides = untrack(|| session.person()).map(|me| me.hides).unwrap_or_default();
        grown.change(|shown| {
            if is_wider {
                beginning.set_value(fresh.items.len());
                *shown = fresh;
            } else {
                let (list, count) = seen(shown, beginning.get_value(), fresh, &hides);
                beginning.set_value(count);
                *shown = list;
            }
        });
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
                Ok(part) => grown.change(|list| {
                    list.items.extend(part.items);
                    list.next = part.next;
                }),
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

/// A list as it has grown, kept for coming back.
struct Grown<T: Send + Sync + 'static> {
    list: RwSignal<v2::List<T>>,
    visits: Visits,
    /// The history entry whose list it is.
    key: StoredValue<String>,
}

impl<T: Send + Sync + 'static> Clone for Grown<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Grown<T> {}

impl<T: Clone + Send + Sync + 'static> Grown<T> {
    fn new(first: v2::List<T>) -> Self {
        let visits: Visits = expect_context();
        let key = use_navigator().location_untracked().key;
        let list = RwSignal::new(visits.find::<v2::List<T>>(&key, GROWN).unwrap_or(first));
        Self { list, visits, key: StoredValue::new(key) }
    }

    /// Changes the list, if its page still stands.
    fn change(self, change: impl FnOnce(&mut v2::List<T>)) {
        let changed = self.list.try_update(|list| {
            change(list);
            list.clone()
        });
        if let Some((list, key)) = changed.zip(self.key.try_get_value()) {
            self.visits.keep(&key, GROWN, list);
        }
    }
}

/// What of a list that begins with `beginning` entries is for its reader: what the server leaves out of that beginning
/// goes, and what is behind it comes; nothing comes above or between what stands there. With it the number of entries in
/// the beginning now.
fn seen<T: Listed>(
    shown: &v2::List<T>,
    beginning: usize,
    fresh: v2::List<T>,
    hides: &[UserId],
) -> (v2::List<T>, usize) {
    let is_among = |entries: &[T], entry: &T| entries.iter().any(|one| one.id() == entry.id());
    let (first, rest) = shown.items.split_at(beginning.min(shown.items.len()));
    let mut items: Vec<_> = first.iter().filter(|entry| is_among(&fresh.items, entry)).cloned().collect();
    let behind = fresh.items.iter().rposition(|entry| is_among(&items, entry)).map_or(0, |last| last + 1);
    items.extend(fresh.items[behind..].iter().filter(|entry| !is_among(rest, entry)).cloned());
    let beginning = items.len();
    items.extend(rest.iter().filter(|entry| !hides.contains(&entry.person())).cloned());
    let next = if rest.is_empty() { fresh.next } else { shown.next.clone() };
    (v2::List { items, next, total: fresh.total }, beginning)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u32) -> String {
        format!("0190c9d2-7c1e-7a7b-8c11-{number:012}")
    }

    /// Posts by number, each by the person of that number.
    fn list(numbers: &[u32], next: Option<&str>) -> v2::List<v2::PostSummary> {
        let post = |number: &u32| {
            serde_json::from_value(serde_json::json!({
                "id": id(*number), "slug": number.to_string(), "title": "A", "excerpt": "", "cover": null,
                "author": {"id": id(*number), "username": "ada", "display_name": "Ada", "avatar": null},
                "category": null, "tags": [], "state": "published", "language": null, "word_count": 1,
                "reading_minutes": 1, "comment_count": 0, "like_count": 0,
                "published_at": "2026-03-05T10:00:00.000Z", "updated_at": "2026-03-05T10:00:00.000Z",
            }))
            .unwrap()
        };
        v2::List { items: numbers.iter().map(post).collect(), next: next.map(str::to_owned), total: None }
    }

    fn numbers(list: &v2::List<v2::PostSummary>) -> Vec<u32> {
        list.items.iter().map(|post| post.slug.parse().unwrap()).collect()
    }

    #[test]
    fn what_is_hidden_goes_and_what_comes_comes_at_the_end() {
        let shown = list(&[9, 8, 7, 6], Some("six"));

        let (seen, beginning) = seen(&shown, 4, list(&[10, 9, 7, 5, 4], Some("four")), &[]);

        assert_eq!((numbers(&seen), beginning), (vec![9, 7, 5, 4], 4), "what is newer waits");
        assert_eq!(seen.next.as_deref(), Some("four"));
    }

    #[test]
    fn parts_that_have_grown_behind_the_first_stay() {
        let shown = list(&[9, 8, 7, 6, 5], Some("five"));

        let (seen, beginning) = seen(&shown, 2, list(&[9, 7], Some("seven")), &[UserId(id(5).parse().unwrap())]);

        assert_eq!((numbers(&seen), beginning), (vec![9, 7, 6], 1));
        assert_eq!(seen.next.as_deref(), Some("five"));
    }

    #[test]
    fn a_list_of_which_nothing_may_be_seen_is_empty() {
        let (seen, beginning) = seen(&list(&[3, 2], None), 2, list(&[], None), &[]);

        assert_eq!((numbers(&seen), beginning, seen.next), (vec![], 0, None));
    }
}
