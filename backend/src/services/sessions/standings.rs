//! Who may act, remembered for a second: the difference between one query a request and one a second.
//!
//! A second is the promise of SECURITY A6: what ends a session or changes rights counts everywhere within it. In the
//! process that made the change it counts at once. Who holds something open for a person (a socket) is told of it, here
//! and in the other processes.

use std::{
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use broadsheet_shared::id::{PersonalTokenId, SessionId, UserId};
use moka::sync::Cache;

use crate::{
    domain::{actor::Person, event::Whose, personal_token::TokenStanding, session::Standing},
    platform::crypto::Digest256,
};

const LIFETIME: Duration = Duration::from_secs(1);
const MAX_SESSIONS: u64 = 20_000;
/// A token that does not exist is not looked for again in this time. Nobody has the text of a token before it is stored,
/// and one that was deleted never comes back: what is remembered here can never become a good one.
const UNKNOWN_LIFETIME: Duration = Duration::from_secs(10);
/// One line of the audit log an address in this time.
const FORGERY_PAUSE: Duration = Duration::from_secs(60);
const MAX_FORGERS: u64 = 1_000;
/// So long a token that was good here speaks for its account where its address has had its share.
const FAMILIAR_LIFETIME: Duration = Duration::from_secs(60 * 60);
/// Looks for tokens that nobody has, which an address that has had its share may have in this time.
const MOST_LOOKS_IN_VAIN: u32 = 60;
const LOOKS_LIFETIME: Duration = Duration::from_secs(60);

/// A session and the person it makes of its bearer.
#[derive(Debug)]
pub(super) struct Known {
    pub standing: Standing,
    pub person: Person,
}

/// A personal access token and the person it makes of its bearer.
#[derive(Debug)]
pub(super) struct KnownToken {
    pub standing: TokenStanding,
    pub person: Person,
}

/// A look for a token, in vain unless [`Look::found`] says otherwise.
#[derive(Debug)]
pub(super) struct Look(Arc<AtomicU32>);

impl Look {
    /// The token is a good one: the look counts nowhere.
    pub(super) fn found(self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Sessions and tokens looked up within the last second.
#[derive(Clone)]
pub struct Standings {
    by_session: Cache<SessionId, Arc<Known>>,
    session_of_token: Cache<Digest256, SessionId>,
    personal: Cache<Digest256, Arc<KnownToken>>,
    unknown: Cache<Digest256, ()>,
    forgers: Cache<String, ()>,
    familiar: Cache<Digest256, UserId>,
    looks_in_vain: Cache<u128, Arc<AtomicU32>>,
    listener: Arc<OnceLock<Box<Tell>>>,
}

type Tell = dyn Fn(Whose) + Send + Sync;

impl Standings {
    /// Knows nobody yet.
    pub fn new() -> Self {
        Self {
            by_session: Cache::builder()
                .max_capacity(MAX_SESSIONS)
                .time_to_live(LIFETIME)
                .support_invalidation_closures()
                .build(),
            session_of_token: Cache::builder().max_capacity(MAX_SESSIONS).time_to_live(LIFETIME).build(),
            personal: Cache::builder()
                .max_capacity(MAX_SESSIONS)
                .time_to_live(LIFETIME)
                .support_invalidation_closures()
                .build(),
            unknown: Cache::builder().max_capacity(MAX_SESSIONS).time_to_live(UNKNOWN_LIFETIME).build(),
            forgers: Cache::builder().max_capacity(MAX_FORGERS).time_to_live(FORGERY_PAUSE).build(),
            familiar: Cache::builder().max_capacity(MAX_SESSIONS).time_to_live(FAMILIAR_LIFETIME).build(),
            looks_in_vain: Cache::builder().max_capacity(MAX_SESSIONS).time_to_live(LOOKS_LIFETIME).build(),
            listener: Arc::default(),
        }
    }

    /// Calls `tell` after each change. The first listener stays.
    pub fn on_change(&self, tell: impl Fn(Whose) + Send + Sync + 'static) {
        let _ = self.listener.set(Box::new(tell));
    }

    /// Looks a session up again the next time: it has ended.
    pub fn forget(&self, session: SessionId) {
        self.change(Whose::Session(session));
    }

    /// Looks all sessions and tokens of a person up again the next time: their rights or status changed.
    pub fn forget_user(&self, user: UserId) {
        self.change(Whose::User(user));
    }

    /// Looks a personal access token up again the next time: it was revoked.
    pub fn forget_personal_token(&self, token: PersonalTokenId) {
        self.change(Whose::Token(token));
    }

    /// Looks everybody up again the next time: a role allows something else.
    pub fn forget_all(&self) {
        self.change(Whose::Everybody);
    }

    fn change(&self, whose: Whose) {
        self.follow(whose);
        if let Some(tell) = self.listener.get() {
            tell(whose);
        }
    }

    /// Looks up again the next time whom another process has changed.
    pub fn follow(&self, whose: Whose) {
        // An invalidation fails only without the support that `new` asks for; the second is over soon anyway.
        match whose {
            Whose::Session(session) => self.by_session.invalidate(&session),
            Whose::User(user) => {
                let _ = self.by_session.invalidate_entries_if(move |_, known| known.person.id == user);
                let _ = self.personal.invalidate_entries_if(move |_, known| known.person.id == user);
            }
            Whose::Token(token) => {
                let _ = self.personal.invalidate_entries_if(move |_, known| known.standing.token.id == token);
            }
            Whose::Everybody => {
                self.by_session.invalidate_all();
                self.personal.invalidate_all();
            }
        }
    }

    /// True once a minute for each address that presents tokens which we never made.
    pub(super) fn is_new_forger(&self, address: &str) -> bool {
        self.forgers.entry_by_ref(address).or_insert(()).is_fresh()
    }

    /// True of a token that was looked for in vain a moment ago.
    pub(super) fn is_unknown(&self, token: &Digest256) -> bool {
        self.unknown.contains_key(token)
    }

    /// Remembers that there is no such token.
    pub(super) fn note_unknown(&self, token: Digest256) {
        self.unknown.insert(token, ());
    }

    /// Whose token it is, if it was good here within the last hour. Only good ones are kept, so no flood washes them away.
    pub(super) fn familiar(&self, token: &Digest256) -> Option<UserId> {
        self.familiar.get(token)
    }

    /// Remembers whose good token it is.
    pub(super) fn note_familiar(&self, token: Digest256, user: UserId) {
        self.familiar.insert(token, user);
    }

    /// Forgets a token that is good no more.
    pub(super) fn forget_familiar(&self, token: &Digest256) {
        self.familiar.invalidate(token);
    }

    /// Leave to look for one more token, for somebody at this network address; `None` if too many looks were in vain.
    pub(super) fn begin_look(&self, network: u128) -> Option<Look> {
        let looks = self.looks_in_vain.get_with(network, Arc::default);
        // It counts from here on, so that many at once do not get more.
        if looks.fetch_add(1, Ordering::Relaxed) < MOST_LOOKS_IN_VAIN {
            return Some(Look(looks));
        }
        looks.fetch_sub(1, Ordering::Relaxed);
        None
    }

    pub(super) fn get(&self, session: SessionId) -> Option<Arc<Known>> {
        self.by_session.get(&session)
    }

    pub(super) fn get_by_token(&self, token: &Digest256) -> Option<Arc<Known>> {
        self.session_of_token.get(token).and_then(|session| self.get(session))
    }

    pub(super) fn get_personal(&self, token: &Digest256) -> Option<Arc<KnownToken>> {
        self.personal.get(token)
    }

    pub(super) fn insert(&self, known: Known, token: Option<Digest256>) -> Arc<Known> {
        let (session, known) = (known.standing.session.id, Arc::new(known));
        self.by_session.insert(session, known.clone());
        if let Some(token) = token {
            self.session_of_token.insert(token, session);
        }
        known
    }

    pub(super) fn insert_personal(&self, token: Digest256, known: KnownToken) -> Arc<KnownToken> {
        let known = Arc::new(known);
        self.personal.insert(token, known.clone());
        known
    }
}

impl Default for Standings {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for Standings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Standings(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a6_who_may_act_is_remembered_for_a_second_at_most() {
        let standings = Standings::new();
        let kept = [
            standings.by_session.policy().time_to_live(),
            standings.session_of_token.policy().time_to_live(),
            standings.personal.policy().time_to_live(),
        ];
        assert!(kept.iter().all(|kept| kept.is_some_and(|kept| kept <= Duration::from_secs(1))), "{kept:?}");
    }
}
