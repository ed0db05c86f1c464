//! Comments of a post.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Author, Pagination};
use crate::{
    field::{FieldError, Fields},
    id::{CommentId, PostId},
    input::NewComment,
    time::Timestamp,
    value::CommentBody,
};

/// A comment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Comment {
    /// The comment.
    pub id: CommentId,
    /// The post it belongs to.
    pub post_id: PostId,
    /// The comment it answers; null at the top.
    pub parent_id: Option<CommentId>,
    /// Who wrote it; null if it was taken away.
    pub author: Option<Author>,
    /// Markdown; empty if it was taken away.
    #[schemars(length(max = 10_000))]
    pub body: String,
    /// Sanitised HTML; empty if it was taken away.
    #[schemars(length(max = 400_000))]
    pub body_html: String,
    /// True if it was deleted or hidden; its answers stay.
    pub is_deleted: bool,
    /// When it was written.
    pub created_at: Timestamp,
    /// When its author last changed it.
    pub updated_at: Timestamp,
}

/// One page of comments, oldest first, answers among them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Comments {
    /// The comments.
    #[schemars(length(max = 100))]
    pub comments: Vec<Comment>,
    /// Which page of how many.
    pub pagination: Pagination,
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
