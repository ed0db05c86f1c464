//! What outlives a page: where we are, what was read, who is signed in, what is being written, what
//! was done with one press, whom one does not see, what one is told of, messages, the theme.

pub mod announcer;
pub mod authenticator;
pub mod broadcast;
pub mod deeds;
pub mod document;
pub mod drafts;
pub mod here;
pub mod leaving;
pub mod live_updates;
pub mod location;
pub mod lock;
pub mod notifications;
pub mod page_data;
pub mod reading;
pub mod session;
pub mod shielded;
pub mod strength;
pub mod tab;
pub mod theme;
pub mod toasts;
pub mod viewing;
pub mod visits;
