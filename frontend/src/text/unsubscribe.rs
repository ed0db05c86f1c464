//! The page that ends mails about notifications. The server alone shows it.

use broadsheet_shared::v2::NotificationType;

/// Heading of the question.
pub const ASK_HEADING: &str = "No more of these mails?";
/// What becomes of the rest.
pub const ASK_TEXT: &str = "The mails end; nothing else changes.";
/// Heading once they are ended.
pub const DONE_HEADING: &str = "You get no more of these mails";
/// What may still come.
pub const DONE_TEXT: &str = "One that is on its way already may still arrive.";
/// Button that ends all of them.
pub const END_ALL: &str = "No mails about anything";
/// All of them, within a sentence.
pub const ALL: &str = "all mails about notifications";
/// Those of a day, within a sentence.
pub const DIGEST: &str = "the daily mail";
/// Button that ends them.
pub const END: &str = "End these mails";
/// Link to the settings.
pub const SETTINGS: &str = "Choose which mails you get";
/// Link to the front page.
pub const HOME: &str = "Front page";

/// Mails at once of one type, within a sentence.
pub const fn mails_about(kind: NotificationType) -> &'static str {
    match kind {
        NotificationType::Comment => "mails about comments on your posts",
        NotificationType::Reply => "mails about answers to your comments",
        NotificationType::Mention => "mails about posts and comments that name you",
        NotificationType::Like => "mails about likes",
        NotificationType::Follow => "mails about new followers",
        NotificationType::Post => "mails about new posts of people whom you follow",
        NotificationType::Moderation => "mails about what staff do with what you wrote",
    }
}

/// What this page is about.
pub fn about(mails: &str) -> String {
    format!("This is about {mails}.")
}
