//! Why something may not be done now.

use broadsheet_shared::problem::Code;

use crate::{
    platform::limiter::Exceeded,
    repositories::DatabaseError,
    services::{ServiceError, database_code},
};

/// Somebody had their share, or nobody knows.
#[derive(Debug, Clone, thiserror::Error)]
pub enum LimitError {
    /// Too often.
    #[error(transparent)]
    Exceeded(#[from] Exceeded),
    /// The database counts, and cannot be asked. Nothing passes uncounted.
    #[error("counting in the database failed")]
    Database(#[from] DatabaseError),
    /// More wait to be counted than the database should be kept busy with.
    #[error("too many requests are being counted at once")]
    Busy,
    /// The one who counted broke off.
    #[error("counting in the database broke off")]
    Interrupted,
}

impl ServiceError for LimitError {
    fn code(&self) -> Code {
        match self {
            Self::Exceeded(_) => Code::LimitExceeded,
            Self::Database(database) => database_code(database),
            Self::Busy => Code::ServiceBusy,
            Self::Interrupted => Code::ServiceUnavailable,
        }
    }

    fn exceeded(&self) -> Option<Exceeded> {
        match self {
            Self::Exceeded(exceeded) => Some(*exceeded),
            Self::Database(_) | Self::Busy | Self::Interrupted => None,
        }
    }
}
