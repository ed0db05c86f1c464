//! The words of second factors: at the sign-in and in the settings.

/// Title of the second step of a sign-in.
pub const SECOND_STEP: &str = "One more step";
/// Field.
pub const CODE: &str = "Code from your app";
/// Beneath it.
pub const CODE_HINT: &str = "Six digits; they change every half minute.";
/// Field.
pub const RECOVERY_CODE: &str = "Recovery code";
/// Beneath it.
pub const RECOVERY_CODE_HINT: &str = "One of the ten that you kept. Each works once.";
/// What asks for a passkey, at the second step.
pub const PASSKEY_TEXT: &str = "Your browser asks for your finger, your face or your PIN.";
/// Button.
pub const CONTINUE: &str = "Continue";
/// Button.
pub const USE_PASSKEY: &str = "Use a passkey";
/// Button of another way.
pub const USE_CODE: &str = "Use a code from your app";
/// Button of another way.
pub const USE_RECOVERY_CODE: &str = "Use a recovery code";
/// Button that goes back to name and password.
pub const START_AGAIN: &str = "Start again";
/// The account has nothing that this browser could give.
pub const NO_WAY: &str = "This account wants a passkey, and this browser has none. Use another browser or device.";
/// Button of the sign-in page.
pub const SIGN_IN_BY_PASSKEY: &str = "Sign in with a passkey";
/// The browser asked, and there was no answer.
pub const CALLED_OFF: &str = "That was called off, or took too long. Try again when you are ready.";
/// The authenticator has one already.
pub const KNOWN: &str = "This device has a passkey for your account already.";
/// The browser cannot do it.
pub const UNSUPPORTED: &str = "This browser cannot use passkeys here.";

/// The bar on every page while a role demands a second factor.
pub const NEEDED: &str = "Your role needs a second factor. Until you have set one up, you read as a guest does.";
/// Link in it.
pub const SET_UP_NOW: &str = "Set one up";
/// What the bar is called for those who do not see it.
pub const NEEDED_LABEL: &str = "A second factor is missing";

/// Heading.
pub const FACTORS: &str = "Second factor";
/// Beneath it.
pub const FACTORS_LEAD: &str =
    "Something that you have, asked for beside your password: whoever learns the password alone stays outside.";
/// Heading of a part.
pub const APP: &str = "Authenticator app";
/// While it is not known yet.
pub const LOADING: &str = "Looking up your second factors";
/// It is off.
pub const APP_OFF: &str = "Not set up. Any app for codes will do, as those in password managers.";
/// Button.
pub const SET_UP_APP: &str = "Set up an app";
/// Title of the question.
pub const SET_UP_APP_TITLE: &str = "Set up an authenticator app";
/// Button.
pub const REMOVE_APP: &str = "Remove the app";
/// Title of the question.
pub const REMOVE_APP_TITLE: &str = "Remove the authenticator app?";
/// What it means.
pub const REMOVE_APP_TEXT: &str =
    "Its codes are asked for no more. Without another second factor your password alone signs in.";
/// After it.
pub const APP_REMOVED: &str = "The app is removed.";
/// After setting up.
pub const APP_ADDED: &str = "The app is set up. Your other browsers have to sign in again.";
/// How to set it up.
pub const SCAN: &str =
    "Scan this picture with your app, or type the key into it. Then give the code that the app shows.";
/// What the picture is, for those who do not see it.
pub const QR: &str = "QR code with the key beneath";
/// Field with the secret.
pub const KEY: &str = "Key";
/// Button.
pub const CONFIRM: &str = "Confirm";

/// Heading of a part.
pub const CODES: &str = "Recovery codes";
/// Button.
pub const RENEW_CODES: &str = "Make new codes";
/// Title of the question.
pub const RENEW_CODES_TITLE: &str = "Make new recovery codes?";
/// What it means.
pub const RENEW_CODES_TEXT: &str = "The former ones open nothing any more.";
/// Title of the panel with new codes.
pub const KEEP_CODES: &str = "Keep your recovery codes";
/// Beneath it.
pub const KEEP_CODES_TEXT: &str = "For the day on which you have lost everything else. Each works once. They are shown this once: write them down or print them.";

/// Heading.
pub const PASSKEYS: &str = "Passkeys";
/// Beneath it.
pub const PASSKEYS_LEAD: &str = "A passkey signs you in by your finger, your face or a PIN, without a password, and counts as a second factor beside it.";
/// While the list is on its way.
pub const PASSKEYS_LOADING: &str = "Looking up your passkeys";
/// The list is empty.
pub const NO_PASSKEYS: &str = "You have no passkey yet.";
/// Button.
pub const ADD_PASSKEY: &str = "Add a passkey";
/// Title of the question.
pub const ADD_PASSKEY_TITLE: &str = "Add a passkey";
/// What comes.
pub const ADD_PASSKEY_TEXT: &str = "First prove that it is you; then your browser asks where to keep the passkey.";
/// Field.
pub const PASSKEY_NAME: &str = "Name of the passkey";
/// Beneath it.
pub const PASSKEY_NAME_HINT: &str = "So that you know it again, as in \u{201c}Phone\u{201d}.";
/// What a passkey is called at first.
pub const PASSKEY_FIRST_NAME: &str = "My passkey";
/// After it.
pub const PASSKEY_ADDED: &str = "The passkey is added.";
/// Button.
pub const RENAME: &str = "Rename";
/// Button.
pub const SAVE: &str = "Save";
/// After it.
pub const RENAMED: &str = "Renamed.";
/// Button.
pub const REMOVE: &str = "Remove";
/// Title of the question.
pub const REMOVE_PASSKEY_TITLE: &str = "Remove this passkey?";
/// After it.
pub const PASSKEY_REMOVED: &str = "The passkey is removed. It opens nothing any more.";
/// It was never used.
pub const NEVER_USED: &str = "Never used";

/// Beneath a question that wants proof.
pub const PROVE: &str = "Prove that it is you.";
/// Between both ways.
pub const OR: &str = "or";

/// As in `Set up since 5 March 2026.`.
pub fn app_on(day: &str) -> String {
    format!("Set up since {day}. Signing in asks for its code.")
}

/// As in `8 of 10 left.`.
pub fn codes_left(left: u32) -> String {
    match left {
        0 => "None left. Make new ones.".to_owned(),
        left => format!("{left} of 10 left."),
    }
}

/// What a button is about, for those who do not see the row.
pub fn named(verb: &str, name: &str) -> String {
    format!("{verb}: {name}")
}

/// What removing means.
pub fn remove_passkey_text(name: &str) -> String {
    format!("\u{201c}{name}\u{201d} signs in nobody any more. Delete it on the device too.")
}

/// As in `Added 5 March 2026`.
pub fn added(day: &str) -> String {
    format!("Added {day}")
}

/// As in `Last used today at 14:05`.
pub fn last_used(time: &str) -> String {
    format!("Last used {time}")
}
