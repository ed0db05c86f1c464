//! What goes wrong around accounts.

use broadsheet_shared::{
    problem::{Code, FieldError},
    time::Timestamp,
};

use super::DoorError;
use crate::{
    domain::actor::Refusal,
    platform::{markdown::RenderError, passwords::PasswordError},
    repositories::DatabaseError,
    services::{
        ServiceError, database_code,
        passwords::{CheckError, NewPasswordError},
        refusal_code,
    },
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
    /// Another account has a name that looks like it.
    #[error("This username looks like one that is taken; choose another.")]
    UsernameAlike,
    /// A stranger lacks something that the site asks for.
    #[error(transparent)]
    Door(#[from] DoorError),
    /// Others would guess the password first.
    #[error(transparent)]
    NewPassword(#[from] NewPasswordError),
    /// The present password is another one.
    #[error("This is not your password.")]
    WrongPassword,
    /// The name was changed a short while ago.
    #[error("You changed your username a short while ago. The next change is possible from {} on.", day(.0))]
    ChangedRecently(Timestamp),
    /// The account is too new for links to other sites.
    #[error("Your account is new: links to other sites can stand on your page from {} on.", moment(.0))]
    LinksTooEarly(Timestamp),
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
        } else if error.is_taken("users.username_skeleton") {
            Self::UsernameAlike
        } else if error.is_taken("users.email_canonical") {
            Self::AddressTaken
        } else {
            Self::Database(error)
        }
    }
}

impl From<CheckError> for AccountError {
    fn from(error: CheckError) -> Self {
        match error {
            CheckError::Password(error) => Self::Password(error),
            CheckError::Database(error) => Self::Database(error),
        }
    }
}

impl ServiceError for AccountError {
    fn code(&self) -> Code {
        match self {
            Self::Closed => Code::RegistrationClosed,
            Self::UsernameTaken | Self::UsernameAlike => Code::UsernameTaken,
            Self::NewPassword(error) => error.code(),
            Self::ChangedRecently(_) => Code::UsernameChangedRecently,
            Self::LinksTooEarly(_) => Code::LinksTooEarly,
            Self::Door(_) | Self::WrongPassword => Code::RequestInvalid,
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
            Self::Door(error) => return vec![error.field()],
            Self::NewPassword(error) => return error.fields(),
            Self::UsernameTaken => ("/username", "taken"),
            Self::UsernameAlike => ("/username", "alike"),
            Self::WrongPassword => ("/current_password", "wrong"),
            Self::AddressTaken => ("/email", "taken"),
            Self::UnknownPicture => ("/avatar_id", "invalid"),
            Self::Biography(_) => ("/bio", "invalid"),
            _ => return Vec::new(),
        };
        vec![FieldError::new(pointer, code, self.to_string())]
    }
}

/// As in `2026-03-05`.
fn day(time: &Timestamp) -> String {
    let (year, month, day) = time.date();
    format!("{year:04}-{month:02}-{day:02}")
}

/// As in `2026-03-05 at 10:00 UTC`.
fn moment(time: &Timestamp) -> String {
    let text = time.to_string();
    format!("{} at {} UTC", day(time), text.get(11..16).unwrap_or_default())
}
