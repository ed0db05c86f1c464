//! Every business rule, permission check and transaction.

pub mod accounts;
pub mod context;
mod error;
pub mod profiles;
pub mod sessions;
pub mod setup;
#[cfg(any(test, feature = "testing"))]
pub mod testing;

pub use context::Context;
pub use error::{ServiceError, database_code, refusal_code};
