//! What goes wrong around sessions.

use broadsheet_shared::problem::{Code, FieldError};

use crate::{
    domain::actor::Refusal,
    platform::{access_tokens::AccessTokenError, limiter::Exceeded, passwords::PasswordError},
    repositories::DatabaseError,
    services::{ServiceError, database_code, limits::LimitError, proof::factors::FactorError, refusal_code},
};

/// Why somebody is not signed in, or a session could not be found.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// One answer for unknown names, wrong passwords and accounts that cannot be used (SECURITY H1).
    #[error("The name or the password is wrong.")]
    Credentials,
    /// The password was right, and the account has a second factor, which is still to come.
    #[error(
        "This account has a second factor, which cannot be given here. Make a personal access token in the settings of the \
         site and send that instead."
    )]
    SecondFactorNeeded,
    /// The sign-in of several steps is over, was finished, or began in another browser.
    #[error("This sign-in took too long, or began in another browser. Sign in again.")]
    Challenge,
    /// The second factor does not count.
    #[error(transparent)]
    Factor(#[from] FactorError),
    /// One answer for unknown and removed passkeys, wrong signatures and accounts that cannot be used.
    #[error("The passkey was not accepted. It may have been removed; sign in with your password.")]
    Passkey,
    /// The password is right, and staff have not let the account in yet.
    #[error(
        "Your account waits to be let in: the people who keep this site look at each new one. Sign in again later."
    )]
    Waiting,
    /// The password is right, and staff decided against the account.
    #[error("The people who keep this site decided against your account.")]
    NotAdmitted,
    /// The password is right, and the account is on its way to be deleted.
    #[error("This account is on its way to be deleted. Sign in on the site to keep it.")]
    Leaving,
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
            Self::SecondFactorNeeded => Code::SecondFactorUnsupported,
            Self::Challenge => Code::ChallengeInvalid,
            Self::Factor(error) => error.code(),
            Self::Passkey => Code::PasskeyRefused,
            Self::Waiting => Code::RegistrationWaiting,
            Self::NotAdmitted => Code::RegistrationRefused,
            Self::Leaving => Code::AccountLeaving,
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

    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::Factor(error) => error.fields(),
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
