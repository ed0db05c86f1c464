//! Searching: the form, the kinds, and what was found.

mod form;
mod hit;

pub use form::{KindBar, SearchForm};
pub use hit::{SearchHitEntry, Segments};
