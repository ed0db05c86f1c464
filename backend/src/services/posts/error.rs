//! What a command or query about posts may refuse.

use broadsheet_shared::{
    problem::{Code, FieldError},
    time::Timestamp,
    v2::{self, PostState},
};
use serde_json::Value;

use crate::{
    domain::{actor::Refusal, post::Post},
    platform::markdown::RenderError,
    repositories::DatabaseError,
    services::{ServiceError, database_code, mentions::TextError, refusal_code},
};

/// Why a post was not written or read.
#[derive(Debug, Clone, thiserror::Error)]
pub enum PostError {
    /// There is none, or the caller may not know.
    #[error("There is no post at this address.")]
    NotFound,
    /// Staff took it away.
    #[error("This post was removed.")]
    Removed,
    /// Somebody saved another version since.
    #[error("The post has changed since you read it: it now has version {}. Nothing was overwritten.", .0.summary.edit_version)]
    Stale(Box<Post>),
    /// The verb does not lead away from this state.
    #[error("A post that is {} cannot be {verb}.", .state.as_str())]
    WrongState {
        /// Where it stands.
        state: PostState,
        /// Past participle of what was tried.
        verb: &'static str,
    },
    /// Nobody judges their own.
    #[error("This is your own post: somebody else of the staff decides about it.")]
    OwnCase,
    /// Only its author does that.
    #[error("This is not your post.")]
    NotOwn,
    /// As many are pinned as may be.
    #[error("Three of your posts are pinned already: unpin one of them first.")]
    PinsFull,
    /// Nobody judges those above them.
    #[error("The author of this post has a higher role than you: ask somebody who stands as high.")]
    AuthorOutranks,
    /// The author's account is too new for links to other sites.
    #[error(
        "Your account is new: what you publish can link to other sites from {} on. Your draft is kept: publish it then, \
         set that time, or take the links out."
        , moment(.0)
    )]
    LinksTooEarly(Timestamp),
    /// Another post has this slug.
    #[error("Another post has this address.")]
    SlugTaken,
    /// A field names something that is not there, or is not right with the others.
    #[error("{detail}")]
    Field {
        /// JSON pointer.
        pointer: &'static str,
        /// Reason for programs.
        code: &'static str,
        /// Reason for people.
        detail: String,
    },
    /// The actor may not.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// A background thread died.
    #[error("rendering did not end: {0}")]
    Worker(String),
}

impl PostError {
    pub(in crate::services) fn field(pointer: &'static str, code: &'static str, detail: impl Into<String>) -> Self {
        Self::Field { pointer, code, detail: detail.into() }
    }

    /// True if others took the slug at the same moment, or deleted the category or the cover. Whoever asks once more
    /// reads what they left, and gets an answer that can be told.
    pub(super) fn is_overtaken(&self) -> bool {
        matches!(self, Self::Database(error) if error.is_taken("posts.slug") || error.is_broken_reference())
    }
}

impl From<TextError> for PostError {
    fn from(error: TextError) -> Self {
        match error {
            TextError::Render(error) => error.into(),
            TextError::Database(error) => error.into(),
            TextError::Worker(reason) => Self::Worker(reason),
        }
    }
}

impl From<RenderError> for PostError {
    fn from(error: RenderError) -> Self {
        let code = if matches!(error, RenderError::TooLong { .. }) { "too_long" } else { "invalid" };
        Self::field("/body", code, format!("The text cannot be shown: {error}."))
    }
}

impl ServiceError for PostError {
    fn code(&self) -> Code {
        match self {
            Self::NotFound => Code::PostNotFound,
            Self::Removed => Code::PostRemoved,
            Self::Stale(_) => Code::PostStale,
            Self::WrongState { .. } => Code::PostWrongState,
            Self::LinksTooEarly(_) => Code::LinksTooEarly,
            Self::SlugTaken => Code::SlugTaken,
            Self::Field { .. } => Code::RequestInvalid,
            Self::PinsFull => Code::PostPinsFull,
            Self::OwnCase | Self::AuthorOutranks | Self::NotOwn => Code::PermissionDenied,
            Self::Refused(refusal) => refusal_code(refusal),
            Self::Database(error) => database_code(error),
            Self::Worker(_) => Code::Internal,
        }
    }

    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::Field { pointer, code, detail } => vec![FieldError::new(*pointer, code, detail.clone())],
            Self::SlugTaken => vec![FieldError::new("/slug", "taken", self.to_string())],
            _ => Vec::new(),
        }
    }

    fn current(&self) -> Option<Value> {
        match self {
            Self::Stale(post) => {
                serde_json::to_value(v2::Current::Post(Box::new(v2::Post::from((**post).clone())))).ok()
            }
            _ => None,
        }
    }
}

/// As in `2026-03-05 at 10:00 UTC`.
fn moment(time: &Timestamp) -> String {
    let text = time.to_string();
    let (day, rest) = text.split_once('T').unwrap_or((&text, ""));
    format!("{day} at {} UTC", rest.get(..5).unwrap_or_default())
}
