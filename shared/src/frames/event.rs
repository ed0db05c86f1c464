//! What can happen beneath a topic.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    id::{PostId, UserId},
    v2::Comment,
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
    /// `posts/{id}/counts`: the numbers beneath a post as they are now. Of many changes only the last is told.
    #[serde(rename = "counts.changed")]
    CountsChanged(PostCounts),
    /// `home`: a post was published.
    #[serde(rename = "post.published")]
    PostPublished(PublishedPost),
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
