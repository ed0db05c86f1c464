//! The words of taking one's data home, of what lies on this device, of leaving, and of staying after all.

use broadsheet_shared::{time::Timestamp, v2::ContentChoice};

/// What the bar is called for those who do not see it.
pub const BAR_LABEL: &str = "Deletion under way";
/// In the bar: the way to the page.
pub const KEEP_OR_EXPORT: &str = "Keep it, or export your data";

/// Heading.
pub const EXPORT: &str = "Take your data home";
/// Beneath it.
pub const EXPORT_LEAD: &str = "Everything that is yours in one ZIP file: posts as Markdown, pictures, comments, and what the site knows about your account as JSON. README.txt in it says what is what.";
/// Button.
pub const EXPORT_BUTTON: &str = "Export my data";
/// Before the first bytes.
pub const EXPORT_BEGINS: &str = "The file is being made …";
/// After it.
pub const EXPORTED: &str = "Saved. Look among your downloads.";
/// The line broke, or the server did.
pub const EXPORT_BROKE: &str = "The export broke off. Check your connection and try again.";

/// Heading.
pub const DEVICE: &str = "Drafts on this device";
/// Beneath it.
pub const DEVICE_LEAD: &str = "What you write lies in this browser until you save it, so that a crash loses nothing. Others who use this browser could find it.";
/// Button that opens the question.
pub const DEVICE_BUTTON: &str = "Forget drafts on this device …";
/// Title of the question.
pub const DEVICE_TITLE: &str = "Forget drafts on this device?";
/// What it means.
pub const DEVICE_TEXT: &str = "Texts and comments that you have not saved are gone for good. What is saved stays.";
/// Button of the question.
pub const DEVICE_CONFIRM: &str = "Forget them";
/// The way out of the question.
pub const CANCEL: &str = "Cancel";
/// After it.
pub const DEVICE_FORGOTTEN: &str = "This device has forgotten your drafts.";

/// Heading.
pub const LEAVE: &str = "Delete your account";
/// What the choice is about.
pub const CONTENT: &str = "What becomes of what you wrote?";
/// Button that opens the question.
pub const LEAVE_BUTTON: &str = "Delete my account …";
/// Title of the question.
pub const LEAVE_TITLE: &str = "Delete your account?";
/// Button of the question.
pub const LEAVE_CONFIRM: &str = "Delete my account";

/// Heading while the account is on its way.
pub const DEPARTING: &str = "Your account is on its way to be deleted";
/// Button.
pub const KEEP: &str = "Keep my account";
/// After it.
pub const KEPT: &str = "Your account stays. Everything is as it was.";
/// Button.
pub const SIGN_OUT: &str = "Sign out";

/// Beneath the heading of leaving; `day` is today's day in two weeks.
pub fn leave_lead(day: Timestamp) -> String {
    format!(
        "You are signed out everywhere at once. For 14 days, until {}, you can sign in and keep the account; then it is \
         erased and cannot be brought back. Its name is free for others then.",
        super::local_date(day)
    )
}

/// A choice.
pub const fn choice(choice: ContentChoice) -> &'static str {
    match choice {
        ContentChoice::Anonymise => "Leave posts and comments, without my name",
        ContentChoice::Remove => "Remove all of it",
    }
}

/// What it means.
pub const fn choice_hint(choice: ContentChoice) -> &'static str {
    match choice {
        ContentChoice::Anonymise => {
            "Published posts and comments stay readable under “Deleted user”. Drafts, unused pictures and everything \
             about you go."
        }
        ContentChoice::Remove => {
            "Posts go, with the comments beneath them, and so do your pictures. Of your comments elsewhere only their \
             place remains, so that answers make sense."
        }
    }
}

/// What the question says.
pub fn leave_text(choice: ContentChoice, day: Timestamp) -> String {
    let content = match choice {
        ContentChoice::Anonymise => "Published posts and comments stay without your name.",
        ContentChoice::Remove => "Posts, comments and pictures go as well.",
    };
    format!(
        "On {} your account is erased. {content} Until then you can change your mind. Texts that you have not saved are \
         taken off this device at once.",
        super::local_date(day)
    )
}

/// After it, on the page to sign in.
pub fn left(day: Timestamp) -> String {
    format!("Your account will be deleted on {}. Until then, sign in to keep it.", super::local_date(day))
}

/// As in `Your account will be deleted on 5 March 2026.`
pub fn will_be_deleted(day: Timestamp) -> String {
    format!("Your account will be deleted on {}.", super::local_date(day))
}

/// What it means, while it is on its way.
pub const fn meanwhile(choice: ContentChoice) -> &'static str {
    match choice {
        ContentChoice::Anonymise => {
            "You asked for that. Published posts and comments will stay without your name. Until then everything is as it \
             was, and nothing else works for you here."
        }
        ContentChoice::Remove => {
            "You asked for that. Posts, comments and pictures will go as well. Until then everything is as it was, and \
             nothing else works for you here."
        }
    }
}

/// As in `12.5 MB so far`.
pub fn received(bytes: u64) -> String {
    let tenths = bytes / 100_000;
    format!("{}.{} MB so far", super::number(tenths / 10), tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::received;

    #[test]
    fn bytes_are_told_in_megabytes() {
        assert_eq!(received(0), "0.0 MB so far");
        assert_eq!(received(12_540_000), "12.5 MB so far");
        assert_eq!(received(1_234_000_000), "1,234.0 MB so far");
    }
}
