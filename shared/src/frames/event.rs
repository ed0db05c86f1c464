//! What can happen beneath a topic.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    id::{CommentId, PostId, UserId},
    v2::{Comment, UnreadNotifications, UserRef},
};

/// Something that happened, as everybody who may read the topic is told it. A client passes over a `type` that it does
/// not know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// `posts/{id}/comments`: somebody commented. The comment is as it stands when the event is told: it may have been
    /// edited or taken away since.
    #[serde(rename = "comment.created")]
    CommentCreated(Box<Comment>),
    /// `posts/{id}/comments`: its author changed a comment.
    #[serde(rename = "comment.edited")]
    CommentEdited(Box<Comment>),
    /// `posts/{id}/comments`: a comment was deleted; its place remains.
    #[serde(rename = "comment.deleted")]
    CommentDeleted(Box<Comment>),
    /// `posts/{id}/comments`: a comment was hidden; its place remains.
    #[serde(rename = "comment.hidden")]
    CommentHidden(Box<Comment>),
    /// `posts/{id}/comments`: a hidden comment is shown again, or one that waited for staff for the first time.
    #[serde(rename = "comment.shown")]
    CommentShown(Box<Comment>),
    /// `posts/{id}/comments`: others like a comment than before. How many they are now; of many changes only the last is
    /// told.
    #[serde(rename = "comment.liked")]
    CommentLiked(CommentLikes),
    /// `posts/{id}/counts`: the numbers beneath a post as they are now. Of many changes only the last is told.
    #[serde(rename = "counts.changed")]
    CountsChanged(PostCounts),
    /// `home`: a post was published.
    #[serde(rename = "post.published")]
    PostPublished(PublishedPost),
    /// `me/notifications`: there is something new, or something was read or taken back. How many are unread now; of many
    /// changes only the last is told.
    #[serde(rename = "notifications.changed")]
    NotificationsChanged(UnreadNotifications),
    /// `staff/held-comments`, `staff/registrations`: something came to wait for staff, or does not any more. Of many changes
    /// only the last is told.
    #[serde(rename = "queue.changed")]
    QueueChanged(Queue),
    /// `posts/{id}/presence`: who is at a post, as it stands now. At most once a second.
    #[serde(rename = "presence.changed")]
    PresenceChanged(Presence),
}

/// How many people like a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CommentLikes {
    /// The comment.
    pub id: CommentId,
    /// People who like it.
    pub like_count: u64,
}

/// What waits for staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Queue {
    /// How much of it there is now.
    pub waiting: u64,
}

/// Who is at a post at the moment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Presence {
    /// How many have the post open: people who want to be seen, each once however many windows they have, and strangers.
    /// Whoever is told counts as well.
    pub readers: u64,
    /// Who is writing an answer, the last to begin first; five at most, of those whom the client may see. A client passes
    /// over itself.
    #[schemars(length(max = 5))]
    pub replying: Vec<UserRef>,
}

/// The numbers beneath a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PostCounts {
    /// Visible comments.
    pub comment_count: u64,
    /// People who like it.
    pub like_count: u64,
}

/// A post that was published: enough to say that there is something new.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PublishedPost {
    /// The post.
    pub id: PostId,
    /// Who wrote it.
    pub author_id: UserId,
}
