//! Local copies of what is being written, so that a crash, a closed tab or an ended session loses nothing.
//!
//! They lie in the browser's `localStorage` under the person's id and the place of the text, and hold texts alone: no
//! token ever comes here (SECURITY, section 5). [`LocalCopy`] carries when it was made and which stored version it grew from.

use std::fmt;

use broadsheet_shared::{
    id::{CommentId, PostId, UserId},
    time::Timestamp,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// Everything of ours in the store begins so; the number is the form of what is kept.
const PREFIX: &str = "broadsheet.copy.1";

/// What a text is written for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A post, or one that the server has not seen yet, in one opened editor.
    Post {
        /// The post, once the server has it.
        id: Option<PostId>,
        /// Tells opened editors apart, so that none writes over what another has left.
        slot: String,
    },
    /// What was sent to make a post of an editor's text, until it is known what became of it. It goes with that text's copy.
    Making {
        /// The editor's.
        slot: String,
    },
    /// A comment beneath a post, or an answer to another comment.
    Comment(PostId, Option<CommentId>),
    /// A change of an own comment.
    CommentEdit(CommentId),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Post { id, slot } => write!(f, "{}{slot}", editors_of(*id)),
            Self::Making { slot } => write!(f, "making.{slot}"),
            Self::Comment(post, None) => write!(f, "comment.{post}"),
            Self::Comment(post, Some(parent)) => write!(f, "comment.{post}.{parent}"),
            Self::CommentEdit(id) => write!(f, "edit.{id}"),
        }
    }
}

/// What the keys of all editors of a post begin with.
fn editors_of(id: Option<PostId>) -> String {
    match id {
        Some(id) => format!("post.{id}."),
        None => "post.new.".to_owned(),
    }
}

/// A text as it stood on this device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocalCopy<T> {
    /// When it was made, by this device's clock.
    pub saved_at: Timestamp,
    /// The stored version it grew from; `None` for something new.
    pub base_version: Option<u64>,
    /// The text.
    pub content: T,
}

/// The device refused to keep a copy: its store is full or closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotKept;

/// One person's copies on this device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Drafts {
    person: UserId,
}

impl Drafts {
    /// The copies of `person`.
    pub const fn of(person: UserId) -> Self {
        Self { person }
    }

    /// The copy for a place; one that cannot be read counts as none.
    pub fn find<T: DeserializeOwned>(&self, place: &Place) -> Option<LocalCopy<T>> {
        let kept = store()?.get_item(&self.key(place)).ok()??;
        serde_json::from_str(&kept).ok()
    }

    /// Keeps a copy in the place of the former one.
    pub fn keep<T: Serialize>(&self, place: &Place, copy: &LocalCopy<T>) -> Result<(), NotKept> {
        let store = store().ok_or(NotKept)?;
        let text = serde_json::to_string(copy).map_err(|_| NotKept)?;
        store.set_item(&self.key(place), &text).map_err(|_| NotKept)
    }

    /// Takes a copy away: the text is stored, or nobody wants it.
    pub fn forget(&self, place: &Place) {
        if let Some(store) = store() {
            // A store that is closed holds nothing to forget.
            let _ = store.remove_item(&self.key(place));
            if let Place::Post { id: None, slot } = place {
                let _ = store.remove_item(&self.key(&Place::Making { slot: slot.clone() }));
            }
        }
    }

    /// Takes a copy away if it still is this text: the server has that.
    pub fn forget_text<T: DeserializeOwned + PartialEq>(&self, place: &Place, text: &T) {
        if self.find::<T>(place).is_some_and(|copy| copy.content == *text) {
            self.forget(place);
        }
    }

    /// Copies that editors of a post, or of new posts, have left on this device, latest first.
    pub fn left_behind<T: DeserializeOwned>(&self, id: Option<PostId>) -> Vec<(Place, LocalCopy<T>)> {
        let start = format!("{}{}", self.start(), editors_of(id));
        let slots = self.keys().into_iter().filter_map(|key| key.strip_prefix(&start).map(str::to_owned));
        let places = slots.map(|slot| Place::Post { id, slot });
        let mut found: Vec<_> = places.filter_map(|place| self.find(&place).map(|copy| (place, copy))).collect();
        found.sort_by_key(|(_, copy): &(_, LocalCopy<T>)| std::cmp::Reverse(copy.saved_at));
        found
    }

    /// Takes every copy of this person away from this device.
    pub fn forget_all(&self) {
        if let Some(store) = store() {
            for key in self.keys() {
                let _ = store.remove_item(&key);
            }
        }
    }

    fn key(&self, place: &Place) -> String {
        format!("{}{place}", self.start())
    }

    fn start(&self) -> String {
        format!("{PREFIX}.{}.", self.person)
    }

    fn keys(&self) -> Vec<String> {
        let Some(store) = store() else { return Vec::new() };
        let start = self.start();
        let count = store.length().unwrap_or_default();
        (0..count).filter_map(|index| store.key(index).ok()?).filter(|key| key.starts_with(&start)).collect()
    }
}

/// `localStorage`, unless the person's settings close it.
fn store() -> Option<web_sys::Storage> {
    leptos::prelude::window().local_storage().ok()?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_person_and_place_has_a_key_of_its_own() {
        let id = |text: &str| text.parse().unwrap();
        let ada = Drafts::of(UserId(id("0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e6f")));
        let ben = Drafts::of(UserId(id("0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e70")));
        let post = PostId(id("0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e71"));
        let parent = CommentId(id("0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e72"));
        let places = [
            Place::Post { id: None, slot: "a".into() },
            Place::Post { id: Some(post), slot: "a".into() },
            Place::Post { id: Some(post), slot: "b".into() },
            Place::Making { slot: "a".into() },
            Place::Comment(post, None),
            Place::Comment(post, Some(parent)),
            Place::CommentEdit(parent),
        ];

        let keys: std::collections::BTreeSet<_> =
            places.iter().flat_map(|place| [ada.key(place), ben.key(place)]).collect();

        assert_eq!(keys.len(), 14);
        assert!(keys.iter().all(|key| key.starts_with(PREFIX)));
    }
}
