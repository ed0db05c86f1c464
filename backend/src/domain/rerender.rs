//! Texts whose HTML an older renderer made, and how far rendering them anew has come.

/// The place of an outdated text among the outdated: the oldest rendering first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutdatedPlace<Id> {
    pub renderer_version: i64,
    pub id: Id,
}

/// What one round of rendering did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rerendered<Id> {
    /// How many are up to date now.
    pub rendered: usize,
    /// Where the next round begins; `None` if this one came to the end.
    pub next: Option<OutdatedPlace<Id>>,
}
