//! The mails as they are written, before they are dressed: one function a template, its words from [`words`].

mod notified;

use broadsheet_shared::{time::Timestamp, v2::Departure};
pub(super) use notified::{Ways, digest, notification};

use super::words;
use crate::domain::{audit::Action, session::Device};

/// Whom a letter is for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Person<'a> {
    /// As the person calls themselves.
    pub name: &'a str,
    /// As they sign in.
    pub username: &'a str,
}

/// A mail in plain words. Names from people stand in it as they are; whoever dresses it escapes them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Letter {
    /// What it is about; the subject begins with it.
    pub heading: String,
    /// Whom it is for. Empty for somebody without a name here.
    pub greeting: String,
    /// What happened.
    pub paragraphs: Vec<String>,
    /// Names and values beneath.
    pub facts: Vec<(&'static str, String)>,
    /// What there is to see, each with its address.
    pub items: Vec<Item>,
    /// The one thing to do.
    pub button: Option<Button>,
    /// What else is good to know.
    pub notes: Vec<String>,
    /// The address that ends mails like this one, where they can be ended.
    pub unsubscribe: Option<String>,
}

/// One of several things to see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    pub text: String,
    pub address: String,
}

/// A link that is seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Button {
    pub label: &'static str,
    pub address: String,
}

impl Letter {
    /// The subject on this site.
    pub fn subject(&self, site: &str) -> String {
        words::subject(&self.heading, &words::name(site))
    }

    fn to(person: &Person<'_>, heading: &str) -> Self {
        Self { heading: heading.to_owned(), greeting: words::greeting(person.name), ..Self::default() }
    }

    fn says(mut self, text: impl Into<String>) -> Self {
        self.paragraphs.push(text.into());
        self
    }

    fn leads(mut self, label: &'static str, address: String) -> Self {
        self.button = Some(Button { label, address });
        self
    }

    fn notes(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }
}

/// To the address that is to be confirmed: a new account's, or one that takes the place of another.
pub(super) fn confirm_email(person: &Person<'_>, link: String, is_change: bool) -> Letter {
    let text = if is_change { words::CONFIRM_CHANGE_TEXT } else { words::CONFIRM_TEXT };
    Letter::to(person, words::CONFIRM_HEADING)
        .says(text)
        .says(words::confirms(person.username))
        .leads(words::CONFIRM_BUTTON, link)
        .notes(words::CONFIRM_NOTE)
        .notes(words::NOT_ME_CONFIRM)
}

/// The way to a new password.
pub(super) fn reset_password(person: &Person<'_>, link: String) -> Letter {
    Letter::to(person, words::RESET_HEADING)
        .says(words::RESET_TEXT)
        .says(words::your_username(person.username))
        .leads(words::RESET_BUTTON, link)
        .notes(words::RESET_NOTE)
        .notes(words::NOT_ME_RESET)
}

/// After the password was changed.
pub(super) fn password_changed(person: &Person<'_>, forgot: String) -> Letter {
    Letter::to(person, words::PASSWORD_CHANGED_HEADING)
        .says(words::PASSWORD_CHANGED_TEXT)
        .leads(words::SECURE_BUTTON, forgot)
        .notes(words::NOT_ME)
}

/// After a sign-in with a program that was not seen before.
pub(super) fn new_sign_in(person: &Person<'_>, device: &Device, at: Timestamp, forgot: String) -> Letter {
    let mut letter = Letter::to(person, words::NEW_SIGN_IN_HEADING).says(words::NEW_SIGN_IN_TEXT);
    letter.facts = vec![
        (words::PROGRAM, words::program(&device.user_agent)),
        (words::PLACE, device.address.clone()),
        (words::TIME, words::moment(at)),
    ];
    letter.leads(words::SECURE_BUTTON, forgot).notes(words::NOT_ME).notes(words::IT_WAS_ME)
}

/// After a change of the account's second factors, or the use of a recovery code; nothing for any other deed.
pub(super) fn factor_changed(person: &Person<'_>, action: Action, at: Timestamp, forgot: String) -> Option<Letter> {
    let (heading, text) = words::factor_changed(action)?;
    let mut letter = Letter::to(person, heading).says(text);
    letter.facts = vec![(words::TIME, words::moment(at))];
    Some(letter.leads(words::SECURE_BUTTON, forgot).notes(words::NOT_ME_FACTOR).notes(words::IT_WAS_ME))
}

/// After a right password that no second factor followed: from where, as long as that is known.
pub(super) fn second_factor_asked(
    person: &Person<'_>,
    device: Option<&Device>,
    at: Timestamp,
    forgot: String,
) -> Letter {
    let mut letter = Letter::to(person, words::STOPPED_HEADING).says(words::STOPPED_TEXT);
    if let Some(device) = device {
        letter.facts.push((words::PROGRAM, words::program(&device.user_agent)));
        letter.facts.push((words::PLACE, device.address.clone()));
    }
    letter.facts.push((words::TIME, words::moment(at)));
    letter.leads(words::RESET_BUTTON, forgot).notes(words::NOT_ME_STOPPED).notes(words::IT_WAS_ME)
}

/// To the address that the account had before.
pub(super) fn email_changed(person: &Person<'_>, home: String) -> Letter {
    Letter::to(person, words::EMAIL_CHANGED_HEADING)
        .says(words::EMAIL_CHANGED_TEXT)
        .says(words::NOT_ME_EMAIL_CHANGED)
        .leads(words::OPEN_SITE_BUTTON, home)
}

/// To the owner of an address that somebody wanted to use once more.
pub(super) fn address_taken(person: &Person<'_>, login: String, forgot: String) -> Letter {
    Letter::to(person, words::ADDRESS_TAKEN_HEADING)
        .says(words::ADDRESS_TAKEN_TEXT)
        .says(words::your_username(person.username))
        .leads(words::SIGN_IN_BUTTON, login)
        .notes(words::forgotten(&forgot))
        .notes(words::ADDRESS_TAKEN_NOTE)
}

/// After too many wrong passwords.
pub(super) fn account_locked(person: &Person<'_>, forgot: String) -> Letter {
    Letter::to(person, words::LOCKED_HEADING)
        .says(words::LOCKED_TEXT)
        .leads(words::RESET_BUTTON, forgot)
        .notes(words::LOCKED_NOTE)
}

/// After a refresh token came back that had long been exchanged for another.
pub(super) fn session_copied(person: &Person<'_>, device: &Device, at: Timestamp, forgot: String) -> Letter {
    let mut letter = Letter::to(person, words::COPIED_HEADING).says(words::COPIED_TEXT);
    letter.facts = vec![(words::PROGRAM, words::program(&device.user_agent)), (words::TIME, words::moment(at))];
    letter.leads(words::RESET_BUTTON, forgot).notes(words::COPIED_NOTE)
}

/// After somebody asked for the account to be deleted: until when it can be kept, and how.
pub(super) fn account_leaving(person: &Person<'_>, departure: &Departure, login: String) -> Letter {
    Letter::to(person, words::LEAVING_HEADING)
        .says(words::leaving(departure.erase_at))
        .says(words::leaving_content(departure.content))
        .says(words::your_username(person.username))
        .leads(words::LEAVING_BUTTON, login)
        .notes(words::LEAVING_NOTE)
        .notes(words::NOT_ME_LEAVING)
}

/// A few days before the account is deleted: how it can still be kept.
pub(super) fn account_leaving_soon(person: &Person<'_>, departure: &Departure, login: String) -> Letter {
    Letter::to(person, words::LEAVING_SOON_HEADING)
        .says(words::leaving_soon(departure.erase_at))
        .says(words::leaving_content(departure.content))
        .says(words::your_username(person.username))
        .leads(words::LEAVING_BUTTON, login)
        .notes(words::LEAVING_SOON_NOTE)
        .notes(words::NOT_ME_LEAVING)
}

/// To somebody who has no account yet.
pub(super) fn invitation(inviter: Option<&str>, site: &str, link: String, end: Timestamp) -> Letter {
    Letter { heading: words::INVITATION_HEADING.to_owned(), ..Letter::default() }
        .says(words::invited_by(inviter, site))
        .says(words::INVITATION_TEXT)
        .leads(words::INVITATION_BUTTON, link)
        .notes(words::invitation_note(end))
        .notes(words::NOT_ME_INVITATION)
}

/// To somebody who waited, and need not any more.
pub(super) fn registration_approved(person: &Person<'_>, login: String) -> Letter {
    Letter::to(person, words::APPROVED_HEADING)
        .says(words::APPROVED_TEXT)
        .says(words::your_username(person.username))
        .leads(words::SIGN_IN_BUTTON, login)
}

/// To somebody who waited, in vain.
pub(super) fn registration_refused(person: &Person<'_>, home: String) -> Letter {
    Letter::to(person, words::REFUSED_HEADING).says(words::REFUSED_TEXT).leads(words::OPEN_SITE_BUTTON, home)
}
