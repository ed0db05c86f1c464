//! Answers as the document shows them, one file a noun, and what is sent for them.

mod authority;
mod factors;
mod notifications;
mod people;
mod posts;
mod registration;
mod requests;

pub(super) use authority::*;
use broadsheet_shared::v2;
pub(super) use factors::*;
pub(super) use notifications::*;
pub(super) use people::*;
pub(in crate::http) use posts::current;
pub(super) use posts::*;
pub(super) use registration::*;
pub(in crate::http) use requests::requests;

/// A last page with one entry.
pub(super) fn list<T>(item: T) -> v2::List<T> {
    v2::List { items: vec![item], next: None, total: None }
}
