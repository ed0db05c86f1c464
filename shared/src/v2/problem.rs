//! The answer to a request that failed (RFC 9457).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Post;
use crate::problem::{Code, FieldError};

/// What went wrong, as `application/problem+json` (RFC 9457).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Problem {
    /// Address of the page that explains the code: `/problems/{code}`.
    #[serde(rename = "type")]
    #[schemars(length(max = 200))]
    pub kind: String,
    /// Summary of the code, the same every time.
    #[schemars(length(max = 200))]
    pub title: String,
    /// The HTTP status.
    #[schemars(range(min = 400, max = 599))]
    pub status: u16,
    /// What happened this time, for people.
    #[schemars(length(max = 2000))]
    pub detail: String,
    /// Stable name for programs.
    pub code: Code,
    /// Name it when you ask the site's owner for help.
    #[schemars(length(max = 40))]
    pub request_id: String,
    /// Every wrong field or parameter, with 422.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 100))]
    pub errors: Vec<FieldError>,
    /// The stored version, with 412.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current: Option<Current>,
}

/// The stored version that a stale change would have overwritten.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Current {
    /// A post as its author may read it.
    Post(Box<Post>),
    /// A comment.
    Comment(Box<super::CommentVersion>),
}
