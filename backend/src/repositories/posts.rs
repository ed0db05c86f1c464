//! Posts: one, in lists, and stored.
//!
//! Hot reads are SQL written out, with literals for states and limits: PostgreSQL plans a statement once only if it can
//! see that a partial index fits. Lists are paged by key and never read a body.

mod columns;
mod feed;
mod find;
mod housekeeping;
mod list;
mod own;
mod shelf;
mod store;
#[cfg(test)]
mod tests;

pub use feed::{count_feed, list_feed};
pub use find::{
    find, find_by_slug, find_counts, find_id_by_slug, find_imported, find_published, find_record, find_state,
    lock_state,
};
pub use housekeeping::{
    bodies, delete, delete_for_good, list_address_parts, list_addresses, list_addresses_from, list_deleted_before,
    list_erasable,
};
pub use list::{count_published, list_published};
pub use own::{count_own, find_author, list_all_of, list_overdue, list_own};
pub(super) use shelf::list_tied;
pub use shelf::{find_standing, list_bookmarked};
#[cfg(any(test, feature = "testing"))]
pub use store::insert_many;
pub use store::{add_comments, insert, update, update_import_source, update_rendering};
