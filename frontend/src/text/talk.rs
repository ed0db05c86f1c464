//! The words of writing comments.

/// Field.
pub const COMMENT: &str = "Your comment";
/// Field.
pub const REPLY_FIELD: &str = "Your reply";
/// Field.
pub const EDIT_FIELD: &str = "Change your comment";
/// In the empty field.
pub const EXAMPLE: &str = "Add to the conversation";
/// Beneath the field.
pub const HINT: &str = "Markdown works. Ctrl + Enter sends.";
/// Button.
pub const POST: &str = "Post comment";
/// Button.
pub const POST_REPLY: &str = "Post reply";
/// Button.
pub const SAVE: &str = "Save";
/// Button.
pub const CANCEL: &str = "Cancel";
/// Button.
pub const REPLY: &str = "Reply";
/// Button.
pub const EDIT: &str = "Edit";
/// Button.
pub const DELETE: &str = "Delete";
/// Button.
pub const HIDE: &str = "Hide";
/// Button.
pub const UNHIDE: &str = "Show again";
/// After posting.
pub const POSTED: &str = "Your comment is posted.";
/// After posting what staff look at first.
pub const HELD: &str =
    "Your comment is kept and will be shown once somebody has looked at it: it has links, and your account is new.";
/// After a change.
pub const CHANGED: &str = "Your comment is changed.";
/// After deletion.
pub const DELETED: &str = "Your comment is deleted.";
/// After hiding.
pub const HIDDEN: &str = "The comment is hidden.";
/// After showing it again.
pub const SHOWN: &str = "The comment is shown again.";
/// Question before deletion.
pub const DELETE_TITLE: &str = "Delete this comment?";
/// What it means.
pub const DELETE_TEXT: &str = "The text is gone for good. Answers to it stay in their place.";
/// The device refuses to keep a copy.
pub const NOT_KEPT: &str = "This device is out of space and keeps no copy of what you type.";
/// Button over a comment that has grown and shows a part of itself.
pub const UNFOLD: &str = "Show all of it";
/// Button; an answer was begun and not sent.
pub const GO_ON_REPLYING: &str = "Continue reply";
/// Button; a change was begun and not saved.
pub const GO_ON_EDITING: &str = "Continue edit";
/// Button in the note above a text that was kept.
pub const DISCARD: &str = "Discard it";
/// What the list of those who may be named is called.
pub const PEOPLE: &str = "People";
/// Button beside words that are selected.
pub const QUOTE: &str = "Quote";
/// The same for those who do not see what it is beside.
pub const QUOTE_SELECTED: &str = "Quote the selected text";
/// When the account may not comment.
pub const MAY_NOT: &str = "Your account may not comment.";

/// Somebody saved another version meanwhile.
pub fn stale(stored: &str) -> String {
    format!(
        "This comment was changed elsewhere. Your text is still here; save again to replace the other version, which \
         reads:\n\n{stored}"
    )
}

/// Comments that have come: on the button that shows them, and for screen readers.
pub fn new_comments(count: u64) -> String {
    super::count(count, "new comment", "new comments")
}

/// How many have the post open, the reader among them; nothing of the reader alone.
pub fn reading_now(count: u64) -> Option<String> {
    (count > 1).then(|| format!("{} reading now", super::number(count)))
}

/// Who is writing beneath the post, besides the reader.
pub fn replying(names: &[&str]) -> Option<String> {
    match names {
        [] => None,
        [one] => Some(format!("{one} is writing")),
        [one, other] => Some(format!("{one} and {other} are writing")),
        [one, others @ ..] => Some(format!("{one} and {} others are writing", others.len())),
    }
}

/// Above a text that was begun and not sent.
pub fn kept_since(moment: &str) -> String {
    format!("Not sent yet. Kept on this device {moment}.")
}

/// How many people may be named, for those who do not see the list.
pub fn people_found(count: usize) -> String {
    let people = super::count(count as u64, "person", "people");
    format!("{people} found; the arrow keys choose.")
}

/// The way to answers that do not all stand beneath their comment.
pub fn all_answers(count: u64) -> String {
    match count {
        1 => "Show the answer".to_owned(),
        count => format!("Show all {} answers", super::number(count)),
    }
}

/// Above a reply, as in `In reply to Ada`.
pub fn in_reply_to(name: &str) -> String {
    format!("In reply to {name}")
}
