//! Where a comment belongs among those that stand on the page, in the order that the server would give.

use std::sync::Arc;

use broadsheet_shared::{
    id::CommentId,
    v2::{self, CommentState},
};

use crate::{
    components::comment::Comments,
    paths::{CommentPart, ThreadOrder},
};

type Shown = [Arc<v2::Comment>];

/// The place of a comment among those that are loaded; `None` if it belongs where nothing is loaded.
pub fn place(list: &Comments, part: &CommentPart, comment: &v2::Comment) -> Option<usize> {
    if comment.parent_id == part.parent() { beside(list, part, comment) } else { beneath(&list.items, comment) }
}

/// The same for a comment that is shown in any case, since somebody waits for it.
pub fn place_anyway(list: &Comments, part: &CommentPart, comment: &v2::Comment) -> usize {
    let behind_parent = || Some(end_of(&list.items, find(&list.items, comment.parent_id?)?));
    place(list, part, comment).or_else(behind_parent).unwrap_or(match part.order() {
        ThreadOrder::Newest => 0,
        ThreadOrder::Oldest | ThreadOrder::Top => list.items.len(),
    })
}

/// Where a comment stands.
pub fn find(items: &Shown, id: CommentId) -> Option<usize> {
    items.iter().position(|item| item.id == id)
}

/// Among the tops of threads, or the answers whose page this is.
fn beside(list: &Comments, part: &CommentPart, comment: &v2::Comment) -> Option<usize> {
    let is_beside = |item: &Arc<v2::Comment>| item.parent_id == part.parent();
    let order = part.order();
    match list.items.iter().position(|item| is_beside(item) && comes_before(order, comment, item)) {
        Some(0) if !part.is_beginning() => None,
        Some(at) => Some(at),
        None => list.next.is_none().then_some(list.items.len()),
    }
}

/// Among the answers to a comment, which come oldest first. Where some of them are missing nothing is inserted.
fn beneath(items: &Shown, comment: &v2::Comment) -> Option<usize> {
    let at = find(items, comment.parent_id?)?;
    if lacks_answers(items, at) {
        return None;
    }
    let next = answers(items, at).find(|place| comes_before(ThreadOrder::Oldest, comment, &items[*place]));
    Some(next.unwrap_or_else(|| end_of(items, at)))
}

/// True if all threads of the post are here, and nothing is missing in them.
pub fn is_complete(list: &Comments, part: &CommentPart) -> bool {
    let is_whole = part.is_whole() && list.next.is_none();
    is_whole && !(0..list.items.len()).any(|at| lacks_answers(&list.items, at))
}

/// True if a comment has more answers than stand beneath it.
fn lacks_answers(items: &Shown, at: usize) -> bool {
    let shown = answers(items, at).filter(|place| items[*place].state != CommentState::Deleted).count();
    items[at].reply_count > u64::try_from(shown).unwrap_or(u64::MAX)
}

/// The places of the direct answers to a comment.
fn answers(items: &Shown, at: usize) -> impl Iterator<Item = usize> {
    let id = items[at].id;
    (at + 1..end_of(items, at)).filter(move |place| items[*place].parent_id == Some(id))
}

/// Behind a comment and everything beneath it.
fn end_of(items: &Shown, at: usize) -> usize {
    let depth = items[at].depth;
    at + 1 + items[at + 1..].iter().take_while(|item| item.depth > depth).count()
}

/// As the server compares them.
fn comes_before(order: ThreadOrder, one: &v2::Comment, other: &v2::Comment) -> bool {
    let age = |comment: &v2::Comment| (comment.created_at, comment.id);
    match order {
        ThreadOrder::Oldest => age(one) < age(other),
        ThreadOrder::Newest => age(one) > age(other),
        ThreadOrder::Top => (one.like_count, age(one)) > (other.like_count, age(other)),
    }
}

/// True if a comment stands no later in an order than another.
pub fn is_reached(order: ThreadOrder, comment: &v2::Comment, last: &v2::Comment) -> bool {
    !comes_before(order, last, comment)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::talk::threads::tests::{comment, list};

    const OLDEST: CommentPart = CommentPart::First;

    fn sorted(order: ThreadOrder) -> CommentPart {
        CommentPart::sorted(order)
    }

    #[test]
    fn an_answer_stands_behind_all_earlier_ones() {
        let list = list(&[(1, None), (2, Some(1)), (3, Some(2)), (4, None)], false);

        let at = |parent| place(&list, &OLDEST, &comment(9, parent, 1));
        assert_eq!([at(Some(1)), at(Some(2)), at(Some(4)), at(None)], [Some(3), Some(3), Some(4), Some(4)]);
        assert_eq!(at(Some(8)), None, "what it answers is not here");
    }

    #[test]
    fn one_that_was_hidden_comes_back_to_its_old_place() {
        let list = list(&[(1, None), (3, Some(1)), (5, Some(1)), (6, None)], false);

        assert_eq!(place(&list, &OLDEST, &comment(4, Some(1), 1)), Some(2));
        assert_eq!(place(&list, &OLDEST, &comment(2, None, 0)), Some(3));
    }

    #[test]
    fn behind_what_is_not_loaded_nothing_is_inserted() {
        let more = list(&[(1, None), (2, None)], true);
        assert_eq!(place(&more, &OLDEST, &comment(9, None, 0)), None);
        assert_eq!(place_anyway(&more, &OLDEST, &comment(9, None, 0)), 2, "one's own is shown all the same");

        let mut cut = list(&[(1, None), (2, Some(1))], false);
        Arc::make_mut(&mut cut.items[0]).reply_count = 5;
        assert_eq!(place(&cut, &OLDEST, &comment(9, Some(1), 1)), None);
        assert_eq!(place_anyway(&cut, &OLDEST, &comment(9, Some(1), 1)), 2);
    }

    #[test]
    fn each_order_has_its_own_place_for_what_is_new() {
        let newest = list(&[(5, None), (6, Some(5)), (3, None)], true);
        assert_eq!(place(&newest, &sorted(ThreadOrder::Newest), &comment(9, None, 0)), Some(0));
        assert_eq!(place(&newest, &sorted(ThreadOrder::Newest), &comment(4, None, 0)), Some(2));
        assert_eq!(place(&newest, &sorted(ThreadOrder::Newest), &comment(1, None, 0)), None);
        let later = sorted(ThreadOrder::Newest).behind("c".into());
        assert_eq!(place(&newest, &later, &comment(9, None, 0)), None, "it comes before this part");

        let mut top = list(&[(5, None), (7, None), (3, None)], false);
        Arc::make_mut(&mut top.items[0]).like_count = 4;
        assert_eq!(place(&top, &sorted(ThreadOrder::Top), &comment(9, None, 0)), Some(1));
        assert_eq!(place(&top, &sorted(ThreadOrder::Top), &comment(1, None, 0)), Some(3));
    }

    #[test]
    fn on_the_page_of_answers_others_are_not_at_home() {
        let to = comment(1, None, 0).id;
        let answers = CommentPart::Answers { to, after: None };
        let list = list(&[(2, Some(1)), (3, Some(1))], false);

        assert_eq!(place(&list, &answers, &comment(9, Some(1), 1)), Some(2));
        assert_eq!(place(&list, &answers, &comment(9, Some(2), 2)), Some(1));
        assert_eq!(place(&list, &answers, &comment(9, None, 0)), None);
    }
}
