//! Notifications: what is written down when something happens to somebody, and what they are told of it.

use broadsheet_shared::{
    id::{CommentId, NotificationId, PostId, UserId},
    time::Timestamp,
    v2::{NotificationChoice, NotificationEmail, NotificationType, NotificationVerb},
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::user::UserCard;

/// What many do to one thing within so long a time, while it is unread, is one notification.
pub const GROUP_SECS: i64 = 86_400;
/// Comments that one notification gathers: the next one begins another.
pub const MOST_GATHERED: i64 = 100;
/// A notification that grows by one person after the other is told of again after so long a time.
pub const TOLD_EVERY_SECS: i64 = 5;
/// Who sees it within this time gets no mail.
pub const MAIL_AFTER_SECS: i64 = 120;
/// And who got one of it gets the next after this time.
pub const MAIL_AGAIN_SECS: i64 = 3_600;

/// All but RFC 3986's unreserved characters.
const IN_A_PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Something that happened, for one person whom it concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Notice {
    /// Whom it concerns.
    pub to: UserId,
    /// Who did it. What staff do nobody did.
    pub by: Option<UserId>,
    pub about: About,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// Somebody commented on the person's post.
    Comment { post: PostId, comment: CommentId },
    /// Somebody answered the person's comment.
    Reply { post: PostId, to: CommentId, comment: CommentId },
    /// Somebody named the person in a post, or in a comment beneath it.
    Mention { post: PostId, comment: Option<CommentId> },
    /// Somebody likes the person's post, or their comment beneath it.
    Like { post: PostId, comment: Option<CommentId> },
    /// Somebody follows the person.
    Follow,
    /// Somebody whom the person follows published a post.
    Post { post: PostId },
    /// Something was done with the person's post, or with their comment beneath it.
    Moderation { verb: NotificationVerb, post: PostId, comment: Option<CommentId> },
}

/// Something of which many may have been told, and which comes out of sight or into it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// A post, with all that happened beneath it.
    Post(PostId),
    /// A person, with all that they did.
    Person(UserId),
}

impl About {
    pub const fn kind(self) -> NotificationType {
        match self {
            Self::Comment { .. } => NotificationType::Comment,
            Self::Reply { .. } => NotificationType::Reply,
            Self::Mention { .. } => NotificationType::Mention,
            Self::Like { .. } => NotificationType::Like,
            Self::Follow => NotificationType::Follow,
            Self::Post { .. } => NotificationType::Post,
            Self::Moderation { .. } => NotificationType::Moderation,
        }
    }

    pub const fn post(self) -> Option<PostId> {
        match self {
            Self::Comment { post, .. }
            | Self::Reply { post, .. }
            | Self::Mention { post, .. }
            | Self::Like { post, .. }
            | Self::Post { post }
            | Self::Moderation { post, .. } => Some(post),
            Self::Follow => None,
        }
    }

    /// The comment that all of the notification is about; of several that were written each has an entry of its own.
    pub const fn comment(self) -> Option<CommentId> {
        match self {
            Self::Reply { to, .. } => Some(to),
            Self::Mention { comment, .. } | Self::Like { comment, .. } | Self::Moderation { comment, .. } => comment,
            Self::Comment { .. } | Self::Follow | Self::Post { .. } => None,
        }
    }

    /// The comment that was written.
    pub const fn written(self) -> Option<CommentId> {
        match self {
            Self::Comment { comment, .. } | Self::Reply { comment, .. } => Some(comment),
            Self::Mention { comment, .. } => comment,
            Self::Like { .. } | Self::Follow | Self::Post { .. } | Self::Moderation { .. } => None,
        }
    }

    pub const fn verb(self) -> Option<NotificationVerb> {
        match self {
            Self::Moderation { verb, .. } => Some(verb),
            _ => None,
        }
    }

    /// True if there is one notification at most of such a thing, read or not: told again, it is not told.
    pub const fn is_told_once(self) -> bool {
        matches!(self, Self::Mention { .. } | Self::Post { .. })
    }

    /// True if what is gathered is people, each of whom counts once.
    pub const fn gathers_people(self) -> bool {
        matches!(self, Self::Like { .. } | Self::Follow)
    }
}

impl Notice {
    /// What is gathered under one notification is about the same.
    pub fn subject(&self) -> Uuid {
        match self.about {
            About::Comment { post, .. } | About::Post { post } => post.0,
            About::Reply { to, .. } => to.0,
            About::Mention { post, comment }
            | About::Like { post, comment }
            | About::Moderation { post, comment, .. } => comment.map_or(post.0, |comment| comment.0),
            About::Follow => self.to.0,
        }
    }

    /// What makes its entry one among those of its notification, and whose it is; none where nobody did it.
    pub fn entry(&self) -> Option<(Uuid, UserId)> {
        let by = self.by?;
        Some((self.about.written().map_or(by.0, |comment| comment.0), by))
    }
}

/// Which way notifications of a type go unless the person has chosen another.
pub const fn usual_choice(kind: NotificationType) -> NotificationChoice {
    let email = match kind {
        NotificationType::Comment
        | NotificationType::Reply
        | NotificationType::Mention
        | NotificationType::Moderation => NotificationEmail::Now,
        NotificationType::Like | NotificationType::Follow | NotificationType::Post => NotificationEmail::Off,
    };
    NotificationChoice { in_app: true, email }
}

/// A notification that may still grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Open {
    pub id: NotificationId,
    pub told_at: Timestamp,
    pub mail_at: Option<Timestamp>,
    pub mailed_at: Option<Timestamp>,
    pub digest_at: Option<Timestamp>,
    /// Whoever was in it has taken it back, or is not to be seen: the next one shows it again.
    pub is_empty: bool,
}

/// When a notification is mailed, and since when it waits for the daily mail.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Posting {
    pub mail_at: Option<Timestamp>,
    pub digest_at: Option<Timestamp>,
}

impl Posting {
    /// For something that happens now. `open` is what it is added to.
    pub fn of(email: NotificationEmail, open: Option<&Open>, now: Timestamp) -> Self {
        let waiting = open.map_or_else(Self::default, |open| Self { mail_at: open.mail_at, digest_at: open.digest_at });
        match email {
            NotificationEmail::Off => waiting,
            NotificationEmail::Now => {
                let soon = now.plus_secs(MAIL_AFTER_SECS);
                let again = open.and_then(|open| open.mailed_at).map(|at| at.plus_secs(MAIL_AGAIN_SECS));
                Self { mail_at: waiting.mail_at.or(Some(again.map_or(soon, |again| again.max(soon)))), ..waiting }
            }
            NotificationEmail::Daily => Self { digest_at: waiting.digest_at.or(Some(now)), ..waiting },
        }
    }
}

/// A notification as its person may see it now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    pub id: NotificationId,
    pub kind: NotificationType,
    pub verb: Option<NotificationVerb>,
    /// The last to do it first, three at most.
    pub actors: Vec<UserCard>,
    /// People who did it.
    pub actor_count: u64,
    pub post: Option<AboutPost>,
    pub comment: Option<AboutComment>,
    /// Why staff took the post away.
    pub reason: Option<String>,
    pub is_read: bool,
    /// When it happened first.
    pub created_at: Timestamp,
    /// When it happened last.
    pub happened_at: Timestamp,
}

impl Notification {
    /// Its place in the list.
    pub fn key(&self) -> NotificationKey {
        NotificationKey { at: self.happened_at.as_millis(), id: self.id }
    }

    /// Where what it is about stands, without the host; for a follow the page of the last who did it.
    pub fn path(&self) -> String {
        match (&self.post, &self.comment, self.actors.first()) {
            (Some(post), Some(comment), _) => comment.path(post),
            (Some(post), None, _) => post.path(),
            (None, _, Some(actor)) => format!("/users/{}", in_a_path(&actor.username)),
            (None, _, None) => "/".to_owned(),
        }
    }
}

/// A post that a notification is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AboutPost {
    pub id: PostId,
    pub slug: String,
    pub title: String,
    /// Nothing new is told about it.
    pub is_muted: bool,
}

impl AboutPost {
    /// The address of its page, without the host.
    pub fn path(&self) -> String {
        format!("/posts/{}", in_a_path(&self.slug))
    }
}

/// A comment that a notification is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AboutComment {
    pub id: CommentId,
    /// The beginning of what it says; empty where it is not to be read.
    pub excerpt: String,
}

impl AboutComment {
    /// Its place on the page of its post, without the host.
    pub fn path(&self, post: &AboutPost) -> String {
        format!("{}?comment={id}#comment-{id}", post.path(), id = self.id)
    }
}

fn in_a_path(text: &str) -> String {
    utf8_percent_encode(text, IN_A_PATH).to_string()
}

/// A place in the list of notifications.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationKey {
    /// Epoch milliseconds.
    pub at: i64,
    pub id: NotificationId,
}

/// Which notifications are asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct NotificationFilter {
    pub kind: Option<NotificationType>,
    /// Those that are unread, or those that are read.
    pub is_unread: Option<bool>,
}

/// Which unread notifications are to be read from now on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReadFilter {
    pub kind: Option<NotificationType>,
    pub post: Option<PostId>,
    /// Those in which nothing happened after this.
    pub until: Option<Timestamp>,
}

/// A thread that somebody has muted, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MutedThread {
    pub post: AboutPost,
    pub since: Timestamp,
}

impl MutedThread {
    /// Its place in the list.
    pub fn key(&self) -> MutedKey {
        MutedKey { at: self.since.as_millis(), post: self.post.id }
    }
}

/// A place in the list of muted threads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MutedKey {
    /// Epoch milliseconds.
    pub at: i64,
    pub post: PostId,
}

/// What a mail's key ends: mails at once of one type, or the daily mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailScope {
    Kind(NotificationType),
    Digest,
}

impl MailScope {
    /// The word for it, as keys are made with.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Kind(kind) => kind.as_str(),
            Self::Digest => "digest",
        }
    }

    /// The one of that word.
    pub fn parse(word: &str) -> Option<Self> {
        if word == Self::Digest.as_str() { Some(Self::Digest) } else { NotificationType::parse(word).map(Self::Kind) }
    }
}

#[cfg(test)]
mod tests;
