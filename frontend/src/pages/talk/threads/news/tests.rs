//! What becomes of the threads when something happens.

use super::*;
use crate::pages::talk::threads::tests::{comment, list, numbers};

const PART: CommentPart = CommentPart::First;

fn came(number: u32, parent: Option<u32>) -> News {
    News::Came(Arc::new(comment(number, parent, parent.is_some().into())))
}

/// A reader who sees everything up to the comment of this number, and waits for nothing of their own.
fn hear(threads: &mut Threads, last_seen: u32, news: impl IntoIterator<Item = News>) {
    hear_as(Unheard::Nobody, threads, last_seen, news);
}

fn hear_as(unheard: Unheard, threads: &mut Threads, last_seen: u32, news: impl IntoIterator<Item = News>) {
    let is_out_of_sight =
        move |before: Option<CommentId>| before.is_some_and(|before| before > comment(last_seen, None, 0).id);
    let reader = Reader { part: &PART, is_out_of_sight: &is_out_of_sight, sees_held: &|_| false, unheard };
    news.into_iter().for_each(|news| threads.take(news, &reader));
}

/// What is left of a comment.
fn place_of(number: u32, parent: Option<u32>, state: CommentState) -> News {
    News::unseen(&v2::Comment { state, ..comment(number, parent, parent.is_some().into()) }, 0)
}

fn threads(comments: &[(u32, Option<u32>)], has_more: bool) -> Threads {
    Threads::new(list(comments, has_more), Vec::new())
}

#[test]
fn what_lands_before_the_eyes_waits_and_what_lands_below_is_inserted() {
    let mut threads = threads(&[(1, None), (5, None)], false);

    hear(&mut threads, 1, [came(6, Some(1)), came(7, None), came(8, Some(5))]);

    assert_eq!(numbers(&threads.list.items), [1, 5, 8, 7]);
    assert_eq!(numbers(&threads.held), [6]);
    assert_eq!((threads.inserted.len(), threads.came), (2, 3));
    assert_eq!((threads.list.items[0].reply_count, threads.list.items[1].reply_count), (0, 1));

    assert_eq!(threads.reveal(&PART), Some(comment(6, None, 0).id));
    assert_eq!(numbers(&threads.list.items), [1, 6, 5, 8, 7]);
    assert_eq!(threads.list.items[0].reply_count, 1);
}

#[test]
fn an_answer_to_what_waits_waits_with_it() {
    let mut threads = threads(&[(1, None)], false);

    hear(&mut threads, 9, [came(2, None), came(3, Some(2))]);

    assert_eq!((numbers(&threads.list.items), numbers(&threads.held)), (vec![1], vec![2, 3]));
    threads.reveal(&PART);
    assert_eq!(numbers(&threads.list.items), [1, 2, 3]);
}

#[test]
fn nothing_comes_twice() {
    let mut threads = threads(&[(1, None)], false);
    threads.take_own(Arc::new(comment(2, None, 0)), &PART);

    hear(&mut threads, 9, [came(2, None), came(3, None), came(3, None), came(1, None)]);

    assert_eq!((numbers(&threads.list.items), numbers(&threads.held)), (vec![1, 2], vec![3]));
    threads.take_own(Arc::new(comment(3, None, 0)), &PART);
    assert_eq!((numbers(&threads.list.items), threads.held.len()), (vec![1, 2, 3], 0));
}

#[test]
fn what_is_not_loaded_only_counts() {
    let mut threads = threads(&[(1, None)], true);
    Arc::make_mut(&mut threads.list.items[0]).reply_count = 2;

    hear(&mut threads, 0, [came(7, None), came(8, Some(1)), came(9, Some(4))]);

    assert_eq!((numbers(&threads.list.items), threads.held.len(), threads.came), (vec![1], 0, 0));
    assert_eq!(threads.list.items[0].reply_count, 3);
}

#[test]
fn a_comment_changes_in_its_place_and_keeps_what_the_reader_did() {
    let mut threads = threads(&[(1, None), (2, Some(1))], false);
    Arc::make_mut(&mut threads.list.items[1]).viewer = Some(v2::CommentViewer { liked: true });
    Arc::make_mut(&mut threads.list.items[0]).reply_count = 1;
    let edited = v2::Comment { body: "Better".into(), version: 2, ..comment(2, Some(1), 1) };
    let deleted = v2::Comment { state: CommentState::Deleted, ..edited.clone() };

    hear(&mut threads, 9, [News::Changed(Arc::new(edited)), News::Changed(Arc::new(comment(2, Some(1), 1)))]);
    let item = &threads.list.items[1];
    assert_eq!((item.body.as_str(), item.viewer), ("Better", Some(v2::CommentViewer { liked: true })));
    assert_eq!(threads.changed.len(), 1, "the older version is no news");

    hear(&mut threads, 9, [News::Changed(Arc::new(deleted))]);
    assert_eq!(threads.list.items[1].state, CommentState::Deleted);
    assert_eq!(threads.list.items[0].reply_count, 0);
    hear(&mut threads, 9, [News::Changed(Arc::new(comment(8, None, 0)))]);
    assert_eq!(numbers(&threads.list.items), [1, 2], "a change of what is not here is nothing");
}

#[test]
fn what_waits_changes_unseen_and_goes_unseen() {
    let mut threads = threads(&[], false);
    let edited = v2::Comment { body: "Better".into(), version: 2, ..comment(2, None, 0) };
    let deleted = v2::Comment { state: CommentState::Deleted, ..comment(3, None, 0) };

    let news = [came(2, None), came(3, None), News::Changed(Arc::new(edited)), News::Changed(Arc::new(deleted))];
    hear(&mut threads, 9, news);

    assert_eq!((numbers(&threads.held), threads.held[0].body.as_str()), (vec![2], "Better"));
    assert!(threads.changed.is_empty());
}

#[test]
fn what_is_held_for_staff_is_asked_for_by_those_who_may_read_it() {
    let mut threads = threads(&[(1, None)], false);
    let author = serde_json::json!({
        "id": "0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e6f", "username": "ada", "display_name": "Ada", "avatar": null
    });
    Arc::make_mut(&mut threads.list.items[0]).author = Some(serde_json::from_value(author).unwrap());
    let held = Arc::new(v2::Comment { state: CommentState::Hidden, is_held: true, ..comment(1, None, 0) });
    let (staff, others) = (|_: &v2::UserRef| true, |_: &v2::UserRef| false);
    let nowhere = |_: Option<CommentId>| true;

    let unheard = Unheard::Nobody;
    let reader = Reader { part: &PART, is_out_of_sight: &nowhere, sees_held: &staff, unheard };
    threads.take(News::Changed(Arc::clone(&held)), &reader);
    assert_eq!((threads.asked_for.as_slice(), threads.changed.len()), ([(held.id, 1)].as_slice(), 0));
    let mut answered = threads.clone();
    answered.take(News::Answered(Arc::clone(&held)), &reader);
    assert_eq!((answered.asked_for.len(), answered.changed.len()), (1, 1), "what is answered is asked for no more");
    let reader = Reader { sees_held: &others, ..reader };
    threads.take(News::Changed(held), &reader);
    assert_eq!((threads.asked_for.len(), threads.changed.len()), (1, 1));
}

#[test]
fn an_answer_to_what_the_reader_was_not_told_of_stands_beneath_its_place() {
    let answer = || News::Came(Arc::new(comment(6, Some(5), 2)));
    let places = || [place_of(5, Some(1), CommentState::Hidden), answer()];
    let (mut below, mut seen) = (threads(&[(1, None)], false), threads(&[(1, None)], false));

    hear_as(Unheard::Perhaps, &mut below, 0, [answer()]);
    assert_eq!((numbers(&below.homeless), below.came, below.held.len()), (vec![6], 0, 0));
    hear_as(Unheard::Perhaps, &mut below, 0, places());
    assert_eq!((numbers(&below.list.items), below.came), (vec![1, 5, 6], 1));
    assert_eq!([0, 1].map(|at: usize| below.list.items[at].reply_count), [1, 1]);

    hear_as(Unheard::Perhaps, &mut seen, 9, places());
    assert_eq!((numbers(&seen.held), seen.came), (vec![5, 6], 1));
    assert_eq!(seen.reveal(&PART), Some(comment(6, Some(5), 2).id), "what there is to read");
    assert_eq!(numbers(&seen.list.items), [1, 5, 6]);
}

#[test]
fn what_an_answer_belongs_to_is_asked_for_where_it_may_be_kept_from_the_reader() {
    let lost = |unheard, mut threads: Threads| {
        hear_as(unheard, &mut threads, 0, [came(6, Some(5))]);
        !threads.homeless.is_empty()
    };
    let cut = || {
        let mut cut = threads(&[(1, None)], false);
        Arc::make_mut(&mut cut.list.items[0]).reply_count = 3;
        cut
    };

    let asks = |unheard| {
        [lost(unheard, threads(&[(1, None)], false)), lost(unheard, threads(&[(1, None)], true)), lost(unheard, cut())]
    };
    assert_eq!(asks(Unheard::Nobody), [false; 3]);
    assert_eq!(asks(Unheard::Perhaps), [true, false, false], "it may stand where nothing is loaded");
    assert_eq!(asks(Unheard::Somebody), [true; 3]);
}

#[test]
fn a_place_is_shown_for_what_stands_beneath_it_alone() {
    let mut threads = threads(&[(1, None)], false);

    hear(&mut threads, 0, [place_of(5, Some(1), CommentState::Deleted)]);
    assert_eq!((numbers(&threads.list.items), threads.held.len(), threads.came), (vec![1], 0, 0));

    hear(&mut threads, 0, [News::Came(Arc::new(comment(6, Some(5), 2)))]);
    assert_eq!(numbers(&threads.list.items), [1, 5, 6]);
    assert_eq!(threads.list.items[0].reply_count, 0, "what was deleted is not counted");
}

#[test]
fn what_waits_and_is_taken_away_leaves_its_place_to_an_answer_that_waits() {
    let mut threads = threads(&[], false);

    hear(&mut threads, 9, [came(2, None), came(3, Some(2)), place_of(2, None, CommentState::Deleted)]);
    assert_eq!((numbers(&threads.held), threads.held[0].state), (vec![2, 3], CommentState::Deleted));
    hear(&mut threads, 9, [place_of(3, Some(2), CommentState::Deleted)]);
    assert!(threads.held.is_empty());
}
