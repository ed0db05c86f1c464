//! The words of confirming an address, of a forgotten password, and of changing either.

/// Title of the page behind the confirmation link.
pub const CONFIRM: &str = "Confirm your address";
/// Beneath it.
pub const CONFIRM_LEAD: &str = "One click, and this address belongs to your account.";
/// Button.
pub const CONFIRM_BUTTON: &str = "Confirm this address";
/// It is done.
pub const CONFIRMED: &str = "Your address is confirmed";
/// What it means.
pub const CONFIRMED_HINT: &str = "You can publish, comment and upload pictures.";
/// It was done before.
pub const CONFIRMED_ALREADY: &str = "Your address is confirmed already";
/// What it means.
pub const CONFIRMED_ALREADY_HINT: &str =
    "The link has done its work, or you took it back. There is nothing more to do.";
/// The address has gone to another account.
pub const ADDRESS_LOST: &str = "Another account has confirmed this address";
/// What to do.
pub const ADDRESS_LOST_HINT: &str = "Sign in with that one, or give your account another address.";
/// A link that is over.
pub const LINK_OVER: &str = "This link is no longer good";
/// Why, and what to do.
pub const CONFIRM_OVER_HINT: &str = "It was used, is older than a day, or a newer one was sent. If your address is not confirmed yet, ask for another mail.";
/// Why, and what to do.
pub const RESET_OVER_HINT: &str =
    "It was used, is older than half an hour, or a newer one was sent. Ask for another mail.";
/// A link without its secret.
pub const LINK_INCOMPLETE: &str = "This link is not complete";
/// What to do.
pub const LINK_INCOMPLETE_HINT: &str =
    "Open the whole link from the mail, with everything behind the # sign; or ask for another mail.";
/// Button that asks for the mail again.
pub const SEND_AGAIN: &str = "Send another mail";

/// Title of the page for those who have forgotten.
pub const FORGOT: &str = "Forgot your password?";
/// Beneath it.
pub const FORGOT_LEAD: &str =
    "Type your username or your e-mail address, and we mail you a link to a new password. It works for half an hour.";
/// Button.
pub const FORGOT_BUTTON: &str = "Mail me a link";
/// The site sends no mail.
pub const NO_MAIL: &str =
    "This site sends no mail. Ask one of its admins: they confirm addresses and set new passwords.";
/// Back to the sign-in page.
pub const BACK_TO_SIGN_IN: &str = "Back to the sign-in page";
/// After a mail was asked for.
pub const MAIL_ASKED: &str = "Look into your mail";

/// Title of the page behind the link to a new password.
pub const RESET: &str = "Choose a new password";
/// Beneath it.
pub const RESET_LEAD: &str = "You are signed out everywhere then, and sign in with the new one.";
/// Field.
pub const NEW_PASSWORD: &str = "New password";
/// Button.
pub const RESET_BUTTON: &str = "Set the new password";
/// It is done.
pub const RESET_DONE: &str = "Your password is changed";
/// What to do.
pub const RESET_DONE_HINT: &str = "You are signed out everywhere. Sign in with the new password. Passkeys sign in without it as before: look through them in the settings.";

/// Heading of a part.
pub const EMAIL_PART: &str = "E-mail address";
/// Behind a confirmed address.
pub const IS_CONFIRMED: &str = "confirmed";
/// Behind an address that is not confirmed.
pub const IS_NOT_CONFIRMED: &str = "not confirmed yet";
/// An account without an address.
pub const NO_ADDRESS: &str = "Your account has no address.";
/// Field.
pub const NEW_EMAIL: &str = "New e-mail address";
/// Beneath it.
pub const NEW_EMAIL_HINT: &str =
    "We mail a link there. The address changes when you follow it; until then the old one stays.";
/// Beneath it, while the present one is not confirmed.
pub const OTHER_EMAIL_HINT: &str =
    "Mistyped? The new address takes the place of the old one at once, and gets the mail.";
/// Button beneath the address that waits to be confirmed.
pub const KEEP_EMAIL: &str = "Keep the present address";
/// After it.
pub const EMAIL_KEPT: &str = "Your address stays. The link that we mailed opens nothing any more.";
/// Field.
pub const CURRENT_PASSWORD: &str = "Current password";
/// Button.
pub const CHANGE_EMAIL: &str = "Change the address";
/// Heading of a part.
pub const PASSWORD_PART: &str = "Password";
/// Button.
pub const CHANGE_PASSWORD: &str = "Change the password";
/// After it.
pub const PASSWORD_CHANGED: &str = "Your password is changed. Everywhere else you are signed out.";

/// In the bar on every page, while the address is not confirmed.
pub const UNCONFIRMED: &str =
    "Confirm your e-mail address to publish, comment and upload: follow the link in the mail that we sent you.";
/// The same on a site that sends no mail.
pub const UNCONFIRMED_NO_MAIL: &str = "Your e-mail address is not confirmed yet. An admin of this site does that; until then you can read and write drafts.";
/// Label of that bar.
pub const UNCONFIRMED_LABEL: &str = "Your e-mail address";
/// Link in it.
pub const OTHER_ADDRESS: &str = "Use another address";
/// In the place of the form beneath a post.
pub const CONFIRM_TO_COMMENT: &str = "Confirm your e-mail address to join the conversation.";

/// The address that waits to be confirmed.
pub fn pending(address: &str) -> String {
    format!("{address} takes its place once you follow the link that we mailed there.")
}

/// After registration.
pub const fn welcome(sends_mail: bool) -> &'static str {
    if sends_mail {
        "Welcome. We have sent you a mail: follow its link to confirm your address."
    } else {
        "Welcome. An admin of this site confirms your address before you can publish."
    }
}
