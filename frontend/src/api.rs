//! The way to the server: one request pipeline, and the addresses it asks. Nothing here shows anything.

pub mod account;
pub mod addresses;
pub mod again;
pub mod auth;
pub mod bookmarks;
pub mod channel;
pub mod choices;
pub mod client;
pub mod comments;
pub mod departure;
pub mod factors;
pub mod failure;
pub mod follows;
pub mod key;
pub mod likes;
pub mod me;
pub mod media;
pub mod notifications;
pub mod personal_tokens;
pub mod pins;
pub mod posts;
pub mod registration;
pub mod render;
pub mod sessions;
pub mod setup;
pub mod shields;

pub use client::{Api, ApiError, Cancel, provide_api, use_api};
