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
        let list = RwSignal::new(visits.find::<v2::List<T>>(&key, &name).unwrap_or(first));
        Self { list, visits, place: StoredValue::new((key, name)) }
    }

    /// The part behind the cursor `after` has come.
    pub fn append(self, part: v2::List<T>, after: &str) {
        self.change(|list| lengthen(list, part, after));
    }

    /// The beginning has come as its reader may see it. What is new stays out of it, unless the list `is_wider` than before.
    pub fn make_for_reader(self, fresh: v2::List<T>, is_wider: bool, hides: &[UserId]) {
        self.change(|shown| *shown = if is_wider { fresh } else { seen(shown, fresh, hides) });
    }

    /// The beginning has come with what is new.
    pub fn put_before(self, fresh: v2::List<T>) {
        self.change(|shown| *shown = renewed(shown, fresh));
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

/// Puts the part behind the cursor `after` at the end of a list that goes on there.
fn lengthen<T: Listed>(list: &mut v2::List<T>, part: v2::List<T>, after: &str) {
    // Since the part was asked for, the list may have been made for its reader, and then it goes on elsewhere.
    if list.next.as_deref() != Some(after) {
        return;
    }
    let unknown: Vec<T> = part.items.into_iter().filter(|entry| !is_among(&list.items, entry)).collect();
    list.items.extend(unknown);
    list.next = part.next;
}

/// A list with what is new before it. Where so much is new that some may be missing between, the list begins anew.
fn renewed<T: Listed>(shown: &v2::List<T>, fresh: v2::List<T>) -> v2::List<T> {
    let count = newer(&shown.items, &fresh.items).count();
    if count == fresh.items.len() {
        return fresh;
    }
    let mut items = fresh.items;
    items.truncate(count);
    items.extend(shown.items.iter().cloned());
    v2::List { items, next: shown.next.clone(), total: fresh.total }
}

/// What of a list is for its reader: what the server leaves out of the beginning goes, and so does what is further down
/// of people who are hidden; what is behind all that stands there comes, and nothing comes above or between.
fn seen<T: Listed>(shown: &v2::List<T>, fresh: v2::List<T>, hides: &[UserId]) -> v2::List<T> {
    let reach = reach(&shown.items, &fresh);
    let stays = |place: usize, entry: &T| match place < reach {
        true => is_among(&fresh.items, entry),
        false => !hides.contains(&entry.person()),
    };
    let places = shown.items.iter().enumerate();
    let mut items: Vec<T> =
        places.filter(|(place, entry)| stays(*place, entry)).map(|(_, entry)| entry.clone()).collect();
    if reach < shown.items.len() && !items.is_empty() {
        return v2::List { items, next: shown.next.clone(), total: fresh.total };
    }
    let behind = fresh.items.iter().rposition(|entry| is_among(&items, entry)).map_or(0, |last| last + 1);
    items.extend(fresh.items[behind..].iter().cloned());
    v2::List { items, next: fresh.next, total: fresh.total }
}

/// How many entries of a list a fresh beginning reaches over: those of them that it lacks were left out of it. Those
/// further down it may lack because newer ones have pushed them out.
fn reach<T: Listed>(shown: &[T], fresh: &v2::List<T>) -> usize {
    let last_known = fresh.items.iter().rposition(|entry| is_among(shown, entry));
    let is_longer = last_known.is_some_and(|last| last + 1 < fresh.items.len());
    if is_longer || fresh.next.is_none() {
        return shown.len();
    }
    shown.iter().rposition(|entry| is_among(&fresh.items, entry)).map_or(0, |last| last + 1)
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

    fn person(number: u32) -> UserId {
        UserId(id(number).parse().unwrap())
    }

    #[test]
    fn what_is_hidden_goes_and_what_comes_comes_at_the_end() {
        let shown = list(&[9, 8, 7, 6], Some("six"));

        let seen = seen(&shown, list(&[10, 9, 7, 5, 4], Some("four")), &[]);

        assert_eq!(numbers(&seen), [9, 7, 5, 4], "what is newer waits");
        assert_eq!(seen.next.as_deref(), Some("four"));
    }

    #[test]
    fn parts_that_have_grown_behind_the_first_stay() {
        let shown = list(&[9, 8, 7, 6, 5], Some("five"));

        let seen = seen(&shown, list(&[9, 7], Some("seven")), &[person(5)]);

        assert_eq!(numbers(&seen), [9, 7, 6]);
        assert_eq!(seen.next.as_deref(), Some("five"));
    }

    #[test]
    fn what_newer_ones_push_out_of_the_beginning_stays_unless_it_is_hidden() {
        let shown = list(&[9, 8, 7, 6, 5, 4], Some("four"));

        let seen = seen(&shown, list(&[12, 11, 9, 7], Some("seven")), &[person(5)]);

        assert_eq!(numbers(&seen), [9, 7, 6, 4]);
        assert_eq!(seen.next.as_deref(), Some("four"));
    }

    #[test]
    fn a_list_that_newer_ones_push_out_altogether_stays_unless_it_is_hidden() {
        let (shown, fresh) = (list(&[5, 4, 3], Some("three")), list(&[9, 8, 7], Some("seven")));

        let some = seen(&shown, fresh.clone(), &[person(4)]);
        let none = seen(&shown, fresh.clone(), &[person(5), person(4), person(3)]);

        assert_eq!((numbers(&some), some.next.as_deref()), (vec![5, 3], Some("three")));
        assert_eq!(none, fresh);
    }

    #[test]
    fn a_beginning_that_is_longer_than_the_list_leaves_out_all_that_it_lacks() {
        let shown = list(&[9, 8, 7, 6, 5], Some("five"));

        let seen = seen(&shown, list(&[9, 4, 3], Some("three")), &[]);

        assert_eq!(numbers(&seen), [9, 4, 3]);
        assert_eq!(seen.next.as_deref(), Some("three"));
    }

    #[test]
    fn what_is_new_comes_before_the_rest() {
        let shown = list(&[7, 6, 5], Some("five"));

        let renewed = renewed(&shown, list(&[9, 8, 7], Some("seven")));

        assert_eq!(numbers(&renewed), [9, 8, 7, 6, 5]);
        assert_eq!(renewed.next.as_deref(), Some("five"));
    }

    #[test]
    fn a_list_begins_anew_where_some_may_be_missing_between() {
        let renewed = renewed(&list(&[3, 2], Some("two")), list(&[9, 8], Some("eight")));

        assert_eq!((numbers(&renewed), renewed.next.as_deref()), (vec![9, 8], Some("eight")));
    }

    #[test]
    fn a_list_of_which_nothing_may_be_seen_is_empty() {
        let seen = seen(&list(&[3, 2], None), list(&[], None), &[]);

        assert_eq!((numbers(&seen), seen.next), (vec![], None));
    }

    #[test]
    fn a_list_grows_by_what_it_does_not_have() {
        let mut grown = list(&[9, 8, 7], Some("seven"));

        lengthen(&mut grown, list(&[7, 6], Some("six")), "seven");

        assert_eq!(numbers(&grown), [9, 8, 7, 6]);
        assert_eq!(grown.next.as_deref(), Some("six"));
    }

    #[test]
    fn a_part_of_a_list_that_goes_on_elsewhere_by_now_is_left() {
        for next in [Some("five"), None] {
            let mut grown = list(&[9, 8, 5], next);

            lengthen(&mut grown, list(&[6, 5, 4], Some("four")), "seven");

            assert_eq!(grown, list(&[9, 8, 5], next));
        }
    }
}
