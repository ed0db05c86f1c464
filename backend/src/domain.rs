//! Plain types that every room may speak about: actor, page, post, comment, job.

pub mod actor;
pub mod comment;
pub mod event;
pub mod invitation;
pub mod job;
pub mod media;
pub mod own_name;
pub mod post;
pub mod precondition;
pub mod registration;
pub mod rerender;
pub mod search_text;
pub mod session;
pub mod user;
