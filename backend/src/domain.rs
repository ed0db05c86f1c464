//! Plain types that every room may speak about: actor, post, page, comment, role, job, mail.

pub mod account_token;
pub mod actor;
pub mod audit;
pub mod comment;
pub mod event;
pub mod factor;
pub mod invitation;
pub mod job;
pub mod mail;
pub mod media;
pub mod own_name;
pub mod page;
pub mod personal_token;
pub mod post;
pub mod precondition;
pub mod registration;
pub mod rerender;
pub mod role;
pub mod search_text;
pub mod session;
pub mod stream;
pub mod turn;
pub mod user;
