//! What goes wrong when somebody is to prove who they are.

use broadsheet_shared::problem::{Code, FieldError};

use crate::{
    domain::actor::Refusal,
    platform::{limiter::Exceeded, passkeys::PasskeyError, passwords::PasswordError},
    repositories::DatabaseError,
    services::{ServiceError, database_code, limits::LimitError, refusal_code},
};

/// Why somebody has not proved who they are.
#[derive(Debug, thiserror::Error)]
pub enum ProofError {
    /// Neither a password nor a recent sign-in.
    #[error("Give your current password, or do this within ten minutes of signing in.")]
    Missing,
    /// Neither a password nor a passkey, where a recent sign-in does not do.
    #[error("Give your current password, or use one of your passkeys.")]
    MissingAnew,
    /// Not the password.
    #[error("This is not your password.")]
    Wrong,
    /// The session that acts was ended between the proof and the deed, by a new password for one.
    #[error("Your session was ended meanwhile. Sign in again.")]
    Overtaken,
    /// Not one of the account's passkeys, or a damaged answer.
    #[error("This is none of your passkeys, or it did not answer. Try again, or give your password.")]
    Passkey,
    /// The ceremony is over, was used, or is another session's.
    #[error("This took too long. Use the passkey again.")]
    Ceremony,
    /// The site has no name of its own.
    #[error("This site is reached by an address of numbers; browsers make passkeys only for names.")]
    Unavailable,
    /// Not signed in.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Too many tries.
    #[error(transparent)]
    Limit(#[from] LimitError),
    /// Hashing is overloaded or broken.
    #[error("checking a password failed")]
    Password(#[from] PasswordError),
    /// What was stored does not fit what the program expects.
    #[error("a stored passkey cannot be read")]
    Stored(#[source] PasskeyError),
    /// The database.
    #[error("a password query failed")]
    Database(#[from] DatabaseError),
}

impl ServiceError for ProofError {
    fn code(&self) -> Code {
        match self {
            Self::Missing | Self::MissingAnew => Code::ProofRequired,
            Self::Wrong | Self::Passkey => Code::RequestInvalid,
            Self::Overtaken => Code::TokenInvalid,
            Self::Ceremony => Code::ChallengeInvalid,
            Self::Unavailable => Code::PasskeyUnavailable,
            Self::Refused(refusal) => refusal_code(refusal),
            Self::Limit(limit) => limit.code(),
            Self::Password(PasswordError::Busy) => Code::ServiceBusy,
            Self::Password(_) | Self::Stored(_) => Code::Internal,
            Self::Database(error) => database_code(error),
        }
    }

    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::Wrong => vec![FieldError::new("/password", "wrong", self.to_string())],
            Self::Passkey => vec![FieldError::new("/passkey", "wrong", self.to_string())],
            _ => Vec::new(),
        }
    }

    fn exceeded(&self) -> Option<Exceeded> {
        match self {
            Self::Limit(limit) => limit.exceeded(),
            _ => None,
        }
    }
}

impl From<PasskeyError> for ProofError {
    fn from(error: PasskeyError) -> Self {
        match error {
            PasskeyError::Unavailable => Self::Unavailable,
            PasskeyError::Refused(reason) => {
                tracing::debug!(reason, "a passkey did not fit");
                Self::Passkey
            }
            error @ PasskeyError::Stored(_) => Self::Stored(error),
        }
    }
}
