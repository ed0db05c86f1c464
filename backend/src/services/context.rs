//! `Context`: what every service may use, handed in and never global.

/// Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Context {}
