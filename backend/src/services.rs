//! Every business rule, permission check and transaction.

pub mod context;
mod error;

pub use context::Context;
pub use error::ServiceError;
