//! `/api/v2`

mod auth;
mod me;
mod setup;
mod users;
