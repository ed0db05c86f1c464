//! Who may act, remembered for a second: the difference between one query a request and one a second.
//!
//! A second is the promise of SECURITY A6: what ends a session or changes rights counts everywhere within it. In the
//! process that made the change it counts at once.

use std::{sync::Arc, time::Duration};

use broadsheet_shared::id::{SessionId, UserId};
use moka::sync::Cache;

use crate::{
    domain::{actor::Person, session::Standing},
    platform::crypto::Digest256,
};

const LIFETIME: Duration = Duration::from_secs(1);
const MAX_SESSIONS: u64 = 20_000;

/// A session and the person it makes of its bearer.
#[derive(Debug)]
pub(super) struct Known {
    pub standing: Standing,
    pub person: Person,
}

/// Sessions looked up within the last second.
#[derive(Clone)]
pub struct Standings {
    by_session: Cache<SessionId, Arc<Known>>,
    session_of_token: Cache<Digest256, SessionId>,
}

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
        }
    }

    /// Looks a session up again the next time: it has ended.
    pub fn forget(&self, session: SessionId) {
        self.by_session.invalidate(&session);
    }

    /// Looks all sessions of a person up again the next time: their rights or status changed.
    pub fn forget_user(&self, user: UserId) {
        // Fails only without the support that `new` asks for; the second is over soon anyway.
        let _ = self.by_session.invalidate_entries_if(move |_, known| known.person.id == user);
    }

    pub(super) fn get(&self, session: SessionId) -> Option<Arc<Known>> {
        self.by_session.get(&session)
    }

    pub(super) fn get_by_token(&self, token: &Digest256) -> Option<Arc<Known>> {
        self.session_of_token.get(token).and_then(|session| self.get(session))
    }

    pub(super) fn insert(&self, known: Known, token: Option<Digest256>) -> Arc<Known> {
        let (session, known) = (known.standing.session.id, Arc::new(known));
        self.by_session.insert(session, known.clone());
        if let Some(token) = token {
            self.session_of_token.insert(token, session);
        }
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
