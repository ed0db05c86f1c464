//! Who is there: at the site, and at a post.
//!
//! Each process says who is at its own sockets; what all of them say together is what is told.

use std::collections::BTreeMap;

use broadsheet_shared::{
    id::{PostId, UserId},
    time::Timestamp,
};
use uuid::Uuid;

use super::user::UserCard;

/// One process of the site, from its start to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ProcessId(pub Uuid);

/// Who is at a post, as one process sees it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Census {
    /// People, each once, and until when they are taken to be writing an answer.
    pub people: BTreeMap<UserId, Option<Timestamp>>,
    /// Sockets of strangers.
    pub strangers: u64,
}

impl Census {
    /// True if nobody is there.
    pub fn is_empty(&self) -> bool {
        self.people.is_empty() && self.strangers == 0
    }
}

/// The lines that somebody has to one process. An event stream cannot tell life from death, so it makes nobody present;
/// it counts among what a person may have.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lines {
    /// WebSockets.
    pub sockets: u64,
    /// Event streams.
    pub streams: u64,
}

impl Lines {
    /// How many there are.
    pub fn count(self) -> u64 {
        self.sockets + self.streams
    }
}

/// What one process says anew.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// People and which lines they have here; none if they are gone.
    pub online: Vec<(UserId, Lines)>,
    /// Who is at a post, and until when they are taken to be writing an answer.
    pub readers: Vec<(PostId, UserId, Option<Timestamp>)>,
    /// Who is at a post no more.
    pub gone: Vec<(PostId, UserId)>,
    /// How many sockets of strangers are at a post; 0 if there are none.
    pub strangers: Vec<(PostId, u64)>,
}

impl Changes {
    /// True if there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many rows it is about.
    pub fn len(&self) -> usize {
        self.online.len() + self.readers.len() + self.gone.len() + self.strangers.len()
    }

    /// Adds what leads from one census of a post to another.
    pub fn add(&mut self, post: PostId, before: &Census, after: &Census) {
        for (user, replying) in &after.people {
            if before.people.get(user) != Some(replying) {
                self.readers.push((post, *user, *replying));
            }
        }
        self.gone
            .extend(before.people.keys().filter(|user| !after.people.contains_key(*user)).map(|user| (post, *user)));
        if before.strangers != after.strangers {
            self.strangers.push((post, after.strangers));
        }
    }
}

/// Who is at a post, over all processes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Presence {
    /// People who may be seen, each once, and strangers, each socket.
    pub readers: u64,
    /// Who is writing an answer, and until when that is taken to be so; the last to begin first.
    pub replying: Vec<(UserCard, Timestamp)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(number: u128) -> UserId {
        UserId(Uuid::from_u128(number))
    }

    #[test]
    fn only_what_changed_is_said_anew() {
        let (post, now) = (PostId(Uuid::nil()), Timestamp::from_millis(1_000));
        let people = |people: &[(u128, Option<Timestamp>)]| people.iter().map(|(id, at)| (user(*id), *at)).collect();
        let before = Census { people: people(&[(1, None), (2, None), (3, Some(now))]), strangers: 4 };
        let after = Census { people: people(&[(2, None), (3, None), (5, None)]), strangers: 4 };
        let mut changes = Changes::default();

        changes.add(post, &before, &after);

        assert_eq!(changes.readers, [(post, user(3), None), (post, user(5), None)]);
        assert_eq!((changes.gone.as_slice(), changes.strangers.len()), ([(post, user(1))].as_slice(), 0));
        assert_eq!(changes.len(), 3);
        changes.add(post, &after, &Census::default());
        assert_eq!((changes.gone.len(), changes.strangers.as_slice()), (4, [(post, 0)].as_slice()));
        assert!(Changes::default().is_empty() && Census::default().is_empty() && !after.is_empty());
    }
}
