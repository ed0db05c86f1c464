//! What a command or query about roles may refuse.

use broadsheet_shared::{
    permission::Permission,
    problem::{Code, FieldError},
};

use crate::{
    domain::{
        actor::Refusal,
        role::{OutOfReach, UnfitForNewcomers},
    },
    repositories::DatabaseError,
    services::{ServiceError, database_code, refusal_code},
};

/// Why a role was not made, changed or read.
#[derive(Debug, thiserror::Error)]
pub enum RoleError {
    /// No role has the name.
    #[error("There is no role of this name.")]
    NotFound,
    /// Another role has the name.
    #[error("Another role has this name.")]
    NameTaken,
    /// The role belongs to the program.
    #[error("{0}")]
    BuiltIn(&'static str),
    /// People hold it.
    #[error("{0} people hold this role. Take it away from them first.")]
    InUse(u64),
    /// New accounts get it.
    #[error("New accounts get this role. Choose another for them first.")]
    GivenToNewcomers,
    /// New accounts get it, and would get a right over others with it.
    #[error("New accounts get this role, so it cannot allow {0}. Choose another for them first.")]
    StaffForNewcomers(Permission),
    /// As many as a site may have.
    #[error("A site has at most {0} roles. Delete one that nobody needs.")]
    TooMany(i64),
    /// The role stands above the actor, or allows what they lack.
    #[error("{0}")]
    OutOfReach(#[from] OutOfReach),
    /// Not allowed.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The database.
    #[error("a query about roles failed")]
    Database(DatabaseError),
}

impl From<DatabaseError> for RoleError {
    fn from(error: DatabaseError) -> Self {
        if error.is_taken("roles.name") { Self::NameTaken } else { Self::Database(error) }
    }
}

impl ServiceError for RoleError {
    fn code(&self) -> Code {
        match self {
            Self::NotFound => Code::RoleNotFound,
            Self::NameTaken => Code::RoleNameTaken,
            Self::BuiltIn(_) => Code::RoleBuiltIn,
            Self::InUse(_) | Self::GivenToNewcomers | Self::StaffForNewcomers(_) => Code::RoleInUse,
            Self::TooMany(_) => Code::RoleLimit,
            Self::OutOfReach(_) => Code::PermissionDenied,
            Self::Refused(refusal) => refusal_code(refusal),
            Self::Database(error) => database_code(error),
        }
    }

    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::NameTaken => vec![FieldError::new("/name", "taken", self.to_string())],
            _ => Vec::new(),
        }
    }
}

/// Why new accounts could not get the role that is chosen for them.
#[derive(Debug, thiserror::Error)]
pub enum NewcomersRoleError {
    /// It is missing, or one of staff.
    #[error("registration.default_role: {0}; set BROADSHEET_REGISTRATION__DEFAULT_ROLE to another, such as author")]
    Unfit(#[from] UnfitForNewcomers),
    /// The database.
    #[error("the database: {0}")]
    Database(#[from] DatabaseError),
}
