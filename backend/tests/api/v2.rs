//! `/api/v2`

mod admin;
mod auth;
mod categories;
mod comments;
mod mails;
mod me;
mod media;
mod personal_tokens;
mod posts;
mod search;
mod setup;
mod tags;
mod users;
