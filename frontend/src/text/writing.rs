//! The words of the editor and of one's own posts.

use broadsheet_shared::v2::PostState;

/// Title of the editor's page for something new.
pub const NEW_POST: &str = "New post";
/// Stands in for a title that is not there yet.
pub const UNTITLED: &str = "Untitled";
/// Title of the editor's page.
pub const EDIT_POST: &str = "Edit post";
/// While the post loads.
pub const LOADING: &str = "The post is loading";
/// Field.
pub const TITLE: &str = "Title";
/// Field.
pub const BODY: &str = "Text, in Markdown";
/// In the empty text.
pub const BODY_EXAMPLE: &str =
    "Tell your story. Markdown works: **bold**, *italic*, # headings, lists, code. Paste or drop a picture.";
/// The account may not write.
pub const MAY_NOT_WRITE: &str = "Your account may not write posts";
/// What to do.
pub const MAY_NOT_WRITE_HINT: &str = "Ask the site's staff for the role of an author.";

/// Names the two halves on a phone.
pub const VIEWS: &str = "Write or preview";
/// Tab.
pub const WRITE_TAB: &str = "Write";
/// Tab.
pub const PREVIEW_TAB: &str = "Preview";
/// Heading of the preview, for screen readers.
pub const PREVIEW: &str = "Preview";
/// The preview without text.
pub const PREVIEW_EMPTY: &str = "What you write appears here, exactly as readers will see it.";
/// The preview cannot follow.
pub const PREVIEW_BEHIND: &str = "The preview is behind: ";

/// Names the toolbar.
pub const TOOLBAR: &str = "Formatting";
/// Button of the toolbar.
pub const PICTURE: &str = "Picture";
/// Button that opens and closes the side panel.
pub const DETAILS: &str = "Details";
/// Closes it.
pub const CLOSE_DETAILS: &str = "Close details";
/// Field.
pub const EXCERPT: &str = "Excerpt";
/// Beneath it.
pub const EXCERPT_HINT: &str = "Shown in lists and to search engines. Empty: the beginning of the text.";
/// Field.
pub const CATEGORY: &str = "Category";
/// Entry of the category field.
pub const NO_CATEGORY: &str = "None";
/// Field.
pub const TAGS: &str = "Tags";
/// Beneath it.
pub const TAGS_HINT: &str = "Up to 5. Press Enter after each.";
/// Field.
pub const COVER: &str = "Cover picture";
/// Button.
pub const COVER_CHOOSE: &str = "Choose a picture";
/// Button.
pub const COVER_CHANGE: &str = "Change";
/// Button.
pub const COVER_REMOVE: &str = "Remove";
/// While it uploads.
pub const COVER_UPLOADING: &str = "Uploading";
/// Beneath it.
pub const COVER_HINT: &str = "PNG, JPEG, WebP or GIF. Best at 1600 pixels or wider.";
/// Field.
pub const ADDRESS: &str = "Address";
/// Beneath it.
pub const ADDRESS_HINT: &str = "The last part of the link. Empty: made from the title.";
/// Field.
pub const CANONICAL: &str = "First published at";
/// Beneath it.
pub const CANONICAL_HINT: &str = "If it stood elsewhere first: the full address there.";
/// Field.
pub const LANGUAGE: &str = "Language";
/// Beneath it.
pub const LANGUAGE_HINT: &str = "Such as en or pt-BR. Empty: the site's language.";
/// Field.
pub const COMMENTS_OPEN: &str = "Take new comments";

/// Button.
pub const SAVE_DRAFT: &str = "Save draft";
/// Button.
pub const PUBLISH: &str = "Publish";
/// Button.
pub const UPDATE: &str = "Update";
/// Button that opens the rarer actions.
pub const MORE: &str = "More actions";
/// Entry.
pub const VIEW: &str = "View post";
/// Entry.
pub const UNPUBLISH: &str = "Unpublish";
/// Entry.
pub const DELETE: &str = "Delete";
/// Entry.
pub const RESTORE: &str = "Restore";
/// Button.
pub const CANCEL: &str = "Cancel";
/// Dismisses a message.
pub const DISMISS: &str = "Dismiss";

/// Save state.
pub const SAVING: &str = "Saving";
/// Save state.
pub const ALL_SAVED: &str = "Saved";
/// Save state.
pub const KEPT_HERE: &str = "Not saved yet, kept on this device";
/// Save state.
pub const NOT_KEPT: &str = "Not saved yet, and this device is out of space";
/// Save state.
pub const NOTHING_YET: &str = "Nothing written yet";
/// Save state.
pub const SAVE_FAILED: &str = "Not saved";
/// After publishing.
pub const PUBLISHED: &str = "Published. Everyone can read it now.";
/// After saving a published post.
pub const UPDATED: &str = "Updated.";
/// After unpublishing.
pub const UNPUBLISHED: &str = "It is a draft again.";
/// After deletion.
pub const DELETED: &str = "Deleted. You can restore it for 30 days.";
/// After restoring.
pub const RESTORED: &str = "Restored as it was.";
/// Publishing without text.
pub const PUBLISH_NEEDS_TEXT: &str = "Write some text before you publish.";

/// Question before deletion.
pub const DELETE_TITLE: &str = "Delete this post?";
/// What it means.
pub const DELETE_TEXT: &str =
    "Readers can no longer open it, and its comments go with it. You can restore it from My posts for 30 days.";
/// Question before unpublishing.
pub const UNPUBLISH_TITLE: &str = "Unpublish this post?";
/// What it means.
pub const UNPUBLISH_TEXT: &str =
    "It becomes a draft that only you can see. Its address stays the same when you publish it again.";

/// Question before leaving.
pub const LEAVE_TITLE: &str = "Leave without saving?";
/// What it means.
pub const LEAVE_TEXT: &str =
    "Your changes are kept on this device, and offered to you when you come back. Others see them only after you save.";
/// What it means where the device refuses to keep a copy.
pub const LEAVE_TEXT_NOT_KEPT: &str =
    "This device is out of space and keeps no copy of your changes. They are lost if you leave.";
/// Button.
pub const LEAVE: &str = "Leave";
/// Button.
pub const STAY: &str = "Keep writing";

/// Button.
pub const RESTORE_COPY: &str = "Restore";
/// Button.
pub const DISCARD_COPY: &str = "Discard";
/// After restoring.
pub const COPY_RESTORED: &str = "Your unsaved text is back.";

/// Title of the dialog about two versions.
pub const CONFLICT_TITLE: &str = "This post was changed elsewhere";
/// What has happened.
pub const CONFLICT_TEXT: &str = "While you were writing, another version was saved. Nothing is lost: compare both and choose. What differs is marked.";
/// Above one's own text.
pub const MINE: &str = "Yours, not saved yet";
/// Button.
pub const COPY_TEXT: &str = "Copy the text";
/// After copying.
pub const COPIED: &str = "Copied.";
/// The browser refused to copy.
pub const COPY_FAILED: &str = "The browser did not allow copying. Select the text and copy it by hand.";
/// Button.
pub const KEEP_MINE: &str = "Keep mine, save over it";
/// Button.
pub const TAKE_STORED: &str = "Take the stored one";
/// Button.
pub const DECIDE_LATER: &str = "Decide later";
/// After taking the stored one.
pub const SET_ASIDE: &str = "Your own version was set aside.";
/// Button.
pub const PUT_BACK: &str = "Put it back";
/// Bar while two versions wait for a decision.
pub const CONFLICT_BAR: &str = "Another version of this post was saved elsewhere.";
/// Button in that bar.
pub const COMPARE: &str = "Compare";

/// What the stand-in of a picture begins with.
pub const UPLOADING: &str = "![Uploading ";
/// What stands in it behind the name, before its number.
pub const UPLOADING_ADDRESS: &str = "…](#upload-";
/// Save state: what is saved waits for pictures.
pub const WAITING: &str = "Waiting for a picture";
/// Publishing, and a picture did not arrive.
pub const PUBLISH_NEEDS_PICTURE: &str =
    "A picture was not uploaded, so the post was not published. Add it again, or publish without it.";
/// A file that is no picture.
pub const NOT_A_PICTURE: &str = "Only PNG, JPEG, WebP and GIF pictures can be added.";

/// Title of the page with one's own posts.
pub const MY_POSTS: &str = "My posts";
/// Names its tabs.
pub const STATES: &str = "State of the posts";
/// Tab.
pub const TAB_DRAFTS: &str = "Drafts";
/// Tab.
pub const TAB_SCHEDULED: &str = "Scheduled";
/// Tab.
pub const TAB_PUBLISHED: &str = "Published";
/// Tab.
pub const TAB_ARCHIVED: &str = "Archived";
/// Tab.
pub const TAB_REMOVED: &str = "Removed";
/// Tab.
pub const TAB_DELETED: &str = "Deleted";
/// Entry.
pub const EDIT: &str = "Edit";
/// Button.
pub const MORE_POSTS: &str = "Show more";
/// Button.
pub const WRITE_FIRST: &str = "Write a post";
/// While the list loads.
pub const POSTS_LOADING: &str = "Your posts are loading";
/// Button.
pub const TRY_AGAIN: &str = "Try again";
/// Copies that the server has not seen.
pub const ON_THIS_DEVICE: &str = "Kept on this device only";
/// Link to a copy.
pub const GO_ON_WRITING: &str = "Go on writing";

/// Title and hint of an empty list.
pub const fn empty(state: PostState) -> (&'static str, &'static str) {
    match state {
        PostState::Published => ("Nothing published yet", "When you publish a draft, it stands here."),
        PostState::Archived => ("Nothing archived", "An archived post leaves all lists, and keeps its address."),
        PostState::Removed => ("Nothing removed", "Posts that the site's staff took away would stand here."),
        PostState::Deleted => ("Nothing deleted", "Deleted posts stay here for 30 days."),
        PostState::Scheduled => ("Nothing scheduled", "A post with a time to come stands here until it is published."),
        PostState::Draft => ("No drafts", "A draft is yours alone until you publish it. Start one whenever you like."),
    }
}

/// The word on a badge.
pub const fn state(state: PostState) -> &'static str {
    match state {
        PostState::Draft => "Draft",
        PostState::Scheduled => "Scheduled",
        PostState::Published => "Published",
        PostState::Archived => "Archived",
        PostState::Removed => "Removed",
        PostState::Deleted => "Deleted",
    }
}

/// As in `Saved today at 14:05`.
pub fn saved_at(time: &str) -> String {
    format!("Saved {time}")
}

/// As in `321 words, 2 min read`.
pub fn length(words: u64, minutes: u32) -> String {
    format!("{}, {minutes} min read", super::count(words, "word", "words"))
}

/// The notice about a copy of a post that the server has.
pub fn copy_found(copy_at: &str, stored_at: &str) -> String {
    format!("There is unsaved text from {copy_at} on this device. The stored version is from {stored_at}.")
}

/// The notice about a copy of a post that the server has never seen.
pub fn new_copy_found(title: &str, copy_at: &str) -> String {
    let title = if title.trim().is_empty() { UNTITLED } else { title.trim() };
    format!("There is an unsaved post from {copy_at} on this device: “{title}”.")
}

/// As in `Updated 5 March 2026, 14:05`.
pub fn updated_at(time: &str) -> String {
    format!("Updated {time}")
}

/// Above the stored text.
pub fn stored(time: &str) -> String {
    format!("Stored, saved {time}")
}

/// In the text while a picture uploads.
pub fn uploading(name: &str, number: u32) -> String {
    let name: String = name.chars().filter(|c| !matches!(c, '[' | ']' | '(' | ')' | '\n' | '\r')).collect();
    format!("{UPLOADING}{name}{UPLOADING_ADDRESS}{number})")
}

/// A picture that did not arrive.
pub fn upload_failed(name: &str, why: &str) -> String {
    format!("“{name}” was not uploaded. {why}")
}

/// Takes a tag away.
pub fn remove_tag(tag: &str) -> String {
    format!("Remove the tag {tag}")
}

/// Names the menu of a post in the list.
pub fn actions_for(title: &str) -> String {
    format!("Actions for {title}")
}
