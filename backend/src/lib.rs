//! The Broadsheet server: the map of the crate.
//!
//! Each module is a room, each noun a shelf that keeps its name in every room. Arrows between rooms point one way
//! (`backend/docs/ARCHITECTURE.md` has the table, `backend/tests/house_rules.rs` checks it).

// A future's type is as deep as its calls; optimising builds walk the whole way of a request, which a check does not.
#![recursion_limit = "256"]

pub mod app;
pub mod cli;
pub mod config;
pub mod domain;
pub mod http;
pub mod lifecycle;
pub mod platform;
pub mod realtime;
pub mod repositories;
pub mod services;
pub mod startup;
pub mod telemetry;
pub mod worker;
