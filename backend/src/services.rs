//! Every business rule, permission check and transaction.

pub mod accounts;
pub mod audit;
pub mod bookmarks;
pub mod categories;
pub mod channel;
pub mod comments;
pub mod context;
mod error;
pub mod export;
pub mod factors;
pub mod follows;
pub mod freshness;
pub mod idempotency;
pub mod import;
pub mod invitations;
pub mod jobs;
pub mod leaving;
pub mod likes;
pub mod limits;
pub mod mails;
pub mod media;
mod newcomers;
pub mod notices;
pub mod notifications;
pub mod passwords;
pub mod personal_tokens;
pub mod posts;
pub mod profiles;
pub mod proof;
pub mod redirects;
pub mod registrations;
pub mod roles;
pub mod search;
pub mod sessions;
pub mod settings;
pub mod setup;
pub mod shields;
pub mod tags;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod ties;

pub use context::Context;
pub use error::{ServiceError, database_code, refusal_code};
