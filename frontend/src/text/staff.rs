//! The words of what staff do to posts, and of what authors are told about it.

/// Button that takes a post away.
pub const REMOVE: &str = "Remove";
/// Button that gives it back.
pub const RESTORE: &str = "Restore";
/// Button that does nothing.
pub const CANCEL: &str = "Cancel";
/// Title of the question.
pub const REMOVE_TITLE: &str = "Remove this post?";
/// What it means.
pub const REMOVE_TEXT: &str = "Readers can no longer open it. Its author and the site's staff go on seeing it, with your reason. You can restore it later.";
/// Field.
pub const REASON: &str = "Reason, for the author to read";
/// In the empty field.
pub const REASON_EXAMPLE: &str = "What is wrong with it, and what the author could change";
/// After removing.
pub const REMOVED: &str = "Removed. Its author sees why.";
/// After restoring.
pub const RESTORED: &str = "Restored as it was.";
/// Others of the staff, or its author, were faster.
pub const STALE: &str = "This post was changed meanwhile. Reload the page to see it as it is now.";
/// Above the reason.
pub const REMOVED_HEADING: &str = "This post was removed by the site's staff";
/// Who still sees it.
pub const REMOVED_HINT: &str = "Only its author and the staff see it.";
/// Above a post that is not published.
pub const DRAFT_HEADING: &str = "This is a draft";
/// Who sees it.
pub const DRAFT_HINT: &str = "Only you can open it until it is published.";
/// Who sees it.
pub const SCHEDULED_HINT: &str = "Until then only its author and the staff see it.";
/// A time that has passed.
pub const MISSED_HINT: &str =
    "Its time came while its author was not allowed to publish. It stays here until it is published by hand.";

/// Before the reason in a list.
pub fn reason(reason: &str) -> String {
    format!("Reason: {reason}")
}

/// As in `Will be published on 5 March 2026, 14:05`.
pub fn scheduled_for(time: &str) -> String {
    format!("Will be published on {time}")
}

/// As in `Was to be published on 5 March 2026, 14:05`.
pub fn missed(time: &str) -> String {
    format!("Was to be published on {time}")
}
