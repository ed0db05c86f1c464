//! What a change was made against: the guard against overwriting somebody's work unseen.

use broadsheet_shared::time::Timestamp;

/// The state that the caller believes to change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Precondition {
    /// One of these edit versions (v2, `If-Match`).
    Versions(Vec<u64>),
    /// The last change was then (v1, `updated_at`).
    UpdatedAt(Timestamp),
    /// Whatever it is (v1 without `updated_at`, the program itself).
    Any,
}

impl Precondition {
    /// True if a thing of this version, last changed then, is what the caller read.
    pub fn holds(&self, version: u64, updated_at: Timestamp) -> bool {
        match self {
            Self::Versions(versions) => versions.contains(&version),
            Self::UpdatedAt(at) => *at == updated_at,
            Self::Any => true,
        }
    }
}
