//! The reading app and its views, which the server renders as first HTML too.
//!
//! `pages` fetch and arrange, `components` show what they are given, `api` speaks to the server, `realtime` hears of it,
//! `state` holds what outlives a page, `bridge` is where the two programs of a page meet. Everything that needs a browser stands behind the feature `csr`; the rest builds natively, so that
//! one set of views makes the first HTML (`server`, feature `ssr`) and the living page (`app`).

// A view's type is as deep as its markup; native code generation walks it, which a mere check does not.
#![recursion_limit = "256"]

pub mod api;
#[cfg(feature = "csr")]
pub mod app;
pub mod bridge;
pub mod components;
pub mod forms;
pub mod head;
pub mod pages;
pub mod paths;
pub mod realtime;
pub mod routes;
#[cfg(feature = "ssr")]
pub mod server;
pub mod state;
pub mod text;

#[cfg(feature = "csr")]
pub use app::{start_account, start_circle, start_desk, start_door, start_live, start_reader};
