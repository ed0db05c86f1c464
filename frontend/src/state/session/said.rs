//! What one program of the document tells the other of the session, so that the second asks nothing of the server for it.

use broadsheet_shared::v2;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::{Session, SessionState, channel::Channel, token::Token};

/// Where things stand in one program.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Said {
    /// The server is being asked, or is being told that somebody goes.
    Unknown,
    /// Nobody is there.
    Anonymous,
    /// This person is signed in.
    SignedIn(v2::Me, Token),
    /// This person was.
    Ended(v2::Me),
}

impl Session {
    /// Begins beside the program of the page, which knows who is there and says so ([`Self::follow`]). What happens in other
    /// tabs is heard as in any.
    pub fn start_beside(&self) {
        let session = *self;
        self.api.set_credentials(std::rc::Rc::new(session));
        self.kept.update_value(|kept| kept.channel = Channel::open(move |message| session.hear(message)));
    }

    /// Where things stand, for the other program. Tracked.
    pub fn said(&self) -> Said {
        match (self.state.get(), self.token()) {
            (SessionState::Unknown, _) => Said::Unknown,
            (SessionState::SignedIn(me), Some(token)) => Said::SignedIn(*me, token),
            (SessionState::SignedIn(me), None) | (SessionState::Ended(me), _) => Said::Ended(*me),
            (SessionState::Anonymous, _) => Said::Anonymous,
        }
    }

    /// Takes what the other program says. It renews the token; what it has then is told as to other tabs.
    pub fn follow(&self, said: Said) {
        let (state, token) = match said {
            Said::Unknown => (SessionState::Unknown, None),
            Said::Anonymous => (SessionState::Anonymous, None),
            Said::SignedIn(me, token) => (SessionState::SignedIn(Box::new(me)), Some(token)),
            Said::Ended(me) => (SessionState::Ended(Box::new(me)), None),
        };
        // It is the other program that renews it.
        self.kept.update_value(|kept| (kept.token, kept.timer) = (token, None));
        if self.state.with_untracked(|own| *own != state) {
            self.state.set(state);
        }
    }
}
