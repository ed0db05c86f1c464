//! Comments: threads beneath a post.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::UserRef;
use crate::{
    field::{FieldError, Fields},
    id::{CommentId, PostId},
    input::NewComment,
    time::Timestamp,
    value::CommentBody,
};

/// Where a comment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CommentState {
    /// Seen by everyone.
    Visible,
    /// Taken away by its author or staff; its place in the thread stays.
    Deleted,
    /// Hidden by the post's author or staff; its place in the thread stays.
    Hidden,
}

impl CommentState {
    /// The state of that word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Visible, Self::Deleted, Self::Hidden].into_iter().find(|state| state.as_str() == word)
    }

    /// The word as stored and as sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Visible => "visible",
            Self::Deleted => "deleted",
            Self::Hidden => "hidden",
        }
    }
}

/// A comment. Lists give threads in reading order: each comment stands behind its parent, `depth` says how far in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Comment {
    /// The comment.
    pub id: CommentId,
    /// The post it belongs to.
    pub post_id: PostId,
    /// The comment it answers; null at the top.
    pub parent_id: Option<CommentId>,
    /// 0 at the top, one more for each answer.
    pub depth: u32,
    /// Who wrote it; null once deleted or hidden.
    pub author: Option<UserRef>,
    /// Markdown; empty once deleted or hidden.
    #[schemars(length(max = 10_000))]
    pub body: String,
    /// Sanitised HTML; empty once deleted or hidden.
    #[schemars(length(max = 400_000))]
    pub body_html: String,
    /// Where it stands.
    pub state: CommentState,
    /// Number of direct answers that were not deleted; more than the list shows if a thread is cut: ask with `parent_id`.
    pub reply_count: u64,
    /// Number of people who like it.
    pub like_count: u64,
    /// Grows by one with each change; the part of the ETag that `If-Match` compares.
    pub version: u64,
    /// When it was written.
    pub created_at: Timestamp,
    /// When its author last changed it.
    pub edited_at: Option<Timestamp>,
    /// In the state `hidden`: true if it has links, its author's account is new, and staff look at it first. Its author
    /// and staff go on reading it meanwhile.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_held: bool,
    /// What the caller has done with it; only when signed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub viewer: Option<CommentViewer>,
}

/// What the caller has done with a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CommentViewer {
    /// Likes it.
    pub liked: bool,
}

/// A comment that waits for staff, with what it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HeldComment {
    /// The comment. Show it by `DELETE /comments/{id}/hide`, or delete it.
    pub id: CommentId,
    /// The post it belongs to.
    pub post_id: PostId,
    /// The post's slug.
    #[schemars(length(max = 100))]
    pub post_slug: String,
    /// The post's title.
    #[schemars(length(max = 200))]
    pub post_title: String,
    /// Who wrote it.
    pub author: UserRef,
    /// Markdown.
    #[schemars(length(max = 10_000))]
    pub body: String,
    /// Sanitised HTML.
    #[schemars(length(max = 400_000))]
    pub body_html: String,
    /// Grows by one with each change; the part of the ETag that `If-Match` compares.
    pub version: u64,
    /// When it was written.
    pub created_at: Timestamp,
    /// Since when it waits.
    pub held_at: Timestamp,
}

/// The stored version of a comment, in the answer to a stale change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CommentVersion {
    /// The comment.
    pub comment: Comment,
}

/// Writes a comment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateComment {
    /// Markdown, 1 to 10,000 characters.
    #[schemars(length(min = 1, max = 10_000))]
    pub body: String,
    /// The comment it answers; absent at the top.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<CommentId>,
}

impl CreateComment {
    /// The input, or every wrong field.
    pub fn parse(&self) -> Result<NewComment, Vec<FieldError>> {
        let mut fields = Fields::new();
        let body = fields.take("/body", CommentBody::parse(&self.body));
        let input = body.map(|body| NewComment { body, parent_id: self.parent_id });
        fields.finish(input)
    }
}

/// Changes an own comment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateComment {
    /// Markdown, 1 to 10,000 characters.
    #[schemars(length(min = 1, max = 10_000))]
    pub body: String,
}

impl UpdateComment {
    /// The new text, or what is wrong with it.
    pub fn parse(&self) -> Result<CommentBody, Vec<FieldError>> {
        let mut fields = Fields::new();
        let body = fields.take("/body", CommentBody::parse(&self.body));
        fields.finish(body)
    }
}

/// Hides a comment beneath an own post, or shows it again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HideComment {}
