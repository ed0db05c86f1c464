//! What happened beneath the post, taken into the threads as they stand. Nothing is put above or before the reader's eyes:
//! what would land there waits until they ask for it.

use std::sync::Arc;

use broadsheet_shared::{
    id::CommentId,
    v2::{self, CommentState},
};

use super::placing::{find, place, place_anyway};
use crate::{components::comment::Comments, paths::CommentPart};

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// A comment is there that was not, or was not seen.
    Came(Arc<v2::Comment>),
    /// A comment is another than it was.
    Changed(Arc<v2::Comment>),
}

impl News {
    /// What it is about.
    pub fn comment(&self) -> &v2::Comment {
        match self {
            Self::Came(comment) | Self::Changed(comment) => comment,
        }
    }
}

/// Who reads, as far as it matters for what they are shown.
pub struct Reader<'a> {
    /// Which comments stand on the page.
    pub part: &'a CommentPart,
    /// Whether what comes behind this comment, or first of all, is below everything that is seen now.
    pub is_out_of_sight: &'a dyn Fn(Option<CommentId>) -> bool,
    /// Whether they may read a comment of this author's that waits for staff.
    pub sees_held: &'a dyn Fn(&v2::UserRef) -> bool,
}

/// The threads with what waits, and what became of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Threads {
    /// As they are shown.
    pub list: Comments,
    /// What waits until the reader asks for it, in the order in which it came.
    pub held: Vec<Arc<v2::Comment>>,
    /// What was put among them.
    pub inserted: Vec<CommentId>,
    /// What is shown otherwise than before.
    pub changed: Vec<CommentId>,
    /// What waits for staff, and is to be asked for: this reader sees more of it than all the others were told.
    pub asked_for: Vec<CommentId>,
    /// How many comments are news to the reader, seen or not.
    pub came: u64,
    /// What was put below everything that is seen.
    below: Vec<CommentId>,
}

impl Threads {
    /// Before anything happened.
    pub fn new(list: Comments, held: Vec<Arc<v2::Comment>>) -> Self {
        let (inserted, changed, asked_for, below) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { list, held, inserted, changed, asked_for, came: 0, below }
    }

    /// Takes something that happened.
    pub fn take(&mut self, news: News, reader: &Reader<'_>) {
        match news {
            News::Came(comment) if find(&self.list.items, comment.id).is_none() => self.meet(comment, reader),
            News::Came(comment) | News::Changed(comment) => self.change(comment, reader),
        }
    }

    /// Puts everything that waits among the threads; the first of it on the page.
    pub fn reveal(&mut self, part: &CommentPart) -> Option<CommentId> {
        for comment in std::mem::take(&mut self.held) {
            let at = place_anyway(&self.list, part, &comment);
            self.insert(at, comment);
        }
        let is_new = |item: &&Arc<v2::Comment>| self.inserted.contains(&item.id);
        self.list.items.iter().find(is_new).map(|item| item.id)
    }

    /// Puts a comment of the reader's own among them, wherever they look; it waits no more if it did.
    pub fn take_own(&mut self, comment: Arc<v2::Comment>, part: &CommentPart) {
        self.held.retain(|held| held.id != comment.id);
        match find(&self.list.items, comment.id) {
            Some(at) => self.list.items[at] = comment,
            None => {
                let at = place_anyway(&self.list, part, &comment);
                self.insert(at, comment);
            }
        }
    }

    /// Puts another version of a comment in its place.
    pub fn replace(&mut self, at: usize, comment: Arc<v2::Comment>) {
        let is_gone = |comment: &v2::Comment| comment.state == CommentState::Deleted;
        let (was, is) = (is_gone(&self.list.items[at]), is_gone(&comment));
        let parent = comment.parent_id;
        self.list.items[at] = comment;
        match (was, is) {
            (false, true) => self.count_answer(parent, -1),
            (true, false) => self.count_answer(parent, 1),
            _ => {}
        }
    }

    fn meet(&mut self, comment: Arc<v2::Comment>, reader: &Reader<'_>) {
        let is_waiting = |id: CommentId| self.held.iter().any(|held| held.id == id);
        if is_waiting(comment.id) {
            return self.change(comment, reader);
        }
        // It was taken away before anybody was told.
        if comment.state != CommentState::Visible {
            return;
        }
        if comment.parent_id.is_some_and(is_waiting) {
            self.came += 1;
            return self.held.push(comment);
        }
        let Some(at) = place(&self.list, reader.part, &comment) else {
            return self.count_answer(comment.parent_id, 1);
        };
        self.came += 1;
        let before = at.checked_sub(1).map(|before| self.list.items[before].id);
        let is_below = before.is_some_and(|before| self.below.contains(&before));
        if is_below || (reader.is_out_of_sight)(before) {
            self.below.push(comment.id);
            self.insert(at, comment);
        } else {
            self.held.push(comment);
        }
    }

    fn change(&mut self, comment: Arc<v2::Comment>, reader: &Reader<'_>) {
        let Some(at) = find(&self.list.items, comment.id) else { return self.change_waiting(comment) };
        let former = &self.list.items[at];
        // An answer that was long on its way says what was.
        if comment.version < former.version {
            return;
        }
        let is_theirs = former.author.as_ref().is_some_and(reader.sees_held);
        if comment.is_held && comment.author.is_none() && is_theirs {
            return self.asked_for.push(comment.id);
        }
        // Answers are counted as they come: those that wait are not to be missed.
        let (viewer, reply_count) = (comment.viewer.or(former.viewer), former.reply_count);
        let next = Arc::new(v2::Comment { viewer, reply_count, ..(*comment).clone() });
        if *former != next {
            self.changed.push(next.id);
            self.replace(at, next);
        }
    }

    /// What waits and is taken away was never seen.
    fn change_waiting(&mut self, comment: Arc<v2::Comment>) {
        if comment.state != CommentState::Visible {
            self.held.retain(|held| held.id != comment.id);
        } else if let Some(held) = self.held.iter_mut().find(|held| held.id == comment.id) {
            *held = comment;
        }
    }

    fn insert(&mut self, at: usize, comment: Arc<v2::Comment>) {
        self.inserted.push(comment.id);
        let parent = comment.parent_id;
        self.list.items.insert(at, comment);
        self.count_answer(parent, 1);
    }

    fn count_answer(&mut self, parent: Option<CommentId>, more: i64) {
        if let Some(at) = parent.and_then(|parent| find(&self.list.items, parent)) {
            let parent = Arc::make_mut(&mut self.list.items[at]);
            parent.reply_count = parent.reply_count.saturating_add_signed(more);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::post::talk::tests::{comment, list, numbers};

    const PART: CommentPart = CommentPart::First;

    fn came(number: u32, parent: Option<u32>) -> News {
        News::Came(Arc::new(comment(number, parent, parent.is_some().into())))
    }

    /// A reader who sees everything up to the comment of this number, and waits for nothing of their own.
    fn hear(threads: &mut Threads, last_seen: u32, news: impl IntoIterator<Item = News>) {
        let is_out_of_sight =
            move |before: Option<CommentId>| before.is_some_and(|before| before > comment(last_seen, None, 0).id);
        let reader = Reader { part: &PART, is_out_of_sight: &is_out_of_sight, sees_held: &|_| false };
        news.into_iter().for_each(|news| threads.take(news, &reader));
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

        let reader = Reader { part: &PART, is_out_of_sight: &nowhere, sees_held: &staff };
        threads.take(News::Changed(Arc::clone(&held)), &reader);
        assert_eq!((threads.asked_for.len(), threads.changed.len()), (1, 0));
        let reader = Reader { sees_held: &others, ..reader };
        threads.take(News::Changed(held), &reader);
        assert_eq!((threads.asked_for.len(), threads.changed.len()), (1, 1));
    }
}
