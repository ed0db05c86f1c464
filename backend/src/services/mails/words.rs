//! Every word of every mail, so that wording is seen and changed in one place. English in 1.0.
//!
//! Short and plain: what happened, what to do, what to do if it was somebody else. Names come in through [`name`].

pub(super) mod notified;

use broadsheet_shared::{time::Timestamp, v2::ContentChoice};

use crate::domain::audit::Action;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Subject and heading of a mail; the site's name goes behind the subject.
pub(super) const CONFIRM_HEADING: &str = "Confirm your e-mail address";
pub(super) const CONFIRM_TEXT: &str = "One click, and you can publish, comment and upload pictures.";
pub(super) const CONFIRM_CHANGE_TEXT: &str = "You asked for this address to become the one of your account. It does when you confirm it; until then the old one stays.";
pub(super) const CONFIRM_BUTTON: &str = "Confirm this address";
pub(super) const CONFIRM_NOTE: &str =
    "The link works for 24 hours. It opens a page that asks you to confirm with a click.";
pub(super) const NOT_ME_CONFIRM: &str =
    "You know nothing of this? Then somebody mistyped their address. You need not do anything.";

pub(super) const RESET_HEADING: &str = "Choose a new password";
pub(super) const RESET_TEXT: &str = "Somebody, hopefully you, asked for a new password for your account.";
pub(super) const RESET_BUTTON: &str = "Choose a new password";
pub(super) const RESET_NOTE: &str =
    "The link works for 30 minutes, and once. With a new password you are signed out everywhere.";
pub(super) const NOT_ME_RESET: &str =
    "It was not you? Then do nothing: without this link your password stays as it is.";

pub(super) const PASSWORD_CHANGED_HEADING: &str = "Your password was changed";
pub(super) const PASSWORD_CHANGED_TEXT: &str = "Your account has a new password. Other browsers and programs that were signed in with the old one have been signed out. Access tokens and passkeys stay as they are, and a passkey signs in without a password; your settings list them.";
pub(super) const NOT_ME: &str = "It was not you? Then choose a new password now, and tell the site's admins.";
pub(super) const SECURE_BUTTON: &str = "It was not me";

pub(super) const NEW_SIGN_IN_HEADING: &str = "A new sign-in to your account";
pub(super) const NEW_SIGN_IN_TEXT: &str =
    "Somebody signed in from a browser or a program that was not used with your account before.";
pub(super) const IT_WAS_ME: &str = "It was you? Then all is well, and you need not do anything.";
pub(super) const PROGRAM: &str = "Program";
pub(super) const PLACE: &str = "Network address";
pub(super) const TIME: &str = "Time";
pub(super) const UNKNOWN_PROGRAM: &str = "one that does not say its name";

pub(super) const STOPPED_HEADING: &str = "Somebody gave your password and no second factor";
pub(super) const STOPPED_TEXT: &str =
    "The password for your account was right, and the second factor stopped the sign-in. Nobody got in.";
pub(super) const NOT_ME_STOPPED: &str =
    "It was not you? Then somebody knows your password: choose a new one now, also where else you use it.";

pub(super) const NOT_ME_FACTOR: &str = "It was not you? Then choose a new password now, look through your second factors in the settings, and tell the site's admins.";

/// What happened to an account's second factors: heading and text.
pub(super) const fn factor_changed(action: Action) -> Option<(&'static str, &'static str)> {
    Some(match action {
        Action::TotpAdded => (
            "An authenticator app was added",
            "Signing in to your account asks for a code of an authenticator app from now on, beside the password.",
        ),
        Action::TotpRemoved => (
            "Your authenticator app was removed",
            "Signing in to your account does not ask for codes of your authenticator app any more.",
        ),
        Action::PasskeyAdded => (
            "A passkey was added",
            "Your account has a new passkey. It signs in without a password, and stands beside it as a second factor.",
        ),
        Action::PasskeyRemoved => ("A passkey was removed", "One of your account's passkeys opens nothing any more."),
        Action::RecoveryCodesMade => (
            "Your recovery codes were made anew",
            "Your account has ten new recovery codes. The former ones open nothing any more.",
        ),
        Action::RecoveryCodeUsed => (
            "A recovery code was used",
            "Somebody signed in to your account with one of your recovery codes, which is used up now.",
        ),
        Action::FactorsReset => (
            "Your second factors were removed",
            "Those who keep this site took all second factors of your account away, and you are signed out everywhere. \
             Your password alone signs in now; set up new ones in the settings.",
        ),
        _ => return None,
    })
}

pub(super) const EMAIL_CHANGED_HEADING: &str = "Your account has another e-mail address";
pub(super) const EMAIL_CHANGED_TEXT: &str =
    "Mails about your account go to the new address from now on. This is the last one to this address.";
pub(super) const NOT_ME_EMAIL_CHANGED: &str = "It was not you? Then somebody knows your password. Tell the site's admins at once; they can give your account back to you.";
pub(super) const OPEN_SITE_BUTTON: &str = "Open the site";

pub(super) const ADDRESS_TAKEN_HEADING: &str = "You have an account already";
pub(super) const ADDRESS_TAKEN_TEXT: &str =
    "Somebody, perhaps you, wanted to use this address for another account. It belongs to the one that you have.";
pub(super) const SIGN_IN_BUTTON: &str = "Sign in";
pub(super) const ADDRESS_TAKEN_NOTE: &str = "It was not you? Then you need not do anything: nobody got in.";

pub(super) const LOCKED_HEADING: &str = "Your account is locked for a while";
pub(super) const LOCKED_TEXT: &str = "There were too many wrong passwords for your account, so sign-ins from unknown places have to wait. Where you are signed in, you stay signed in.";
pub(super) const LOCKED_NOTE: &str = "A browser in which you signed in before is not kept waiting. You have forgotten your password? Then choose a new one.";

pub(super) const COPIED_HEADING: &str = "A copy of your sign-in was used";
pub(super) const COPIED_TEXT: &str = "Somebody came with a copy of what keeps one of your browsers signed in. That sign-in is ended, for the copy and for your browser; your other ones go on.";
pub(super) const COPIED_NOTE: &str = "It may be a backup of your browser that was restored. If you know of none, choose a new password: it ends all sign-ins.";

pub(super) const LEAVING_HEADING: &str = "Your account will be deleted";
pub(super) const LEAVING_BUTTON: &str = "Sign in and keep it";
pub(super) const LEAVING_NOTE: &str = "Until then your page, posts and comments stay as they are. You are signed out everywhere, and access tokens open nothing; signing in opens nothing but keeping the account and exporting your data.";
pub(super) const NOT_ME_LEAVING: &str = "It was not you? Then somebody knows your password or has one of your passkeys. Sign in, keep the account, and choose a new password at once.";

/// Until when an account can be kept.
pub(super) fn leaving(end: Timestamp) -> String {
    format!("You asked for your account to be deleted. It is on {}, and cannot be brought back then.", moment(end))
}

pub(super) const LEAVING_SOON_HEADING: &str = "Your account will be deleted soon";
pub(super) const LEAVING_SOON_NOTE: &str = "You still want it to be deleted? Then you need not do anything.";

/// The last word before it.
pub(super) fn leaving_soon(end: Timestamp) -> String {
    format!("You asked for your account to be deleted. It is on {}; this is the last mail before it.", moment(end))
}

/// What becomes of what its owner wrote.
pub(super) const fn leaving_content(choice: ContentChoice) -> &'static str {
    match choice {
        ContentChoice::Anonymise => {
            "Published posts and comments stay without your name, under “Deleted user”; drafts and everything else go."
        }
        ContentChoice::Remove => "Your posts, comments and pictures go as well.",
    }
}

pub(super) const INVITATION_HEADING: &str = "You are invited";
pub(super) const INVITATION_BUTTON: &str = "Make an account";
pub(super) const INVITATION_TEXT: &str = "Follow the link to choose a name and a password.";
pub(super) const NOT_ME_INVITATION: &str = "You do not know this person? Then do nothing, and nothing happens.";

pub(super) const APPROVED_HEADING: &str = "Welcome";
pub(super) const APPROVED_TEXT: &str =
    "The people who keep this site have looked at your account and let it in. You can sign in now.";
pub(super) const REFUSED_HEADING: &str = "Your account was not let in";
pub(super) const REFUSED_TEXT: &str = "The people who keep this site have looked at your account and decided against it. Your name and address are forgotten after 30 days.";

/// Above the bare address of the button, for programs that show none.
pub(super) const OR_COPY: &str = "Or copy this address into your browser:";
/// At the end of every mail.
pub(super) const AUTOMATIC: &str = "This mail was sent by a program. Answers to it are read by nobody.";

/// Before everything else.
pub(super) fn greeting(person: &str) -> String {
    format!("Hello {},", name(person))
}

pub(super) fn subject(heading: &str, site: &str) -> String {
    format!("{heading} · {site}")
}

/// The way to sign in, for those who have forgotten.
pub(super) fn your_username(username: &str) -> String {
    format!("Your username is {}.", name(username))
}

/// Which account a link is for: several may claim one address.
pub(super) fn confirms(username: &str) -> String {
    format!("The link is for the account with the username {}. It is not yours? Then do not confirm.", name(username))
}

/// The other way out of a mail.
pub(super) fn forgotten(link: &str) -> String {
    format!("You have forgotten your password? Choose a new one: {link}")
}

/// Where whoever invited has gone meanwhile, the site does.
pub(super) fn invited_by(person: Option<&str>, site: &str) -> String {
    match person {
        Some(person) => format!("{} would like to read you on {}.", name(person), name(site)),
        None => format!("You are invited to write on {}.", name(site)),
    }
}

pub(super) fn invitation_note(end: Timestamp) -> String {
    format!("The invitation is good until {}, and for this address alone.", moment(end))
}

/// As in `5 March 2026, 10:00 UTC`.
pub(super) fn moment(time: Timestamp) -> String {
    let (year, month, day) = time.date();
    let month = MONTHS.get(month.saturating_sub(1) as usize).unwrap_or(&"");
    let minutes = time.as_millis().div_euclid(60_000).rem_euclid(24 * 60);
    format!("{day} {month} {year}, {:02}:{:02} UTC", minutes / 60, minutes % 60)
}

/// A browser and its system as people call them; the program's own words, cut, where it is none that we know.
pub(super) fn program(user_agent: &str) -> String {
    let first = |known: &[(&str, &'static str)]| {
        known.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name)
    };
    // Each calls itself by the names of those before it.
    let browser = first(&[
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser/", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("CriOS/", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("Windows", "Windows"),
        ("Android", "Android"),
        ("iPhone", "iOS"),
        ("iPad", "iPadOS"),
        ("CrOS", "ChromeOS"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(browser), None) => browser.to_owned(),
        (None, _) if user_agent.is_empty() => UNKNOWN_PROGRAM.to_owned(),
        (None, _) => name(&user_agent.chars().take(80).collect::<String>()),
    }
}

/// A name from somebody else in a sentence of ours: one line, and its direction its own where it is not ours.
pub(super) fn name(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    // Hebrew, Arabic and their neighbours: isolated, so that the words around stay where they are (UAX 9).
    let turns = |c: char| matches!(c, '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}');
    if plain.contains(turns) { format!("\u{2068}{plain}\u{2069}") } else { plain }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_called_as_people_call_them() {
        let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
        let safari = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Safari/604";
        let edge = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537 Chrome/140.0 Safari/537 Edg/140.0";

        assert_eq!(program(firefox), "Firefox on Linux");
        assert_eq!(program(safari), "Safari on iOS");
        assert_eq!(program(edge), "Edge on Windows");
        assert_eq!(program("curl/8.0"), "curl/8.0");
        assert_eq!(program(""), UNKNOWN_PROGRAM);
        assert_eq!(program(&"x".repeat(500)).len(), 80);
    }

    #[test]
    fn moments_name_their_zone_and_names_stay_on_their_line() {
        assert_eq!(moment(Timestamp::from_millis(1_772_704_800_000)), "5 March 2026, 10:00 UTC");
        assert_eq!(name("a\r\nBcc: b"), "a  Bcc: b");
        assert_eq!(name("ليلى"), "\u{2068}ليلى\u{2069}");
    }
}
