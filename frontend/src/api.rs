//! The way to the server: one request pipeline, and the addresses it asks. Nothing here shows anything.

pub mod addresses;
