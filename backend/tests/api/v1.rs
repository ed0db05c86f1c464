//! `/api/v1`

mod auth;
