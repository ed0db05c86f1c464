//! What a person does and takes back with one press: likes, bookmarks, follows. The screen answers at once; the server is
//! told after, one call at a time, and has the last word.
//!
//! Each deed is one for the whole tab: the button beneath a post and the one on a person's page are the same, and Back
//! finds what was done since. So they outlive pages, and a call that is on its way when its page goes is seen through.

mod wish;

use std::collections::HashMap;

use broadsheet_shared::id::{CommentId, PostId};
use leptos::{prelude::*, task::spawn_local};

use self::wish::Wish;
use super::toasts::Toasts;
use crate::api::{
    Api, ApiError, bookmarks, failure, follows, likes,
    shields::{self, Shield},
};

/// Something to do or to take back.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Deed {
    /// Like a post.
    LikePost(PostId),
    /// Like a comment.
    LikeComment(CommentId),
    /// Put a post aside.
    Bookmark(PostId),
    /// Follow a person, by name.
    FollowPerson(String),
    /// Follow a tag, by the last part of its address.
    FollowTag(String),
    /// Block or mute a person, by name.
    Shield(Shield, String),
}

impl Deed {
    async fn tell(&self, api: Api, is_on: bool) -> Result<(), ApiError> {
        match self {
            Self::LikePost(id) => likes::set_post(api, *id, is_on).await,
            Self::LikeComment(id) => likes::set_comment(api, *id, is_on).await,
            Self::Bookmark(id) => bookmarks::set(api, *id, is_on).await,
            Self::FollowPerson(username) => follows::set_person(api, username, is_on).await,
            Self::FollowTag(slug) => follows::set_tag(api, slug, is_on).await,
            Self::Shield(shield, username) => shields::set(api, *shield, username, is_on).await,
        }
    }
}

/// The deeds of this tab.
#[derive(Clone, Copy)]
pub struct Deeds {
    api: Api,
    toasts: Toasts,
    known: StoredValue<HashMap<Deed, Doing>>,
}

impl Deeds {
    /// A deed that a page shows, with what the page has read: how many have done it, and whether the person has; `None`
    /// from an answer that was for nobody in particular.
    pub fn of(&self, deed: Deed, count: u64, is_done: Option<bool>) -> Doing {
        let doing = self.unseen(deed);
        doing.learn(count, is_done);
        doing
    }

    /// A deed of which the page has read nothing.
    pub fn unseen(&self, deed: Deed) -> Doing {
        if let Some(doing) = self.known.with_value(|known| known.get(&deed).cloned()) {
            return doing;
        }
        let (wish, others) = (ArcRwSignal::new(Wish::settled(false)), ArcRwSignal::new(0));
        let doing = Doing { deeds: *self, deed: deed.clone(), wish, others };
        self.known.update_value(|known| drop(known.insert(deed, doing.clone())));
        doing
    }

    /// Somebody else is there, or nobody: what was done is theirs who did it.
    pub fn forget(&self) {
        self.known.with_value(|known| known.values().for_each(Doing::forget));
    }
}

/// Makes them known to everything beneath.
pub fn provide_deeds(api: Api, toasts: Toasts) -> Deeds {
    let deeds = Deeds { api, toasts, known: StoredValue::new(HashMap::new()) };
    provide_context(deeds);
    deeds
}

/// The app's own.
pub fn use_deeds() -> Deeds {
    expect_context()
}

/// One deed: whether it is done, and how many people have done it.
#[derive(Clone)]
pub struct Doing {
    deeds: Deeds,
    deed: Deed,
    wish: ArcRwSignal<Wish>,
    /// People besides this one.
    others: ArcRwSignal<u64>,
}

impl Doing {
    /// Whether it is done, as the person wants it. Tracked.
    pub fn is_done(&self) -> bool {
        self.wish.with(|wish| wish.is_wanted())
    }

    /// How many people have done it. Tracked.
    pub fn count(&self) -> u64 {
        self.others.get().saturating_add(self.is_done().into())
    }

    /// Takes what the server says. What the person pressed since weighs more. An answer to them knows for certain who of
    /// all those are others; one to nobody in particular may be older than the press.
    fn learn(&self, count: u64, is_done: Option<bool>) {
        let former = self.wish.get_untracked();
        if is_done.is_none() && former.is_touched() {
            return;
        }
        let others = count.saturating_sub(is_done.unwrap_or(former.is_known()).into());
        if self.others.get_untracked() != others {
            self.others.set(others);
        }
        let next = is_done.map_or(former, |is_done| former.learned(is_done));
        if former != next {
            self.wish.set(next);
        }
    }

    /// Does it, or takes it back.
    pub fn flip(&self) {
        if let Some(wanted) = self.change(Wish::flip) {
            spawn_local(self.clone().tell(wanted));
        }
    }

    /// Tells the server until it has what is wanted, or refuses.
    async fn tell(self, first: bool) {
        let mut next = Some(first);
        while let Some(wanted) = next.take() {
            match self.deed.tell(self.deeds.api, wanted).await {
                Ok(()) => next = self.change(Wish::taken),
                Err(error) => {
                    next = self.change(Wish::refused);
                    if next.is_none() {
                        self.deeds.toasts.error(failure::said(&error));
                    }
                }
            }
        }
    }

    /// Changes the wish; gives what the server is to be told now.
    fn change(&self, change: fn(&mut Wish) -> Option<bool>) -> Option<bool> {
        let mut next = None;
        self.wish.update(|wish| next = change(wish));
        next
    }

    /// It was undone by something else.
    pub fn undo(&self) {
        self.wish.set(Wish::settled(false));
    }

    fn forget(&self) {
        let was_known = self.wish.with_untracked(|wish| wish.is_known());
        self.others.update(|others| *others = others.saturating_add(was_known.into()));
        self.wish.set(Wish::settled(false));
    }
}
