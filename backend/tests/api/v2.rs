//! `/api/v2`

mod auth;
mod categories;
mod comments;
mod invitations;
mod me;
mod media;
mod newcomers;
mod posts;
mod search;
mod setup;
mod usernames;
mod users;
