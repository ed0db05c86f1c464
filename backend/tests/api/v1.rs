//! `/api/v1`

mod auth;
mod corpus;
mod frozen;
mod posts;
mod retirement;
mod social;
