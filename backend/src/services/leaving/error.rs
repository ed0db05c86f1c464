//! What goes wrong when somebody leaves, or stays.

use broadsheet_shared::problem::{Code, FieldError};

use crate::{
    domain::actor::Refusal,
    platform::limiter::Exceeded,
    repositories::DatabaseError,
    services::{ServiceError, database_code, proof::ProofError, refusal_code},
};

/// Why somebody does not leave, or cannot stay.
#[derive(Debug, thiserror::Error)]
pub enum LeavingError {
    /// The account cannot be used any more.
    #[error("This account is gone.")]
    NotFound,
    /// Nobody else could administrate the site any more.
    #[error("You are the last administrator of this site. Make somebody else one first, then leave.")]
    LastAdmin,
    /// There is nothing to take back.
    #[error("Your account is not on its way to be deleted.")]
    NotLeaving,
    /// Files of mails could not be removed.
    #[error("mails in the folder could not be removed: {0}")]
    Mails(#[from] std::io::Error),
    /// Not signed in.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// It was not proved that it is them.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// The database.
    #[error("a query about leaving failed")]
    Database(#[from] DatabaseError),
}

impl ServiceError for LeavingError {
    fn code(&self) -> Code {
        match self {
            Self::NotFound => Code::UserNotFound,
            Self::LastAdmin => Code::LastAdmin,
            Self::NotLeaving => Code::AccountNotLeaving,
            Self::Mails(_) => Code::Internal,
            Self::Refused(refusal) => refusal_code(refusal),
            Self::Proof(error) => error.code(),
            Self::Database(error) => database_code(error),
        }
    }

    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::Proof(error) => error.fields(),
            _ => Vec::new(),
        }
    }

    fn exceeded(&self) -> Option<Exceeded> {
        match self {
            Self::Proof(error) => error.exceeded(),
            _ => None,
        }
    }
}
