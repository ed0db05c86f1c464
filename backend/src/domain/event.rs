//! Events: what happened, in the past tense, for whoever wants to know.
//!
//! A service publishes one after its transaction has committed. Nobody may rely on hearing it (the sender can die
//! first); work that must happen is a job, enqueued inside the transaction.

use broadsheet_shared::id::{PersonalTokenId, PostId, SessionId, UserId};
use serde::{Deserialize, Serialize};

use super::stream::Advance;

/// Something that happened on the site. Travels between processes as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// An administrator changed the site's settings: read them again.
    SettingsChanged,
    /// Streams got further: read on.
    StreamsAdvanced {
        /// Which, and how far.
        advances: Vec<Advance>,
    },
    /// Who is at these posts, or who may see them there, has changed: count again.
    PresenceStirred {
        /// Which.
        posts: Vec<PostId>,
    },
    /// Sessions ended, or rights changed: ask again.
    StandingsChanged {
        /// Whose.
        whose: Whose,
    },
}

/// Who is to be looked up again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "of", content = "id", rename_all = "snake_case")]
pub enum Whose {
    /// One session.
    Session(SessionId),
    /// All sessions and tokens of a person.
    User(UserId),
    /// One personal access token.
    Token(PersonalTokenId),
    /// Everybody.
    Everybody,
}
