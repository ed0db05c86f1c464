//! What people turn on and off as often as they like: a like, a bookmark, a follow, a block, a mute. Twice is once.

/// Whether something is so from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// It is.
    On,
    /// It is not.
    Off,
}
