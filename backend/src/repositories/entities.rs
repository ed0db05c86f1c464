//! SeaORM's view of the tables, for the repositories alone: one file a table, plain columns, no relations.
//!
//! Identifiers are `Uuid`, times are epoch milliseconds and enums are text here; repositories turn them into domain types.

pub mod account_tokens;
pub mod audit_log;
pub mod audit_origins;
pub mod bookmarks;
pub mod categories;
pub mod ceremonies;
pub mod channel_tickets;
pub mod comment_likes;
pub mod comments;
pub mod departures;
pub mod email_changes;
pub mod former_usernames;
pub mod idempotency_keys;
pub mod invitations;
pub mod jobs;
pub mod limit_logs;
pub mod mails;
pub mod media;
pub mod passkeys;
pub mod permissions;
pub mod personal_access_tokens;
pub mod post_likes;
pub mod post_slugs;
pub mod post_tags;
pub mod post_tallies;
pub mod posts;
pub mod recovery_codes;
pub mod redirects;
pub mod refresh_tokens;
pub mod registrations;
pub mod role_permissions;
pub mod roles;
pub mod sessions;
pub mod settings;
pub mod suspensions;
pub mod tag_follows;
pub mod tags;
pub mod topic_events;
pub mod topics;
pub mod totp_secrets;
pub mod user_follows;
pub mod user_roles;
pub mod user_shields;
pub mod users;
