//! What a command or query about comments may refuse.

use broadsheet_shared::{
    problem::{Code, FieldError},
    v2::{CommentVersion, Current},
};
use serde_json::Value;

use crate::{
    domain::{actor::Refusal, comment::Comment},
    platform::markdown::RenderError,
    repositories::DatabaseError,
    services::{ServiceError, database_code, mentions::TextError, posts::PostError, refusal_code},
};

/// Why a comment was not written or read.
#[derive(Debug, Clone, thiserror::Error)]
pub enum CommentError {
    /// There is none, or the caller may not know.
    #[error("There is no such comment.")]
    NotFound,
    /// There is no post to comment on, or the caller may not know.
    #[error(transparent)]
    Post(#[from] PostError),
    /// The author, or who is answered, and the caller are hidden from one another.
    #[error("One of you has blocked the other.")]
    Blocked,
    /// The author takes no more.
    #[error("The author takes no new comments on this post.")]
    Closed,
    /// The comment answered is not there, or under another post.
    #[error("The comment you answer is not there any more. Your text is kept: send it without parent_id.")]
    ParentGone,
    /// Nobody judges their own.
    #[error("This is your own comment: somebody else of the staff decides about it.")]
    OwnCase,
    /// Nobody judges those above them.
    #[error("The author of this comment has a higher role than you: ask somebody who stands as high.")]
    AuthorOutranks,
    /// Somebody changed it since.
    #[error("The comment has changed since you read it. Nothing was overwritten.")]
    Stale(Box<Comment>),
    /// The text cannot be shown.
    #[error("The comment cannot be shown: {0}.")]
    Text(#[from] RenderError),
    /// The actor may not.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// A background thread died, or an answer could not be written.
    #[error("{0}")]
    Worker(String),
}

impl From<TextError> for CommentError {
    fn from(error: TextError) -> Self {
        match error {
            TextError::Render(error) => error.into(),
            TextError::Database(error) => error.into(),
            TextError::Worker(reason) => Self::Worker(reason),
        }
    }
}

impl ServiceError for CommentError {
    fn code(&self) -> Code {
        match self {
            Self::NotFound => Code::CommentNotFound,
            Self::Post(error) => error.code(),
            Self::Blocked => Code::UserBlocked,
            Self::Closed => Code::CommentsClosed,
            Self::ParentGone | Self::Text(_) => Code::RequestInvalid,
            Self::Stale(_) => Code::CommentStale,
            Self::OwnCase | Self::AuthorOutranks => Code::PermissionDenied,
            Self::Refused(refusal) => refusal_code(refusal),
            Self::Database(error) => database_code(error),
            Self::Worker(_) => Code::Internal,
        }
    }

    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::ParentGone => vec![FieldError::new("/parent_id", "unknown", self.to_string())],
            Self::Text(_) => vec![FieldError::new("/body", "invalid", self.to_string())],
            _ => Vec::new(),
        }
    }

    fn current(&self) -> Option<Value> {
        match self {
            Self::Stale(comment) => {
                serde_json::to_value(Current::Comment(Box::new(CommentVersion { comment: (**comment).clone().into() })))
                    .ok()
            }
            _ => None,
        }
    }
}
