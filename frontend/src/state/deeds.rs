//! What a person does and takes back with one press: likes, bookmarks, follows. The screen answers at once; the server is
//! told after, one call at a time, and has the last word.
//!
//! Each deed is one for the whole tab: the button beneath a post and the one on a person's page are the same, and Back
//! finds what was done since. So they outlive pages, and a call that is on its way when its page goes is seen through.

mod wish;

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use broadsheet_shared::id::{CommentId, PostId};
use leptos::{prelude::*, task::spawn_local};

use self::wish::Wish;
use super::{session::Session, toasts::Toasts, visits::Visits};
use crate::api::{
    Api, ApiError, bookmarks, failure, follows, likes, notifications, pins,
    shields::{self, Shield},
};

/// A moment by the clock of this tab, which goes on whenever something is pressed, or the server has answered a press.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct AsOf(u64);

/// No number was told.
const NOTHING: u64 = u64::MAX;

/// Something to do or to take back.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Deed {
    /// Like a post.
    LikePost(PostId),
    /// Like a comment.
    LikeComment(CommentId),
    /// Put a post aside.
    Bookmark(PostId),
    /// Pin one's own post to one's page.
    Pin(PostId),
    /// Follow a person, by name.
    FollowPerson(String),
    /// Follow a tag, by the last part of its address.
    FollowTag(String),
    /// Be told of each post of a person whom one follows, by name.
    Bell(String),
    /// Block or mute a person, by name.
    Shield(Shield, String),
    /// Hear nothing more of a post and of what stands beneath it.
    MuteThread(PostId),
}

impl Deed {
    async fn tell(&self, api: Api, is_on: bool) -> Result<(), ApiError> {
        match self {
            Self::LikePost(id) => likes::set_post(api, *id, is_on).await,
            Self::LikeComment(id) => likes::set_comment(api, *id, is_on).await,
            Self::Bookmark(id) => bookmarks::set(api, *id, is_on).await,
            Self::Pin(id) => pins::set(api, *id, is_on).await,
            Self::FollowPerson(username) => follows::set_person(api, username, is_on).await,
            Self::FollowTag(slug) => follows::set_tag(api, slug, is_on).await,
            Self::Bell(username) => notifications::set_bell(api, username, is_on).await,
            Self::Shield(shield, username) => shields::set(api, *shield, username, is_on).await,
            Self::MuteThread(id) => notifications::set_thread_mute(api, *id, is_on).await,
        }
    }
}

/// The deeds of this tab.
#[derive(Clone, Copy)]
pub struct Deeds {
    api: Api,
    toasts: Toasts,
    session: Session,
    visits: Visits,
    known: StoredValue<HashMap<Deed, Doing>>,
    clock: StoredValue<AsOf>,
}

impl Deeds {
    /// A deed that a page shows, with what it has read, which was asked for at a moment: how many have done it, and whether
    /// the person has; `None` from an answer that was for nobody in particular.
    pub fn of(&self, deed: Deed, count: u64, is_done: Option<bool>, as_of: AsOf) -> Doing {
        let doing = self.unseen(deed);
        doing.learn(count, is_done, as_of);
        doing
    }

    /// Now: what is asked for from now on knows of everything that was pressed and answered.
    pub fn now(&self) -> AsOf {
        self.clock.get_value()
    }

    fn tick(&self) -> AsOf {
        self.clock.update_value(|clock| clock.0 += 1);
        self.now()
    }

    /// A deed of which the page has read nothing.
    pub fn unseen(&self, deed: Deed) -> Doing {
        if let Some(doing) = self.known.with_value(|known| known.get(&deed).cloned()) {
            return doing;
        }
        let (wish, others) = (ArcRwSignal::new(Wish::settled(false, AsOf::default())), ArcRwSignal::new(0));
        let doing = Doing { deeds: *self, deed: deed.clone(), wish, others, heard: Arc::new(AtomicU64::new(NOTHING)) };
        self.known.update_value(|known| drop(known.insert(deed, doing.clone())));
        doing
    }

    /// How many have done it by now, as everybody is told who shows it.
    pub fn hear(&self, deed: &Deed, count: u64) {
        if let Some(doing) = self.known.with_value(|known| known.get(deed).cloned()) {
            doing.hear(count);
        }
    }

    /// Somebody else is there, or nobody: what was done is theirs who did it.
    pub fn forget(&self) {
        self.known.with_value(|known| known.values().for_each(Doing::forget));
    }
}

/// Makes them known to everything beneath.
pub fn provide_deeds(api: Api, toasts: Toasts, session: Session, visits: Visits) -> Deeds {
    let (known, clock) = (StoredValue::new(HashMap::new()), StoredValue::new(AsOf::default()));
    let deeds = Deeds { api, toasts, session, visits, known, clock };
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
    /// A number that was told while a call was under way.
    heard: Arc<AtomicU64>,
}

impl Doing {
    /// Whether it is done, as the person wants it. Tracked.
    pub fn is_done(&self) -> bool {
        self.wish.with(|wish| wish.is_wanted())
    }

    /// Whether the server has it so, as far as is known. Tracked.
    pub fn is_known(&self) -> bool {
        self.wish.with(|wish| wish.is_known())
    }

    /// How many people have done it. Tracked.
    pub fn count(&self) -> u64 {
        self.others.get().saturating_add(self.is_done().into())
    }

    /// Takes what the server says. What the person pressed since weighs more. An answer to them knows for certain who of
    /// all those are others; one to nobody in particular may be older than the press.
    fn learn(&self, count: u64, is_done: Option<bool>, as_of: AsOf) {
        let former = self.wish.get_untracked();
        if is_done.is_none() && former.is_ahead_of(as_of) {
            return;
        }
        let others = count.saturating_sub(is_done.unwrap_or(former.is_known()).into());
        if self.others.get_untracked() != others {
            self.others.set(others);
        }
        let next = is_done.map_or(former, |is_done| former.learned(is_done, as_of));
        if former != next {
            self.wish.set(next);
        }
    }

    /// Takes a number that counts the person too, if they have done it. Nobody can say whether one that comes while they
    /// are doing it does: the last of those counts once it is done, for a later one follows if it was too early.
    fn hear(&self, count: u64) {
        let wish = self.wish.get_untracked();
        if wish.is_under_way() {
            return self.heard.store(count, Ordering::Relaxed);
        }
        self.heard.store(NOTHING, Ordering::Relaxed);
        let others = count.saturating_sub(wish.is_known().into());
        if self.others.get_untracked() != others {
            self.others.set(others);
        }
    }

    /// Does it, or takes it back.
    pub fn flip(&self) {
        if let Some(wanted) = self.change(Wish::flip) {
            spawn_local(self.clone().tell(wanted));
        }
    }

    /// Does it, or takes it back, unless that is so already.
    pub fn set(&self, is_wanted: bool) {
        if self.wish.with_untracked(|wish| wish.is_wanted()) != is_wanted {
            self.flip();
        }
    }

    /// Does it, or takes it back, and waits for the server; true if it has it so.
    pub async fn bring(&self, is_wanted: bool) -> bool {
        let is_other = self.wish.with_untracked(|wish| wish.is_wanted() != is_wanted);
        if let Some(first) = is_other.then(|| self.change(Wish::flip)).flatten() {
            self.clone().tell(first).await;
        }
        self.wish.with_untracked(|wish| wish.is_known() == is_wanted)
    }

    /// Tells the server until it has what is wanted, or refuses.
    async fn tell(self, first: bool) {
        let mut next = Some(first);
        let mut is_heard = false;
        while let Some(wanted) = next.take() {
            match self.deed.tell(self.deeds.api, wanted).await {
                Ok(()) => {
                    is_heard = true;
                    self.end_others(wanted);
                    next = self.change(Wish::taken);
                }
                Err(error) => {
                    next = self.change(Wish::refused);
                    if next.is_none() {
                        self.deeds.toasts.error(failure::said(&error));
                    }
                }
            }
        }
        let heard = self.heard.load(Ordering::Relaxed);
        if heard != NOTHING {
            self.hear(heard);
        }
        if is_heard {
            self.tell_others();
        }
    }

    /// What was done changes more than the button.
    fn tell_others(&self) {
        match &self.deed {
            // The account names whom its owner does not see; here and in the other tabs lists follow it.
            Deed::Shield(..) => {
                let session = self.deeds.session;
                spawn_local(async move { session.look_again().await });
            }
            // One's own page begins otherwise.
            Deed::Pin(_) => self.deeds.visits.forget_answers(),
            _ => {}
        }
    }

    /// Changes the wish; gives what the server is to be told now.
    fn change(&self, change: fn(&mut Wish, AsOf) -> Option<bool>) -> Option<bool> {
        let now = self.deeds.tick();
        let mut next = None;
        self.wish.update(|wish| next = change(wish, now));
        next
    }

    /// Whoever has blocked somebody follows them no longer, and whoever does not follow them has no bell.
    fn end_others(&self, is_on: bool) {
        let ended = match (&self.deed, is_on) {
            (Deed::Shield(Shield::Block, name), true) => {
                vec![Deed::FollowPerson(name.clone()), Deed::Bell(name.clone())]
            }
            (Deed::FollowPerson(name), false) => vec![Deed::Bell(name.clone())],
            _ => Vec::new(),
        };
        for deed in ended {
            self.deeds.unseen(deed).wish.set(Wish::settled(false, self.deeds.tick()));
        }
    }

    fn forget(&self) {
        let was_known = self.wish.with_untracked(|wish| wish.is_known());
        self.others.update(|others| *others = others.saturating_add(was_known.into()));
        // Whoever has come may have been asked about already.
        self.wish.set(Wish::settled(false, AsOf::default()));
    }
}
