//! `/api/v1`

mod auth;
mod posts;
