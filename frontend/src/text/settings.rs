//! The words of the settings: where one is signed in, and the tokens of programs.

use broadsheet_shared::scope::Scope;

/// Above every page of the settings.
pub const SETTINGS: &str = "Settings";
/// What the row of pages is called for those who do not see it.
pub const PARTS: &str = "Parts of the settings";
/// A part.
pub const PROFILE: &str = "Profile";
/// A part.
pub const ACCOUNT: &str = "Account";
/// A part.
pub const SECURITY: &str = "Security";
/// A part.
pub const PRIVACY: &str = "Privacy";
/// Heading of the part about being seen.
pub const PRESENCE: &str = "Being seen";
/// Beneath it.
pub const PRESENCE_LEAD: &str = "While you are here your page says so, you are counted among those who read a post, and beneath it others see that you are writing.";
/// Choice.
pub const PRESENCE_SHOWN: &str = "Show when I am online and writing";
/// While people who were blocked or muted are on their way.
pub const PEOPLE_LOADING: &str = "Looking up people";
/// A part.
pub const APPEARANCE: &str = "Appearance";
/// A part.
pub const DATA: &str = "Your data";
/// A part.
pub const TOKENS: &str = "Access tokens";

/// Heading.
pub const SESSIONS: &str = "Where you are signed in";
/// Beneath it.
pub const SESSIONS_LEAD: &str =
    "Browsers and scripts that hold your account. End what you do not know, then change your password.";
/// While the list is on its way.
pub const SESSIONS_LOADING: &str = "Looking up where you are signed in";
/// The list did not come.
pub const TRY_AGAIN: &str = "Try again";
/// A program that does not say what it is.
pub const UNKNOWN_DEVICE: &str = "An unknown program";
/// Marks the session that asks.
pub const THIS_BROWSER: &str = "This browser";
/// Marks a script with a token of version 1.
pub const SCRIPT: &str = "Script";
/// Button.
pub const END: &str = "Sign out";
/// After it.
pub const ENDED: &str = "Signed out there.";
/// Button.
pub const END_OTHERS: &str = "Sign out everywhere else";
/// Title of the question.
pub const END_OTHERS_TITLE: &str = "Sign out everywhere else?";
/// What it means.
pub const END_OTHERS_TEXT: &str =
    "Every other browser and script has to sign in again. Access tokens go on working; revoke those one by one.";
/// After it.
pub const OTHERS_ENDED: &str = "You are signed in here alone.";
/// Where there is no other session.
pub const NOWHERE_ELSE: &str = "You are signed in nowhere else.";
/// Button of a question.
pub const CANCEL: &str = "Cancel";

/// What a button ends, for those who do not see the row.
pub fn end_named(device: &str) -> String {
    format!("{END}: {device}")
}

/// As in `Signed in 5 March 2026, 14:05`.
pub fn signed_in(time: &str) -> String {
    format!("Signed in {time}")
}

/// As in `Last seen today at 14:05`.
pub fn last_seen(time: &str) -> String {
    format!("Last seen {time}")
}

/// Beneath the heading of the tokens.
pub const TOKENS_LEAD: &str = "For programs that act for you: a backup, a bot, a script. A token does what its scopes say, never more than you may, and ends on its day.";
/// Heading.
pub const YOUR_TOKENS: &str = "Your tokens";
/// While the list is on its way.
pub const TOKENS_LOADING: &str = "Looking up your tokens";
/// The list is empty.
pub const NO_TOKENS: &str = "No tokens yet";
/// Beneath it.
pub const NO_TOKENS_HINT: &str = "Make one when a program asks for it.";
/// Heading and button.
pub const MAKE_TOKEN: &str = "Make a token";
/// Field.
pub const TOKEN_NAME: &str = "Name";
/// Beneath it.
pub const TOKEN_NAME_HINT: &str = "So that you know it again, as in “Backup on the server”.";
/// Field.
pub const SCOPES: &str = "What it may do";
/// Nothing was chosen.
pub const SCOPES_MISSING: &str = "Choose at least one.";
/// Field.
pub const EXPIRES: &str = "Ends after";
/// Field; shown where the sign-in is too long ago.
pub const PASSWORD: &str = "Your password";
/// Beneath it.
pub const PASSWORD_HINT: &str = "You signed in a while ago: prove that it is you.";
/// The field is empty.
pub const PASSWORD_MISSING: &str = "The password is missing.";
/// Title of the panel with the new token.
pub const MADE: &str = "Copy your token now";
/// Beneath it.
pub const MADE_TEXT: &str =
    "It is shown this once. Keep it like a password: whoever has it acts as you, within its scopes.";
/// What the field with the token is called.
pub const TOKEN: &str = "The token";
/// Button.
pub const COPY: &str = "Copy";
/// After it.
pub const COPIED: &str = "Copied.";
/// The browser did not let us.
pub const NOT_COPIED: &str = "The browser did not copy it. Select it and copy it by hand.";
/// Button that takes the panel away.
pub const DONE: &str = "I have kept it";
/// Button.
pub const REVOKE: &str = "Revoke";
/// Title of the question.
pub const REVOKE_TITLE: &str = "Revoke this token?";
/// After it.
pub const REVOKED: &str = "Revoked. It opens nothing any more.";
/// Marks a token that has ended.
pub const OVER: &str = "Ended";
/// It was never used.
pub const NEVER_USED: &str = "Never used";

/// What revoking means.
pub fn revoke_text(name: &str) -> String {
    format!("Whatever uses “{name}” stops working at once. This cannot be undone.")
}

/// What a button revokes, for those who do not see the row.
pub fn revoke_named(name: &str) -> String {
    format!("{REVOKE}: {name}")
}

/// As in `Ends 5 June 2026`.
pub fn ends(day: &str) -> String {
    format!("Ends {day}")
}

/// As in `Ended 5 June 2026`.
pub fn ended(day: &str) -> String {
    format!("Ended {day}")
}

/// As in `Last used today at 14:05`.
pub fn last_used(time: &str) -> String {
    format!("Last used {time}")
}

/// As in `90 days`.
pub fn days(count: u16) -> String {
    match count {
        365 => "A year".to_owned(),
        days => super::count(days.into(), "day", "days"),
    }
}

/// What a scope is called.
pub const fn scope(scope: Scope) -> &'static str {
    match scope {
        Scope::Read => "Read",
        Scope::PostsWrite => "Write posts",
        Scope::CommentsWrite => "Write comments",
        Scope::Follow => "Follow",
        Scope::Notifications => "Notifications",
        Scope::Moderate => "Moderate",
        Scope::Admin => "Administrate",
    }
}

/// What a scope means.
pub const fn scope_hint(scope: Scope) -> &'static str {
    match scope {
        Scope::Read => "See what you may see, your drafts and your address included.",
        Scope::PostsWrite => "Write, publish and delete your posts, upload pictures.",
        Scope::CommentsWrite => "Comment, like and report in your name.",
        Scope::Follow => "Follow people and tags, and stop following.",
        Scope::Notifications => "Read your notifications and settle them.",
        Scope::Moderate => "Take posts and comments of others away, suspend people.",
        Scope::Admin => "Change accounts, roles, categories and settings.",
    }
}
