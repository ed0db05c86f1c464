//! The accept loop and what guards a connection.

/// A body that came too slowly.
#[derive(Debug, thiserror::Error)]
#[error("the body arrived too slowly")]
pub struct BodyTooSlow;
