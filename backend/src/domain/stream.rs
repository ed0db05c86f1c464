//! Streams: what happened beneath a topic, in order, each event with a number of its own.
//!
//! A topic is what a client asks for (`me/notifications`), a stream what it means for whoever asks
//! (`users/{id}/notifications`). What is stored of an event are ids alone: what they stand for is read when the event is
//! told, so that nothing is told that was taken away meanwhile, and what is erased is in no event.

use std::fmt;

use broadsheet_shared::{
    frames::Topic,
    id::{CommentId, PostId, UserId},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::actor::{Actor, Refusal};

/// Something whose events are numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stream {
    /// Comments beneath a post.
    Comments(PostId),
    /// The numbers beneath a post.
    Counts(PostId),
    /// Posts that are published.
    Home,
    /// What concerns a person.
    Notifications(UserId),
}

impl Stream {
    /// What a topic means for this actor.
    pub fn of(topic: Topic, actor: &Actor) -> Result<Self, Refusal> {
        Ok(match topic {
            Topic::Comments(post) => Self::Comments(post),
            Topic::Counts(post) => Self::Counts(post),
            Topic::Home => Self::Home,
            Topic::MyNotifications => Self::Notifications(actor.signed_in()?.id),
        })
    }

    /// What its readers call it.
    pub fn topic(self) -> Topic {
        match self {
            Self::Comments(post) => Topic::Comments(post),
            Self::Counts(post) => Topic::Counts(post),
            Self::Home => Topic::Home,
            Self::Notifications(_) => Topic::MyNotifications,
        }
    }

    /// The stream of that stored name.
    pub fn parse(name: &str) -> Option<Self> {
        let user = name.strip_prefix("users/").and_then(|rest| rest.strip_suffix("/notifications"));
        match user {
            Some(id) => id.parse().ok().map(Self::Notifications),
            None => match name.parse::<Topic>().ok()? {
                Topic::Comments(post) => Some(Self::Comments(post)),
                Topic::Counts(post) => Some(Self::Counts(post)),
                Topic::Home => Some(Self::Home),
                Topic::MyNotifications => None,
            },
        }
    }
}

/// The name as stored.
impl fmt::Display for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Notifications(user) => write!(f, "users/{user}/notifications"),
            stream => stream.topic().fmt(f),
        }
    }
}

/// What happened, as stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "payload")]
pub enum Happening {
    /// Somebody commented.
    #[serde(rename = "comment.created")]
    CommentCreated { comment: CommentId },
    /// Its author changed a comment.
    #[serde(rename = "comment.edited")]
    CommentEdited { comment: CommentId },
    /// A comment was deleted.
    #[serde(rename = "comment.deleted")]
    CommentDeleted { comment: CommentId },
    /// A comment was hidden, or is held.
    #[serde(rename = "comment.hidden")]
    CommentHidden { comment: CommentId },
    /// A comment is seen again.
    #[serde(rename = "comment.shown")]
    CommentShown { comment: CommentId },
    /// The numbers beneath a post changed.
    #[serde(rename = "counts.changed")]
    CountsChanged {},
    /// A post was published.
    #[serde(rename = "post.published")]
    PostPublished { post: PostId },
    /// A person's notifications are others than before.
    #[serde(rename = "notifications.changed")]
    NotificationsChanged {},
    /// Others may read than before: nothing is told, and everybody's right is asked again.
    #[serde(rename = "readers.changed")]
    ReadersChanged {},
}

impl Happening {
    /// The comment that it is about.
    pub fn comment(&self) -> Option<CommentId> {
        match self {
            Self::CommentCreated { comment }
            | Self::CommentEdited { comment }
            | Self::CommentDeleted { comment }
            | Self::CommentHidden { comment }
            | Self::CommentShown { comment } => Some(*comment),
            Self::CountsChanged {}
            | Self::PostPublished { .. }
            | Self::NotificationsChanged {}
            | Self::ReadersChanged {} => None,
        }
    }

    /// Kind and payload, as stored.
    pub fn to_stored(self) -> (String, String) {
        // It is made of ids; turning those into JSON cannot fail.
        let mut value = serde_json::to_value(self).unwrap_or_default();
        let kind = value["kind"].as_str().unwrap_or_default().to_owned();
        (kind, value["payload"].take().to_string())
    }

    /// The event of a stored kind and payload; `None` for what a newer program has stored.
    pub fn parse(kind: &str, payload: &str) -> Option<Self> {
        let payload: Value = serde_json::from_str(payload).ok()?;
        serde_json::from_value(json!({ "kind": kind, "payload": payload })).ok()
    }
}

/// An event with its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recorded {
    /// One more than that of the event before it.
    pub id: u64,
    /// What happened; `None` for what only a newer program knows.
    pub what: Option<Happening>,
}

/// A part of a stream.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stretch {
    /// The number of the last event that there ever was; 0 before the first.
    pub last_id: u64,
    /// In order. Those of long ago are gone.
    pub events: Vec<Recorded>,
}

impl Stretch {
    /// True if nothing is missing between `after` and the first of these events.
    pub fn follows(&self, after: u64) -> bool {
        match self.events.first() {
            Some(first) => first.id == after + 1,
            None => self.last_id == after,
        }
    }
}

/// A stream has got further: whoever reads it may read on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Advance {
    /// The stream's name.
    pub stream: String,
    /// The number of its last event.
    pub id: u64,
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_stream_is_found_again_by_its_name() {
        let (post, user) = (PostId(Uuid::from_u128(7)), UserId(Uuid::from_u128(8)));
        for stream in [Stream::Comments(post), Stream::Counts(post), Stream::Home, Stream::Notifications(user)] {
            assert_eq!(Stream::parse(&stream.to_string()), Some(stream));
        }
        assert_eq!(Stream::parse("me/notifications"), None);
    }

    #[test]
    fn an_event_is_read_back_as_it_was_stored() {
        let comment = CommentId(Uuid::from_u128(7));
        for happening in [Happening::CommentHidden { comment }, Happening::CountsChanged {}] {
            let (kind, payload) = happening.to_stored();
            assert_eq!(Happening::parse(&kind, &payload), Some(happening));
        }
        assert_eq!(Happening::parse("comment.sung", "{}"), None);
    }

    #[test]
    fn a_gap_is_seen() {
        let stretch = |last_id, ids: &[u64]| Stretch {
            last_id,
            events: ids.iter().map(|id| Recorded { id: *id, what: None }).collect(),
        };

        assert!(stretch(5, &[4, 5]).follows(3) && stretch(5, &[]).follows(5));
        assert!(!stretch(5, &[4, 5]).follows(2), "one is gone");
        assert!(!stretch(5, &[]).follows(3), "all are gone");
        assert!(!stretch(5, &[]).follows(9), "there never was a ninth");
    }
}
