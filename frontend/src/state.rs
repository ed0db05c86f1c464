//! What outlives a page: where we are, what was read, who is signed in, what is being written, what
//! was done with one press, messages, the theme.

pub mod authenticator;
pub mod deeds;
pub mod document;
pub mod drafts;
pub mod leaving;
pub mod location;
pub mod page_data;
pub mod reading;
pub mod session;
pub mod strength;
pub mod tab;
pub mod theme;
pub mod toasts;
pub mod viewing;
pub mod visits;
