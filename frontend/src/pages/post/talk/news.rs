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
mod tests;
