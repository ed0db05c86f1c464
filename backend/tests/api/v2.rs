//! `/api/v2`

mod admin;
mod auth;
mod categories;
mod comments;
mod invitations;
mod mails;
mod me;
mod media;
mod newcomers;
mod personal_tokens;
mod posts;
mod registrations;
mod search;
mod setup;
mod usernames;
mod users;
