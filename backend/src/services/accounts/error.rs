//! What goes wrong around accounts.

use broadsheet_shared::{
    problem::{Code, FieldError},
    time::Timestamp,
};

use super::DoorError;
use crate::{
    domain::{
        actor::Refusal,
        role::{OutOfReach, UnfitForNewcomers},
    },
    platform::{limiter::Exceeded, markdown::RenderError, passwords::PasswordError},
    repositories::DatabaseError,
    services::{
        ServiceError, database_code, limits::LimitError, passwords::NewPasswordError, proof::ProofError, refusal_code,
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
    /// The mailed link leads nowhere, or nowhere any more. One answer for every reason (SECURITY A7).
    #[error("The link was used, has expired, or a newer one was sent. Ask for another.")]
    LinkInvalid,
    /// The mailed link is good, but another account has confirmed the address meanwhile.
    #[error("Another account has confirmed this address. Sign in with that one, or use another address.")]
    ConfirmedElsewhere,
    /// The account's own address.
    #[error("This is the address of your account already.")]
    SameAddress,
    /// The person who acts does not know their password.
    #[error("The current password is wrong.")]
    WrongPassword,
    /// Another account has a name that looks like it.
    #[error("This username looks like one that is taken; choose another.")]
    UsernameAlike,
    /// A stranger lacks something that the site asks for.
    #[error(transparent)]
    Door(#[from] DoorError),
    /// Others would guess the password first.
    #[error(transparent)]
    NewPassword(#[from] NewPasswordError),
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
    /// The role that new accounts get is gone, or has become one of staff.
    #[error("registration.default_role: {0}")]
    NewcomersRole(#[from] UnfitForNewcomers),
    /// One of several names is no role's.
    #[error("There is no role of this name.")]
    NoSuchRole {
        /// Its place among the names.
        index: usize,
    },
    /// A role is above the actor, or allows what they lack.
    #[error("You may not give or take the role `{role}`. {reason}")]
    RoleOutOfReach {
        /// The role's name.
        role: String,
        /// What stands against it.
        reason: OutOfReach,
    },
    /// The person stands above the actor.
    #[error("This person has a higher role than you: ask somebody who stands as high.")]
    Outranked,
    /// Nobody suspends themselves.
    #[error("This is your own account: somebody else of the staff decides about it.")]
    OwnCase,
    /// Nobody else could administrate the site any more.
    #[error("This is the last administrator. Make somebody else one first.")]
    LastAdmin,
    /// The verb does not lead away from the account's status.
    #[error("The account {0}.")]
    WrongState(&'static str),
    /// A time that is past.
    #[error("Choose a time to come, or leave it out for no end.")]
    PastEnd,
    /// The upload is not there, or not the actor's.
    #[error("The picture is not one of your uploads.")]
    UnknownPicture,
    /// The biography cannot be rendered.
    #[error(transparent)]
    Biography(#[from] RenderError),
    /// Not allowed.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The current password could not be checked.
    #[error(transparent)]
    Proof(ProofError),
    /// How often an address was written to could not be counted.
    #[error(transparent)]
    Limit(#[from] LimitError),
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

impl ServiceError for AccountError {
    fn code(&self) -> Code {
        match self {
            Self::Closed => Code::RegistrationClosed,
            Self::UsernameTaken | Self::UsernameAlike => Code::UsernameTaken,
            Self::LinkInvalid => Code::LinkInvalid,
            Self::ConfirmedElsewhere => Code::EmailTaken,
            Self::NewPassword(error) => error.code(),
            Self::ChangedRecently(_) => Code::UsernameChangedRecently,
            Self::LinksTooEarly(_) => Code::LinksTooEarly,
            Self::Door(_) => Code::RequestInvalid,
            Self::NotFound => Code::UserNotFound,
            Self::AddressTaken
            | Self::SameAddress
            | Self::WrongPassword
            | Self::UnknownRole
            | Self::NoSuchRole { .. }
            | Self::PastEnd
            | Self::UnknownPicture
            | Self::Biography(_) => Code::RequestInvalid,
            Self::RoleOutOfReach { .. } | Self::Outranked | Self::OwnCase => Code::PermissionDenied,
            Self::LastAdmin => Code::LastAdmin,
            Self::WrongState(_) => Code::UserWrongState,
            Self::Refused(refusal) => refusal_code(refusal),
            Self::Proof(proof) => proof.code(),
            Self::Limit(limit) => limit.code(),
            Self::Password(PasswordError::Busy) => Code::ServiceBusy,
            Self::NewcomersRole(_) | Self::Password(_) => Code::Internal,
            Self::Database(database) => database_code(database),
        }
    }

    fn exceeded(&self) -> Option<Exceeded> {
        match self {
            Self::Proof(proof) => proof.exceeded(),
            Self::Limit(limit) => limit.exceeded(),
            _ => None,
        }
    }

    fn fields(&self) -> Vec<FieldError> {
        if let Self::NoSuchRole { index } = self {
            return vec![FieldError::new(format!("/roles/{index}"), "unknown", self.to_string())];
        }
        let (pointer, code) = match self {
            Self::Door(error) => return vec![error.field()],
            Self::NewPassword(error) => return error.fields(),
            Self::PastEnd => ("/until", "invalid"),
            Self::UsernameTaken => ("/username", "taken"),
            Self::UsernameAlike => ("/username", "alike"),
            Self::WrongPassword => ("/current_password", "wrong"),
            Self::AddressTaken => ("/email", "taken"),
            Self::SameAddress => ("/email", "invalid"),
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
