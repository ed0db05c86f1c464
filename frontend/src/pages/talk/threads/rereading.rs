//! The threads read once more, after events were missed: what has happened meanwhile, as if it had been told.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use broadsheet_shared::{
    id::CommentId,
    v2::{self, CommentState},
};

use super::{news::News, placing::is_reached};
use crate::{
    components::comment::Comments,
    paths::{CommentPart, ThreadOrder},
};

/// What differs between the threads as they stand and as the server has them. `known` is what stood there when the
/// server was asked: what came since cannot be missing.
pub fn compare(now: &Comments, fresh: &Comments, part: &CommentPart, known: &HashSet<CommentId>) -> Vec<News> {
    let here: HashSet<_> = now.items.iter().map(|item| item.id).collect();
    let given = given(fresh);
    let told = |item: &Arc<v2::Comment>| {
        if here.contains(&item.id) {
            return News::Changed(Arc::clone(item));
        }
        let rest = item.reply_count.saturating_sub(given.get(&item.id).copied().unwrap_or_default());
        News::unseen(item, rest)
    };
    let mut news: Vec<_> = fresh.items.iter().map(told).collect();
    let missing = missing(now, fresh, part);
    let is_news = |item: &&Arc<v2::Comment>| {
        missing.contains(&item.id) && known.contains(&item.id) && item.state != CommentState::Deleted
    };
    news.extend(
        now.items.iter().filter(is_news).map(|item| News::Changed(Arc::new(taken_away(item, CommentState::Deleted)))),
    );
    news
}

/// Where the threads go on, now that they were read as far as they went when the server was asked; they went on at
/// `former` then.
pub fn next(now: &Comments, fresh: &Comments, part: &CommentPart, former: Option<&str>) -> Option<String> {
    match part.order() {
        ThreadOrder::Oldest if now.next.as_deref() == former => fresh.next.clone(),
        // More was loaded meanwhile than was read, or what is new stands in front: behind what is here goes on what did
        // before.
        ThreadOrder::Oldest | ThreadOrder::Newest | ThreadOrder::Top => now.next.clone(),
    }
}

/// What is left of a comment that was taken away: its place.
pub fn taken_away(comment: &v2::Comment, state: CommentState) -> v2::Comment {
    let (body, body_html) = (String::new(), String::new());
    v2::Comment { state, is_held: false, author: None, body, body_html, ..comment.clone() }
}

/// How many answers were read to each comment.
fn given(fresh: &Comments) -> HashMap<CommentId, u64> {
    let mut given = HashMap::new();
    for item in fresh.items.iter().filter(|item| item.state != CommentState::Deleted) {
        if let Some(parent) = item.parent_id {
            *given.entry(parent).or_default() += 1;
        }
    }
    given
}

/// What the server would have given, were it still there. What is deleted and has no answers left is given no more.
fn missing(now: &Comments, fresh: &Comments, part: &CommentPart) -> HashSet<CommentId> {
    let there: HashMap<_, _> = fresh.items.iter().map(|item| (item.id, item.reply_count)).collect();
    let shown = given(fresh);
    let mut missing = HashSet::new();
    let mut is_in_range = false;
    for item in &now.items {
        let is_top = item.parent_id == part.parent();
        if is_top {
            is_in_range = reaches(fresh, part, item);
        }
        let is_expected = match item.parent_id {
            _ if is_top => true,
            None => false,
            Some(parent) => match there.get(&parent) {
                // A thread is cut if more answers are counted than given.
                Some(counted) => *counted <= shown.get(&parent).copied().unwrap_or_default(),
                None => missing.contains(&parent),
            },
        };
        if is_in_range && is_expected && !there.contains_key(&item.id) {
            missing.insert(item.id);
        }
    }
    missing
}

/// True if this thread belongs to what was read.
fn reaches(fresh: &Comments, part: &CommentPart, top: &v2::Comment) -> bool {
    let last = fresh.items.iter().rfind(|item| item.parent_id == part.parent());
    match (part.order(), last) {
        _ if fresh.next.is_none() => true,
        // Likes move threads about.
        (ThreadOrder::Top, _) | (_, None) => false,
        (order, Some(last)) => is_reached(order, top, last),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::talk::threads::tests::{list, numbers};

    const PART: CommentPart = CommentPart::First;

    fn known(list: &Comments) -> HashSet<CommentId> {
        list.items.iter().map(|item| item.id).collect()
    }

    fn deleted(news: &[News]) -> Vec<u32> {
        let gone = |news: &&News| news.comment().state == CommentState::Deleted;
        let found: Vec<_> = news.iter().filter(gone).map(|news| Arc::new(news.comment().clone())).collect();
        numbers(&found)
    }

    #[test]
    fn what_came_and_what_changed_is_told() {
        let (now, fresh) = (list(&[(1, None), (2, None)], false), list(&[(1, None), (2, None), (3, Some(2))], false));

        let news = compare(&now, &fresh, &PART, &known(&now));

        assert!(matches!(news.as_slice(), [News::Changed(_), News::Changed(_), News::Came(_)]));
    }

    #[test]
    fn what_came_brings_its_answers_and_counts_those_alone_that_were_not_given() {
        let now = list(&[(1, None)], false);
        let mut fresh = list(&[(1, None), (5, None), (6, Some(5)), (7, None)], false);
        Arc::make_mut(&mut fresh.items[3]).reply_count = 200;

        let news = compare(&now, &fresh, &PART, &known(&now));

        let counts: Vec<_> = news.iter().map(|news| news.comment().reply_count).collect();
        assert_eq!(counts, [0, 0, 0, 200]);
    }

    #[test]
    fn what_is_missing_was_deleted_with_what_stood_beneath_it() {
        let now = list(&[(1, None), (2, Some(1)), (3, Some(2)), (4, None)], false);
        let fresh = list(&[(4, None)], false);

        assert_eq!(deleted(&compare(&now, &fresh, &PART, &known(&now))), [1, 2, 3]);
        assert_eq!(deleted(&compare(&now, &fresh, &PART, &HashSet::new())), [0; 0], "it came since");
    }

    #[test]
    fn what_was_not_read_is_not_missing() {
        let now = list(&[(1, None), (2, None), (3, None)], true);
        let fresh = list(&[(1, None)], true);
        assert_eq!(deleted(&compare(&now, &fresh, &PART, &known(&now))), [0; 0], "it stands further on");

        let now = list(&[(1, None), (2, Some(1)), (3, Some(2))], false);
        let mut fresh = list(&[(1, None)], false);
        Arc::make_mut(&mut fresh.items[0]).reply_count = 3;
        assert_eq!(deleted(&compare(&now, &fresh, &PART, &known(&now))), [0; 0], "the thread is cut");
    }

    #[test]
    fn newest_first_the_range_goes_down() {
        let now = list(&[(3, None), (2, None), (1, None)], true);
        let fresh = list(&[(5, None), (2, None)], true);
        let newest = CommentPart::sorted(ThreadOrder::Newest);

        assert_eq!(deleted(&compare(&now, &fresh, &newest, &known(&now))), [3]);
        assert_eq!(next(&now, &fresh, &newest, now.next.as_deref()), now.next);
        assert_eq!(next(&now, &Comments { next: None, ..fresh }, &PART, now.next.as_deref()), None);
    }

    #[test]
    fn what_was_loaded_meanwhile_is_not_loaded_again() {
        let at = |cursor: &str, list: Comments| Comments { next: Some(cursor.to_owned()), ..list };
        let now = at("behind 2", list(&[(1, None), (2, None)], true));
        let fresh = at("behind 1", list(&[(1, None)], true));

        assert_eq!(next(&now, &fresh, &PART, Some("behind 1")).as_deref(), Some("behind 2"));
        assert_eq!(next(&now, &fresh, &PART, Some("behind 2")).as_deref(), Some("behind 1"), "some was taken away");
        let all = Comments { next: None, ..now };
        assert_eq!(next(&all, &fresh, &PART, Some("behind 1")), None, "that was the end");
    }
}
