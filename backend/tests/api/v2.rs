//! `/api/v2`

mod auth;
