//! The words of the settings of notifications: which type goes which way, and what is muted.

use broadsheet_shared::v2::{NotificationEmail, NotificationType};

/// Heading.
pub const WAYS: &str = "What reaches you, and how";
/// Beneath it.
pub const WAYS_LEAD: &str = "In the app is the bell above every page. A mail is not sent if you have seen it by then.";
/// While the settings are on their way.
pub const LOADING: &str = "Looking up your settings";
/// Box.
pub const IN_APP: &str = "In the app";
/// What the choice of mails is called.
pub const EMAIL: &str = "E-mail";
/// Button.
pub const SAVE: &str = "Save";
/// After it.
pub const SAVED: &str = "Your settings are saved.";
/// What is on the screen is not what the server has.
pub const NOT_SAVED_YET: &str = "Not saved yet.";
/// Where the site has no way to mail.
pub const NO_MAIL: &str = "This site sends no mail at the moment: only what stands in the app reaches you.";
/// Where the address is not proven.
pub const UNCONFIRMED: &str = "Mails begin once your e-mail address is confirmed.";

/// Heading.
pub const THREADS: &str = "Muted threads";
/// Beneath it.
pub const THREADS_LEAD: &str = "You hear nothing about these posts and what stands beneath them.";
/// In the place of an empty list.
pub const NO_THREADS: &str = "You have muted none. The menu of a notification does it.";
/// While they are on their way.
pub const THREADS_LOADING: &str = "Looking up muted threads";
/// Button.
pub const UNMUTE: &str = "Unmute";
/// Button to the next part of the list.
pub const MORE_THREADS: &str = "Show more";

/// What a type is called.
pub const fn kind(kind: NotificationType) -> &'static str {
    match kind {
        NotificationType::Comment => "Comments on your posts",
        NotificationType::Reply => "Replies to your comments",
        NotificationType::Mention => "Mentions of you",
        NotificationType::Like => "Likes",
        NotificationType::Follow => "New followers",
        NotificationType::Post => "New posts of people you follow",
        NotificationType::Moderation => "Moderation",
    }
}

/// What it means, where the name does not say all.
pub const fn kind_hint(kind: NotificationType) -> &'static str {
    match kind {
        NotificationType::Like => "Of your posts and comments, put together.",
        NotificationType::Post => "Of those whose bell you have turned on.",
        NotificationType::Moderation => "What staff, or the author above a comment, does with what you wrote.",
        _ => "",
    }
}

/// A choice of mails.
pub const fn email(way: NotificationEmail) -> &'static str {
    match way {
        NotificationEmail::Off => "None",
        NotificationEmail::Now => "At once",
        NotificationEmail::Daily => "Daily",
    }
}

/// When the daily mail comes.
pub fn digest_at(time: &str) -> String {
    format!("The daily mail comes after {time}, if there is something that you have not read.")
}

/// What a button unmutes, for those who do not see the row.
pub fn unmute(title: &str) -> String {
    format!("{UNMUTE} “{title}”")
}

/// After it.
pub fn unmuted(title: &str) -> String {
    format!("You hear about “{title}” again.")
}

/// As in `Since 5 March 2026`.
pub fn since(day: &str) -> String {
    format!("Since {day}")
}
