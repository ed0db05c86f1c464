//! What goes wrong around the outbox.

use broadsheet_shared::problem::Code;

use crate::{
    domain::actor::Refusal,
    repositories::DatabaseError,
    services::{ServiceError, database_code, refusal_code},
};

/// Why the outbox could not be used.
#[derive(Debug, Clone, thiserror::Error)]
pub enum MailsError {
    /// No mail has this id.
    #[error("No mail has this id.")]
    NotFound,
    /// It has left, or is not needed any more.
    #[error("This mail was sent, or is not needed any more: there is nothing to try again.")]
    Over,
    /// Not allowed.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The database.
    #[error("a query of the outbox failed")]
    Database(#[from] DatabaseError),
}

impl ServiceError for MailsError {
    fn code(&self) -> Code {
        match self {
            Self::NotFound => Code::MailNotFound,
            Self::Over => Code::MailOver,
            Self::Refused(refusal) => refusal_code(refusal),
            Self::Database(error) => database_code(error),
        }
    }
}
