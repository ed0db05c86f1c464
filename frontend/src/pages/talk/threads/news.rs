//! What happened beneath the post, taken into the threads as they stand. Nothing is put above or before the reader's eyes:
//! what would land there waits until they ask for it.

use std::sync::Arc;

use broadsheet_shared::{
    id::CommentId,
    v2::{self, CommentState},
};

use super::placing::{find, is_complete, place, place_anyway};
use crate::{components::comment::Comments, paths::CommentPart};

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// A comment is there that was not, or was not seen.
    Came(Arc<v2::Comment>),
    /// A comment is another than it was.
    Changed(Arc<v2::Comment>),
    /// What the server says of a comment that was asked for: no more of it is there for this reader.
    Answered(Arc<v2::Comment>),
    /// What is left of a comment that was taken away, or is kept from this reader. It is shown for what stands beneath it.
    Place(Arc<v2::Comment>),
}

impl News {
    /// A comment that is not here, as it is now. Its answers are counted as they come, so it brings those alone that do not.
    pub fn unseen(comment: &v2::Comment, reply_count: u64) -> Self {
        let comment = Arc::new(v2::Comment { reply_count, ..comment.clone() });
        if comment.state == CommentState::Visible { Self::Came(comment) } else { Self::Place(comment) }
    }

    /// What it is about.
    pub fn comment(&self) -> &v2::Comment {
        match self {
            Self::Came(comment) | Self::Changed(comment) | Self::Answered(comment) | Self::Place(comment) => comment,
        }
    }
}

/// Whether there is somebody of whom a reader is not told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unheard {
    /// Strangers are told of everybody, and so are staff.
    Nobody,
    /// Others may have blocked them.
    Perhaps,
    /// They have blocked or muted somebody.
    Somebody,
}

/// Who reads, as far as it matters for what they are shown.
pub struct Reader<'a> {
    /// Which comments stand on the page.
    pub part: &'a CommentPart,
    /// Whether what comes behind this comment, or first of all, is below everything that is seen now.
    pub is_out_of_sight: &'a dyn Fn(Option<CommentId>) -> bool,
    /// Whether they may read a comment of this author's that waits for staff.
    pub sees_held: &'a dyn Fn(&v2::UserRef) -> bool,
    /// Whether answers may come to comments of which they were not told.
    pub unheard: Unheard,
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
    /// What waits for staff, and is to be asked for in this version: this reader sees more of it than the others were told.
    pub asked_for: Vec<(CommentId, u64)>,
    /// Answers to what this reader was not told of: that is to be asked for, or they would be lost.
    pub homeless: Vec<Arc<v2::Comment>>,
    /// How many comments are news to the reader, seen or not.
    pub came: u64,
    /// What was put below everything that is seen.
    below: Vec<CommentId>,
    /// Places that were told of, and are shown once something stands beneath them.
    places: Vec<Arc<v2::Comment>>,
}

impl Threads {
    /// Before anything happened.
    pub fn new(list: Comments, held: Vec<Arc<v2::Comment>>) -> Self {
        let (inserted, changed, asked_for, below) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let (homeless, places) = (Vec::new(), Vec::new());
        Self { list, held, inserted, changed, asked_for, homeless, came: 0, below, places }
    }

    /// True if a comment is here, seen or not.
    pub fn has(&self, id: CommentId) -> bool {
        find(&self.list.items, id).is_some() || self.is_waiting(id)
    }

    /// Takes something that happened.
    pub fn take(&mut self, news: News, reader: &Reader<'_>) {
        let is_here = find(&self.list.items, news.comment().id).is_some();
        match news {
            News::Came(comment) if !is_here => self.meet(comment, reader),
            News::Place(comment) if !is_here => self.set_aside(comment),
            News::Answered(comment) => self.change_as_told(comment),
            News::Came(comment) | News::Changed(comment) | News::Place(comment) => self.change(comment, reader),
        }
    }

    /// Puts everything that waits among the threads; the first of it on the page.
    pub fn reveal(&mut self, part: &CommentPart) -> Option<CommentId> {
        for comment in std::mem::take(&mut self.held) {
            let at = place_anyway(&self.list, part, &comment);
            self.insert(at, comment);
        }
        let is_new = |item: &&Arc<v2::Comment>| item.state == CommentState::Visible && self.inserted.contains(&item.id);
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

    fn is_waiting(&self, id: CommentId) -> bool {
        self.held.iter().any(|held| held.id == id)
    }

    fn meet(&mut self, comment: Arc<v2::Comment>, reader: &Reader<'_>) {
        if self.is_waiting(comment.id) {
            return self.change(comment, reader);
        }
        // It was taken away before anybody was told.
        if comment.state != CommentState::Visible {
            return;
        }
        self.put_places(comment.parent_id, reader);
        if self.put(&comment, reader) {
            self.came += 1;
        } else if self.is_homeless(&comment, reader) {
            self.homeless.push(comment);
        } else {
            self.count_answer(comment.parent_id, 1);
        }
    }

    /// Puts a comment where it belongs, or lets it wait. False if it belongs where nothing is loaded.
    fn put(&mut self, comment: &Arc<v2::Comment>, reader: &Reader<'_>) -> bool {
        if comment.parent_id.is_some_and(|parent| self.is_waiting(parent)) {
            self.held.push(Arc::clone(comment));
            return true;
        }
        let Some(at) = place(&self.list, reader.part, comment) else { return false };
        let before = at.checked_sub(1).map(|before| self.list.items[before].id);
        let is_below = before.is_some_and(|before| self.below.contains(&before));
        if is_below || (reader.is_out_of_sight)(before) {
            self.below.push(comment.id);
            self.insert(at, Arc::clone(comment));
        } else {
            self.held.push(Arc::clone(comment));
        }
        true
    }

    /// A place is nothing to show by itself. What waited there is not seen any more.
    fn set_aside(&mut self, comment: Arc<v2::Comment>) {
        self.change_waiting(Arc::clone(&comment));
        if !self.is_waiting(comment.id) {
            self.places.push(comment);
        }
    }

    /// Puts the places that were told of from the top down to what a comment answers.
    fn put_places(&mut self, parent: Option<CommentId>, reader: &Reader<'_>) {
        let (mut line, mut next) = (Vec::new(), parent);
        while let Some(at) = next.and_then(|id| self.places.iter().position(|place| place.id == id)) {
            let place = self.places.swap_remove(at);
            next = place.parent_id;
            line.push(place);
        }
        for place in line.iter().rev() {
            self.put(place, reader);
        }
    }

    /// True if nobody told of what a comment answers, and that may be because this reader is not told of everybody.
    fn is_homeless(&self, comment: &v2::Comment, reader: &Reader<'_>) -> bool {
        let is_known = comment.parent_id == reader.part.parent()
            || comment.parent_id.is_none_or(|parent| find(&self.list.items, parent).is_some());
        !is_known
            && match reader.unheard {
                Unheard::Nobody => false,
                // It may stand where nothing is loaded, and everybody would ask for it.
                Unheard::Perhaps => is_complete(&self.list, reader.part),
                Unheard::Somebody => true,
            }
    }

    fn change(&mut self, comment: Arc<v2::Comment>, reader: &Reader<'_>) {
        let former = find(&self.list.items, comment.id).map(|at| &self.list.items[at]);
        let sees_more = former.is_some_and(|former| {
            let is_theirs = former.author.as_ref().is_some_and(reader.sees_held);
            comment.version >= former.version && comment.is_held && comment.author.is_none() && is_theirs
        });
        if sees_more {
            self.asked_for.push((comment.id, comment.version));
        } else {
            self.change_as_told(comment);
        }
    }

    /// Takes a comment as it was told, for this reader or for all.
    fn change_as_told(&mut self, comment: Arc<v2::Comment>) {
        let Some(at) = find(&self.list.items, comment.id) else { return self.change_waiting(comment) };
        let former = &self.list.items[at];
        // An answer that was long on its way says what was.
        if comment.version < former.version {
            return;
        }
        // Answers are counted as they come: those that wait are not to be missed.
        let (viewer, reply_count) = (comment.viewer.or(former.viewer), former.reply_count);
        let next = Arc::new(v2::Comment { viewer, reply_count, ..(*comment).clone() });
        if *former != next {
            self.changed.push(next.id);
            self.replace(at, next);
        }
    }

    /// What waits and is taken away was never seen: not even its place is shown, unless an answer to it waits as well.
    fn change_waiting(&mut self, comment: Arc<v2::Comment>) {
        if let Some(held) = self.held.iter_mut().find(|held| held.id == comment.id) {
            *held = comment;
        }
        while let Some(at) = self.held.iter().position(|one| self.is_bare(one)) {
            self.held.remove(at);
        }
    }

    /// True for a place to which no answer waits.
    fn is_bare(&self, held: &v2::Comment) -> bool {
        held.state != CommentState::Visible && self.held.iter().all(|other| other.parent_id != Some(held.id))
    }

    fn insert(&mut self, at: usize, comment: Arc<v2::Comment>) {
        self.inserted.push(comment.id);
        // What was deleted is not counted, and may still have its place.
        let counted = comment.parent_id.filter(|_| comment.state != CommentState::Deleted);
        self.list.items.insert(at, comment);
        self.count_answer(counted, 1);
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
