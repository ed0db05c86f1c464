//! Facts about posts.
