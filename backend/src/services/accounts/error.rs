//! What goes wrong around accounts.

use broadsheet_shared::problem::{Code, FieldError};

use crate::{
    domain::actor::Refusal,
    platform::{markdown::RenderError, passwords::PasswordError},
    repositories::DatabaseError,
    services::{ServiceError, database_code, refusal_code},
};

/// Why an account could not be made or changed.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// Nobody may make an account at present.
    #[error("This site does not take new accounts at present.")]
    Closed,
    /// Another account has the name.
    #[error("This username is taken; choose another.")]
    UsernameTaken,
    /// Another account has confirmed the address. Only staff ever learn this.
    #[error("Another account has confirmed this address.")]
    AddressTaken,
    /// No account has the name.
    #[error("No account has this name.")]
    NotFound,
    /// No role has the name.
    #[error("There is no role of this name.")]
    UnknownRole,
    /// The upload is not there, or not the actor's.
    #[error("The picture is not one of your uploads.")]
    UnknownPicture,
    /// The biography cannot be rendered.
    #[error(transparent)]
    Biography(#[from] RenderError),
    /// Not allowed.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Hashing is overloaded or broken.
    #[error("hashing a password failed")]
    Password(#[from] PasswordError),
    /// The database.
    #[error("an account query failed")]
    Database(DatabaseError),
}

impl From<DatabaseError> for AccountError {
    fn from(error: DatabaseError) -> Self {
        if error.is_taken("users.username_canonical") {
            Self::UsernameTaken
        } else if error.is_taken("users.email_canonical") {
            Self::AddressTaken
        } else {
            Self::Database(error)
        }
    }
}

impl ServiceError for AccountError {
    fn code(&self) -> Code {
        match self {
            Self::Closed => Code::RegistrationClosed,
            Self::UsernameTaken => Code::UsernameTaken,
            Self::NotFound => Code::UserNotFound,
            Self::AddressTaken | Self::UnknownRole | Self::UnknownPicture | Self::Biography(_) => Code::RequestInvalid,
            Self::Refused(refusal) => refusal_code(refusal),
            Self::Password(PasswordError::Busy) => Code::ServiceBusy,
            Self::Password(_) => Code::Internal,
            Self::Database(database) => database_code(database),
        }
    }

    fn fields(&self) -> Vec<FieldError> {
        let (pointer, code) = match self {
            Self::UsernameTaken => ("/username", "taken"),
            Self::AddressTaken => ("/email", "taken"),
            Self::UnknownPicture => ("/avatar_id", "invalid"),
            Self::Biography(_) => ("/bio", "invalid"),
            _ => return Vec::new(),
        };
        vec![FieldError::new(pointer, code, self.to_string())]
    }
}
