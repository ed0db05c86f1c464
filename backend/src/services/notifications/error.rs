//! Why something about notifications was refused.

use broadsheet_shared::problem::Code;

use crate::{
    domain::actor::Refusal,
    repositories::DatabaseError,
    services::{ServiceError, database_code, posts::PostError, refusal_code},
};

/// Why something about notifications was refused.
#[derive(Debug, Clone, thiserror::Error)]
pub enum NotificationError {
    /// There is none, it is another's, or what it is about is gone.
    #[error("None of your notifications has this id.")]
    NotFound,
    /// The key was made for another address, or is none of ours.
    #[error("This link does not end any mails: it is not whole, or the account has another address by now.")]
    KeyInvalid,
    /// There is no post whose thread could be muted, or the caller may not know.
    #[error(transparent)]
    Post(#[from] PostError),
    /// The actor may not.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl ServiceError for NotificationError {
    fn code(&self) -> Code {
        match self {
            Self::NotFound => Code::NotificationNotFound,
            Self::KeyInvalid => Code::LinkInvalid,
            Self::Post(error) => error.code(),
            Self::Refused(refusal) => refusal_code(refusal),
            Self::Database(error) => database_code(error),
        }
    }
}
