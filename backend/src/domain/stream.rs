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
    /// Who is at a post. Its events say only that others may know of it; who is there is told as it stands.
    Presence(PostId),
    /// Posts that are published.
    Home,
    /// What concerns a person. Its events all say how many notifications are unread, so none is kept: how far it is says
    /// everything.
    Notifications(UserId),
    /// Comments that wait for staff.
    HeldComments,
    /// People who wait to be let in.
    Registrations,
}

impl Stream {
    /// What a topic means for this actor.
    pub fn of(topic: Topic, actor: &Actor) -> Result<Self, Refusal> {
        Ok(match topic {
            Topic::Comments(post) => Self::Comments(post),
            Topic::Counts(post) => Self::Counts(post),
            Topic::Presence(post) => Self::Presence(post),
            Topic::Home => Self::Home,
            Topic::MyNotifications => Self::Notifications(actor.signed_in()?.id),
            Topic::HeldComments => Self::HeldComments,
            Topic::Registrations => Self::Registrations,
        })
    }

    /// What its readers call it.
    pub fn topic(self) -> Topic {
        match self {
            Self::Comments(post) => Topic::Comments(post),
            Self::Counts(post) => Topic::Counts(post),
            Self::Presence(post) => Topic::Presence(post),
            Self::Home => Topic::Home,
            Self::Notifications(_) => Topic::MyNotifications,
            Self::HeldComments => Topic::HeldComments,
            Self::Registrations => Topic::Registrations,
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
                Topic::Presence(post) => Some(Self::Presence(post)),
                Topic::Home => Some(Self::Home),
                Topic::HeldComments => Some(Self::HeldComments),
                Topic::Registrations => Some(Self::Registrations),
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
    /// Others like a comment than before.
    #[serde(rename = "comment.liked")]
    CommentLiked { comment: CommentId },
    /// The numbers beneath a post changed.
    #[serde(rename = "counts.changed")]
    CountsChanged {},
    /// A post was published.
    #[serde(rename = "post.published")]
    PostPublished { post: PostId },
    /// Something came to wait for staff, or does not any more.
    #[serde(rename = "queue.changed")]
    QueueChanged {},
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
            | Self::CommentShown { comment }
            | Self::CommentLiked { comment } => Some(*comment),
            Self::CountsChanged {} | Self::PostPublished { .. } | Self::QueueChanged {} | Self::ReadersChanged {} => {
                None
            }
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
    /// The oldest event that is still kept, wherever the part begins. From it on only those are missing in whose place a
    /// later one says the same.
    pub oldest: Option<u64>,
    /// In order. Those of long ago are gone.
    pub events: Vec<Recorded>,
}

impl Stretch {
    /// True if nothing is missing between `after` and the first of these events but what a later one says as well.
    pub fn follows(&self, after: u64) -> bool {
        let is_kept = |oldest: u64| after < self.last_id && oldest <= after + 1;
        self.last_id == after || self.oldest.is_some_and(is_kept)
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
        let of_post = [Stream::Comments(post), Stream::Counts(post), Stream::Presence(post)];
        let others = [Stream::Home, Stream::Notifications(user), Stream::HeldComments, Stream::Registrations];
        for stream in of_post.into_iter().chain(others) {
            assert_eq!(Stream::parse(&stream.to_string()), Some(stream));
        }
        assert_eq!(Stream::parse("me/notifications"), None);
    }

    #[test]
    fn an_event_is_read_back_as_it_was_stored() {
        let comment = CommentId(Uuid::from_u128(7));
        let happenings = [Happening::CommentHidden { comment }, Happening::CommentLiked { comment }];
        for happening in happenings.into_iter().chain([Happening::CountsChanged {}]) {
            let (kind, payload) = happening.to_stored();
            assert_eq!(Happening::parse(&kind, &payload), Some(happening));
        }
        assert_eq!(Happening::parse("comment.sung", "{}"), None);
    }

    #[test]
    fn a_gap_is_seen() {
        let stretch = |oldest| Stretch { last_id: 5, oldest, events: Vec::new() };

        assert!(stretch(Some(4)).follows(3) && stretch(None).follows(5));
        assert!(stretch(Some(1)).follows(3), "what is gone behind it a later one says");
        assert!(!stretch(Some(4)).follows(2), "one is gone");
        assert!(!stretch(None).follows(3), "all are gone");
        assert!(!stretch(None).follows(9) && !stretch(Some(4)).follows(9), "there never was a ninth");
        assert!(!stretch(Some(4)).follows(u64::MAX));
    }
}
