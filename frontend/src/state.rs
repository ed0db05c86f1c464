//! What outlives a page: where we are, what was read, who is signed in, what is being written, messages, the theme.

pub mod document;
pub mod drafts;
pub mod leaving;
pub mod session;
pub mod toasts;
