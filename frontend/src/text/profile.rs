//! The words of the page where people say who they are.

/// Heading.
pub const PROFILE: &str = "Your page";
/// Beneath it.
pub const LEAD: &str = "What others see of you.";
/// The link to the own page.
pub const SEE: &str = "See your page";
/// Above the picture.
pub const PICTURE: &str = "Picture";
/// Beneath it.
pub const PICTURE_HINT: &str = "PNG, JPEG, WebP or GIF. It is shown small and round.";
/// Button.
pub const PICTURE_CHOOSE: &str = "Choose a picture";
/// Button.
pub const PICTURE_CHANGE: &str = "Change the picture";
/// On the button while it uploads.
pub const PICTURE_UPLOADING: &str = "Uploading";
/// Button.
pub const PICTURE_REMOVE: &str = "Remove";
/// The file is no picture.
pub const NOT_A_PICTURE: &str = "Choose a PNG, JPEG, WebP or GIF picture.";
/// After it was changed.
pub const PICTURE_CHANGED: &str = "Your picture is changed.";
/// After it was taken away.
pub const PICTURE_REMOVED: &str = "Your picture is removed.";
/// Field.
pub const DISPLAY_NAME: &str = "Name to show";
/// Beneath it.
pub const DISPLAY_NAME_HINT: &str = "Beside your posts and comments. Empty shows the username.";
/// Field.
pub const BIO: &str = "About you";
/// Beneath it.
pub const BIO_HINT: &str = "A few sentences. Markdown works.";
/// Field.
pub const WEBSITE: &str = "Your own site";
/// Beneath it.
pub const WEBSITE_HINT: &str = "An address that starts with https://.";
/// Field.
pub const LINKS: &str = "Elsewhere";
/// Beneath it.
pub const LINKS_HINT: &str =
    "Up to five addresses, one a line. They say rel=\"me\", so that others can check that it is you.";
/// Button.
pub const SAVE: &str = "Save";
/// After saving.
pub const SAVED: &str = "Your profile is saved.";
/// Title of the second part.
pub const USERNAME: &str = "Username";
/// Beneath it.
pub const USERNAME_LEAD: &str = "It is part of your page's address. The old one leads to the new one and stays yours. You can change it once in 30 days.";
/// Field.
pub const NEW_USERNAME: &str = "New username";
/// Field.
pub const CURRENT_PASSWORD: &str = "Your password";
/// A field was left empty.
pub const PASSWORD_MISSING: &str = "The password is missing.";
/// Button.
pub const RENAME: &str = "Change username";

/// After a change of the username.
pub fn renamed(username: &str) -> String {
    format!("You are @{username} now.")
}
