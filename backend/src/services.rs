//! Every business rule, permission check and transaction.

pub mod context;
mod error;
#[cfg(any(test, feature = "testing"))]
pub mod testing;

pub use context::Context;
pub use error::{ServiceError, database_code, refusal_code};
