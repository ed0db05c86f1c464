//! Leaving, as services take it.

use super::FreshProof;
use crate::v2::ContentChoice;

/// Somebody wants their account deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaving {
    /// What becomes of what they wrote.
    pub content: ContentChoice,
    /// Proof, given anew, that it is them.
    pub proof: FreshProof,
}
