//! A list as it has grown: kept for coming back, made for its reader, and put on from both ends.

use broadsheet_shared::{
    id::{PostId, UserId},
    v2,
};
use leptos::prelude::*;
use serde::de::DeserializeOwned;

use crate::state::{location::use_navigator, visits::Visits};

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

/// A list as it has grown.
pub(super) struct Grown<T: Send + Sync + 'static> {
    pub list: RwSignal<v2::List<T>>,
    /// So many of its entries are its beginning, which the server may be asked for again.
    beginning: StoredValue<usize>,
    visits: Visits,
    /// The history entry whose list it is, and its name among what that keeps.
    place: StoredValue<(String, String)>,
}

impl<T: Send + Sync + 'static> Clone for Grown<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Grown<T> {}

impl<T: Listed> Grown<T> {
    /// Starts with `first`, which stands at `address`, or with what this history entry had.
    pub fn new(first: v2::List<T>, address: &str) -> Self {
        let visits: Visits = expect_context();
        let (key, name) = (use_navigator().location_untracked().key, format!("grown from {address}"));
        let beginning = StoredValue::new(first.items.len());
        let list = RwSignal::new(visits.find::<v2::List<T>>(&key, &name).unwrap_or(first));
        Self { list, beginning, visits, place: StoredValue::new((key, name)) }
    }

    /// The next part has come.
    pub fn append(self, part: v2::List<T>) {
        self.change(|list| {
            list.items.extend(part.items);
            list.next = part.next;
        });
    }

    /// The beginning has come as its reader may see it. What is new stays out of it, unless the list `is_wider` than before.
    pub fn make_for_reader(self, fresh: v2::List<T>, is_wider: bool, hides: &[UserId]) {
        let beginning = self.beginning;
        self.change(|shown| {
            let (list, count) = match is_wider {
                true => whole(fresh),
                false => seen(shown, beginning.get_value(), fresh, hides),
            };
            beginning.set_value(count);
            *shown = list;
        });
    }

    /// The beginning has come with what is new.
    pub fn put_before(self, fresh: v2::List<T>) {
        let beginning = self.beginning;
        self.change(|shown| {
            let (list, count) = renewed(shown, beginning.get_value(), fresh);
            beginning.set_value(count);
            *shown = list;
        });
    }

    /// Changes the list, if its page still stands.
    fn change(self, change: impl FnOnce(&mut v2::List<T>)) {
        let changed = self.list.try_update(|list| {
            change(list);
            list.clone()
        });
        if let Some((list, (key, name))) = changed.zip(self.place.try_get_value()) {
            self.visits.keep(&key, &name, list);
        }
    }
}

/// True if an entry stands among others.
fn is_among<T: Listed>(entries: &[T], entry: &T) -> bool {
    entries.iter().any(|one| one.id() == entry.id())
}

/// Those of a fresh beginning that stand above all that is shown.
pub(super) fn newer<'a, T: Listed>(shown: &'a [T], fresh: &'a [T]) -> impl Iterator<Item = &'a T> {
    fresh.iter().take_while(|entry| !is_among(shown, entry))
}

fn whole<T>(fresh: v2::List<T>) -> (v2::List<T>, usize) {
    let count = fresh.items.len();
    (fresh, count)
}

/// A list with what is new before it, and the number of entries in its beginning. Where so much is new that some may be
/// missing between, the list begins anew.
fn renewed<T: Listed>(shown: &v2::List<T>, beginning: usize, fresh: v2::List<T>) -> (v2::List<T>, usize) {
    let count = newer(&shown.items, &fresh.items).count();
    if count == fresh.items.len() {
        return whole(fresh);
    }
    let mut items = fresh.items;
    items.truncate(count);
    items.extend(shown.items.iter().cloned());
    (v2::List { items, next: shown.next.clone(), total: fresh.total }, beginning + count)
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
    let (first, rest) = shown.items.split_at(beginning.min(shown.items.len()));
    let mut items: Vec<_> = first.iter().filter(|entry| is_among(&fresh.items, entry)).cloned().collect();
    let behind = fresh.items.iter().rposition(|entry| is_among(&items, entry)).map_or(0, |last| last + 1);
    items.extend(fresh.items[behind..].iter().filter(|entry| !is_among(rest, entry)).cloned());
    let beginning = items.len();
    items.extend(rest.iter().filter(|entry| !hides.contains(&entry.person())).cloned());
    let next = if rest.is_empty() { fresh.next } else { shown.next.clone() };
    (v2::List { items, next, total: fresh.total }, beginning)
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
    fn what_is_new_comes_before_the_rest() {
        let shown = list(&[7, 6, 5], Some("five"));

        let (renewed, beginning) = renewed(&shown, 2, list(&[9, 8, 7], Some("seven")));

        assert_eq!((numbers(&renewed), beginning), (vec![9, 8, 7, 6, 5], 4));
        assert_eq!(renewed.next.as_deref(), Some("five"));
    }

    #[test]
    fn a_list_begins_anew_where_some_may_be_missing_between() {
        let (renewed, beginning) = renewed(&list(&[3, 2], Some("two")), 2, list(&[9, 8], Some("eight")));

        assert_eq!((numbers(&renewed), beginning, renewed.next.as_deref()), (vec![9, 8], 2, Some("eight")));
    }

    #[test]
    fn a_list_of_which_nothing_may_be_seen_is_empty() {
        let (seen, beginning) = seen(&list(&[3, 2], None), 2, list(&[], None), &[]);

        assert_eq!((numbers(&seen), beginning, seen.next), (vec![], 0, None));
    }
}
