//! `/api/v1`

mod auth;
mod posts;
mod social;
