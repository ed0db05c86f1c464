//! Posts: written, published, taken back, read.
//!
//! Who sees what: drafts their author, scheduled ones their author and staff, published and archived ones everyone,
//! removed ones their author and staff, deleted ones their author for a while. Nobody else learns that they exist.

#[cfg(any(test, feature = "testing"))]
pub mod bulk;
mod change;
mod create;
mod error;
mod feed;
mod import;
mod moderate;
mod newcomer;
mod outlets;
mod pins;
mod preview;
mod purge;
mod read;
mod rendering;
mod rerender;
mod scheduled;
mod shelve;
mod slug;
mod states;
mod tell;
#[cfg(test)]
mod tests;

pub use change::{amend, revise};
pub use create::{Draft, create};
pub use error::PostError;
pub use feed::home_feed;
pub use import::{ImportedPost, Placement, announce_imported, store_imported};
pub use moderate::remove;
pub use outlets::{address_parts, addresses, addresses_from, newest};
pub use pins::{MAX_PINS, pin, unpin};
pub use preview::preview;
pub use purge::{erase_of, purge_deleted};
pub(super) use read::require_public;
pub use read::{
    Found, Moved, PostListing, PostPage, PostTarget, count_published, find, listing, locate, own, standing, visible,
};
pub(super) use rendering::render;
pub use rerender::rerender_outdated;
pub use scheduled::{Timed, publish_scheduled};
pub use states::{archive, delete, publish, restore, unpublish};
