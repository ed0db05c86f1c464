//! What goes wrong around one's own second factors.

use broadsheet_shared::problem::{Code, FieldError};

use crate::{
    domain::actor::Refusal,
    platform::{limiter::Exceeded, passkeys::PasskeyError},
    repositories::DatabaseError,
    services::{
        ServiceError, database_code,
        limits::LimitError,
        proof::{ProofError, factors::FactorError},
        refusal_code,
    },
};

/// Why a factor was not added, changed or removed.
#[derive(Debug, thiserror::Error)]
pub enum FactorsError {
    /// One app at a time.
    #[error("An authenticator app is set up already. Remove it first.")]
    TotpEnabled,
    /// Nothing to confirm or to remove.
    #[error("No authenticator app is set up, or it was not confirmed within ten minutes. Begin again.")]
    TotpNotFound,
    /// Codes without a factor open nothing.
    #[error("Recovery codes belong to a second factor. Set one up first.")]
    NoFactor,
    /// A role demands one.
    #[error("Your role needs a second factor, and this is your last one. Add another first.")]
    Last,
    /// None of this person's has that id.
    #[error("None of your passkeys has this id.")]
    PasskeyNotFound,
    /// The authenticator has one for this site already.
    #[error("This passkey is registered already.")]
    PasskeyTaken,
    /// As many as one may have.
    #[error("You have {0} passkeys, as many as one may have. Remove one first.")]
    TooMany(i64),
    /// The ceremony is over, was used, or is another session's.
    #[error("This took too long, or was finished already. Begin again.")]
    Ceremony,
    /// The authenticator's answer does not fit.
    #[error("The browser's answer was not accepted. Begin again.")]
    Answer,
    /// The code was wrong, or a part of the program is.
    #[error(transparent)]
    Factor(#[from] FactorError),
    /// No proof of who asks.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// Not allowed.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Too many tries.
    #[error(transparent)]
    Limit(#[from] LimitError),
    /// No account has the name.
    #[error("No account has this name.")]
    UserNotFound,
    /// The person stands above the actor.
    #[error("This person has a higher role than you: ask somebody who stands as high.")]
    Outranked,
    /// Nobody does that to themselves.
    #[error("This is your own account: remove your second factors in its settings.")]
    OwnCase,
    /// The picture of a secret could not be made.
    #[error("a QR code could not be made")]
    Picture,
    /// The database.
    #[error("a query about second factors failed")]
    Database(#[source] DatabaseError),
}

impl ServiceError for FactorsError {
    fn code(&self) -> Code {
        match self {
            Self::TotpEnabled => Code::TotpEnabled,
            Self::TotpNotFound | Self::NoFactor => Code::TotpNotFound,
            Self::Last => Code::SecondFactorLast,
            Self::PasskeyNotFound => Code::PasskeyNotFound,
            Self::PasskeyTaken => Code::PasskeyTaken,
            Self::TooMany(_) => Code::PasskeyLimit,
            Self::Ceremony => Code::ChallengeInvalid,
            Self::Answer => Code::RequestInvalid,
            Self::Factor(error) => error.code(),
            Self::Proof(error) => error.code(),
            Self::Refused(refusal) => refusal_code(refusal),
            Self::Limit(error) => error.code(),
            Self::UserNotFound => Code::UserNotFound,
            Self::Outranked | Self::OwnCase => Code::PermissionDenied,
            Self::Picture => Code::Internal,
            Self::Database(error) => database_code(error),
        }
    }

    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::Answer => vec![FieldError::new("/credential", "wrong", self.to_string())],
            Self::Factor(error) => error.fields(),
            Self::Proof(error) => error.fields(),
            _ => Vec::new(),
        }
    }

    fn exceeded(&self) -> Option<Exceeded> {
        match self {
            Self::Proof(error) => error.exceeded(),
            Self::Limit(error) => error.exceeded(),
            _ => None,
        }
    }
}

impl From<DatabaseError> for FactorsError {
    fn from(error: DatabaseError) -> Self {
        if error.is_taken("passkeys.credential_id") { Self::PasskeyTaken } else { Self::Database(error) }
    }
}

impl From<PasskeyError> for FactorsError {
    fn from(error: PasskeyError) -> Self {
        match FactorError::from(error) {
            FactorError::WrongPasskey => Self::Answer,
            error => Self::Factor(error),
        }
    }
}
