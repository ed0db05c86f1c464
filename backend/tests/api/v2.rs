//! `/api/v2`

mod auth;
mod categories;
mod comments;
mod me;
mod media;
mod posts;
mod search;
mod setup;
mod users;
