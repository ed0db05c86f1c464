//! What goes wrong around sessions.

use broadsheet_shared::problem::Code;

use crate::{
    domain::actor::Refusal,
    platform::{access_tokens::AccessTokenError, limiter::Exceeded, passwords::PasswordError},
    repositories::DatabaseError,
    services::{ServiceError, database_code, limits::LimitError, refusal_code},
};

/// Why somebody is not signed in, or a session could not be found.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// One answer for unknown names, wrong passwords and accounts that cannot be used (SECURITY H1).
    #[error("The name or the password is wrong.")]
    Credentials,
    /// The password is right, and staff have not let the account in yet.
    #[error(
        "Your account waits to be let in: the people who keep this site look at each new one. Sign in again later."
    )]
    Waiting,
    /// The password is right, and staff decided against the account.
    #[error("The people who keep this site decided against your account.")]
    NotAdmitted,
    /// The token is malformed, over, revoked, of another kind or for another place.
    #[error("The token is not valid here, or no longer. Sign in again.")]
    Token,
    /// The session lives; its rights changed since the token was minted.
    #[error("Your rights changed. Refresh once and repeat the request.")]
    Stale,
    /// Not signed in.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// No session of this person's has that id.
    #[error("None of your sessions has this id.")]
    NotFound,
    /// Too many tries.
    #[error(transparent)]
    Limit(#[from] LimitError),
    /// Hashing is overloaded or broken.
    #[error("checking a password failed")]
    Password(#[from] PasswordError),
    /// Minting failed.
    #[error("minting an access token failed")]
    Minting(#[from] AccessTokenError),
    /// The database.
    #[error("a session query failed")]
    Database(#[from] DatabaseError),
}

impl ServiceError for SessionError {
    fn code(&self) -> Code {
        match self {
            Self::Credentials => Code::CredentialsInvalid,
            Self::Waiting => Code::RegistrationWaiting,
            Self::NotAdmitted => Code::RegistrationRefused,
            Self::Token => Code::TokenInvalid,
            Self::Stale => Code::TokenStale,
            Self::Refused(refusal) => refusal_code(refusal),
            Self::NotFound => Code::SessionNotFound,
            Self::Limit(limit) => limit.code(),
            Self::Password(PasswordError::Busy) => Code::ServiceBusy,
            Self::Password(_) | Self::Minting(_) => Code::Internal,
            Self::Database(database) => database_code(database),
        }
    }

    fn exceeded(&self) -> Option<Exceeded> {
        match self {
            Self::Limit(limit) => limit.exceeded(),
            _ => None,
        }
    }
}
