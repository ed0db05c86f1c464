//! What a room of presence knows beside its followers: who of them writes an answer, what was told last, and whether
//! there is a reason to count again.

use std::{
    collections::HashMap,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use broadsheet_shared::{
    frames::{Event, Presence as Told, ServerFrame, Topic},
    id::UserId,
    time::Timestamp,
    v2::UserRef,
};

use super::Frame;
use crate::{
    domain::{presence::Presence, user::UserCard},
    services::channel::Hidden,
};

/// How long a word that somebody writes an answer is good.
const REPLYING_SECS: i64 = 10;
/// A word that comes sooner after the last one changes nothing.
const RENEWED_SECS: i64 = 5;

#[derive(Debug, Default)]
pub(super) struct Here {
    is_stirred: AtomicBool,
    is_asked: AtomicBool,
    replying: Mutex<HashMap<UserId, Timestamp>>,
    told: Mutex<Option<Presence>>,
}

impl Here {
    /// Somebody came, went, or began or ceased to write an answer.
    pub fn stir(&self) {
        self.is_stirred.store(true, Ordering::Relaxed);
    }

    /// Whether that was so since it was asked last.
    pub fn take_stirred(&self) -> bool {
        self.is_stirred.swap(false, Ordering::Relaxed)
    }

    /// Has who is here told again, for somebody who has not heard it or may see something else now.
    pub fn ask(&self) {
        self.is_asked.store(true, Ordering::Relaxed);
    }

    /// Whether that was so since it was asked last.
    pub fn take_asked(&self) -> bool {
        self.is_asked.swap(false, Ordering::Relaxed)
    }

    fn lock_replying(&self) -> MutexGuard<'_, HashMap<UserId, Timestamp>> {
        self.replying.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock_told(&self) -> MutexGuard<'_, Option<Presence>> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Somebody says that they write an answer.
    pub fn begin(&self, user: UserId, now: Timestamp) {
        let mut replying = self.lock_replying();
        let renewed = now.plus_secs(REPLYING_SECS - RENEWED_SECS);
        if replying.get(&user).is_none_or(|until| *until <= renewed) {
            replying.insert(user, now.plus_secs(REPLYING_SECS));
            self.stir();
        }
    }

    /// Somebody says that they do no longer.
    pub fn cease(&self, user: UserId) {
        if self.lock_replying().remove(&user).is_some() {
            self.stir();
        }
    }

    /// Who writes an answer now, and until when that is taken to be so. Forgets the others.
    pub fn replying(&self, now: Timestamp) -> HashMap<UserId, Timestamp> {
        let mut replying = self.lock_replying();
        replying.retain(|_, until| *until > now);
        replying.clone()
    }

    /// True if something that was told is over by itself.
    pub fn is_outdated(&self, now: Timestamp) -> bool {
        self.lock_told().as_ref().is_some_and(|told| told.replying.iter().any(|(_, until)| *until <= now))
    }

    /// Whether this is to be told; it counts as told then. Without a reason, only what differs from what was told last.
    pub fn tell(&self, now: &Presence, is_asked: bool) -> bool {
        let mut told = self.lock_told();
        let is_new = told.as_ref().is_none_or(|told| !says_the_same(told, now));
        *told = Some(now.clone());
        is_new || is_asked
    }

    /// What was told last, if it is the same for everybody.
    pub fn told_to_all(&self) -> Option<Presence> {
        self.lock_told().clone().filter(|told| told.replying.is_empty())
    }
}

/// True if nobody would see a difference.
fn says_the_same(one: &Presence, other: &Presence) -> bool {
    let people = |presence: &Presence| presence.replying.iter().map(|(user, _)| user.id).collect::<Vec<_>>();
    one.readers == other.readers && people(one) == people(other)
}

/// Who is at a post, as a frame: for all, or for somebody from whom some are hidden.
pub(super) fn frame(topic: Topic, presence: &Presence, viewer: Option<UserId>, hidden: &Hidden) -> Frame {
    let is_seen = |user: &UserCard| viewer.is_none_or(|viewer| !hidden.contains(&(viewer, user.id)));
    let replying = presence.replying.iter().map(|(user, _)| user).filter(|user| is_seen(user)).cloned();
    let told = Told { readers: presence.readers, replying: replying.map(user_ref).collect() };
    Frame::new(&ServerFrame::Now { topic, event: Event::PresenceChanged(told) })
}

fn user_ref(card: UserCard) -> UserRef {
    UserRef { id: card.id, username: card.username, display_name: card.display_name, avatar: card.avatar }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const ADA: UserId = UserId(Uuid::from_u128(1));

    fn at(secs: i64) -> Timestamp {
        Timestamp::from_millis(secs * 1_000)
    }

    fn with(readers: u64, until: Option<Timestamp>) -> Presence {
        let card = UserCard { id: ADA, username: "ada".into(), display_name: "Ada".into(), avatar: None };
        Presence { readers, replying: until.map(|until| (card, until)).into_iter().collect() }
    }

    #[test]
    fn g6_who_types_on_stirs_the_room_every_five_seconds_at_most() {
        let here = Here::default();
        let mut stirred = 0;

        for tenth in 0..200 {
            here.begin(ADA, Timestamp::from_millis(tenth * 100));
            stirred += usize::from(here.take_stirred());
        }

        assert_eq!(stirred, 4);
        assert!(here.replying(at(24)).contains_key(&ADA) && here.replying(at(25)).is_empty());
        here.cease(ADA);
        assert!(!here.take_stirred(), "it was over by itself");
    }

    #[test]
    fn g6_what_nobody_would_see_is_not_told() {
        let here = Here::default();

        assert!(here.tell(&with(1, None), false) && !here.tell(&with(1, None), false));
        assert!(here.told_to_all().is_some());
        assert!(here.tell(&with(1, Some(at(10))), false));
        assert!(!here.tell(&with(1, Some(at(15))), false), "it goes on");
        assert!(here.tell(&with(1, Some(at(15))), true), "somebody asked");
        assert!(here.told_to_all().is_none(), "who writes is not told to everybody alike");
        assert!(!here.is_outdated(at(14)) && here.is_outdated(at(15)));
    }

    #[test]
    fn g6_nobody_is_named_to_those_from_whom_they_are_hidden() {
        let post = broadsheet_shared::id::PostId(Uuid::nil());
        let (eve, hidden) = (UserId(Uuid::from_u128(5)), Hidden::from([(UserId(Uuid::from_u128(5)), ADA)]));
        let told = |viewer| frame(Topic::Presence(post), &with(2, Some(at(1))), viewer, &hidden).text().to_string();

        assert!(told(None).contains(r#""username":"ada""#) && told(Some(ADA)).contains("ada"));
        let hers = told(Some(eve));
        assert!(hers.ends_with(r#""type":"presence.changed","data":{"readers":2,"replying":[]}}"#), "{hers}");
    }
}
