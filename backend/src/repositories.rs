//! Every database query, one shelf a noun, and the one `write()` door to a transaction.
//!
//! Pattern: repository functions over an [`Executor`]. A query takes whatever can run it (the reader or an open
//! transaction), a command takes the [`Transaction`] itself, so that a write outside the door does not compile.
//! Entities are private: services see domain types only.

pub mod account_tokens;
pub mod accounts;
pub mod audit;
pub mod bookmarks;
pub mod categories;
pub mod ceremonies;
pub mod channel_tickets;
pub mod comments;
pub mod database;
pub mod departures;
pub mod email_changes;
#[allow(dead_code, reason = "SeaORM's derives want columns and relations that nobody reads")]
mod entities;
pub mod factors;
pub mod follows;
pub mod idempotency;
pub mod invitations;
pub mod jobs;
pub mod likes;
pub mod limits;
pub mod mails;
pub mod media;
pub mod outdated;
pub mod passkeys;
mod people;
pub mod personal_tokens;
pub mod pins;
pub mod posts;
pub mod recovery_codes;
pub mod redirects;
pub mod registrations;
pub mod roles;
pub mod search;
pub mod sessions;
pub mod settings;
pub mod shields;
pub mod slugs;
pub mod streams;
pub mod suspensions;
pub mod tags;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod ties;
pub mod usernames;
pub mod users;

pub use database::{
    Bell, Conflict, ConflictKind, Database, DatabaseError, DatabaseSettings, Engine, Executor, Transaction,
};
