//! Answers as the document shows them, one file a noun.

mod authority;
mod factors;
mod people;
mod posts;

pub(super) use authority::*;
use broadsheet_shared::v2;
pub(super) use factors::*;
pub(super) use people::*;
pub(super) use posts::*;

/// A last page with one entry.
pub(super) fn list<T>(item: T) -> v2::List<T> {
    v2::List { items: vec![item], next: None, total: None }
}
