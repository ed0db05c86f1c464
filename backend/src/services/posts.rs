//! Posts: written, published, taken back, read.
//!
//! Who sees what: drafts their author, scheduled ones their author and staff, published and archived ones everyone,
//! removed ones their author and staff, deleted ones their author for a while. Nobody else learns that they exist.

mod change;
mod create;
mod error;
mod import;
mod outlets;
mod preview;
mod read;
mod rendering;
mod shelve;
mod slug;
mod states;
#[cfg(test)]
mod tests;

pub use change::revise;
pub use create::{Draft, create};
pub use error::PostError;
pub use import::{ImportedPost, Placement, announce_imported, store_imported};
pub use outlets::{addresses, newest};
pub use preview::preview;
pub use read::{Found, PostListing, PostPage, PostTarget, count_published, find, listing, own, viewer};
pub use states::{archive, delete, publish, restore, unpublish};
