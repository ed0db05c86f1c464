//! Plain types that every room may speak about: actor, page, post, comment, job.

pub mod actor;
