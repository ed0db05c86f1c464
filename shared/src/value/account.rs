//! What identifies a person: username, address, password.

use std::fmt;

use super::{RESERVED_SLUGS, ValueError, as_text, has_control, length};
use crate::{id::has_id_shape, normal::nfc};

/// A public, one-of-a-kind name: 3 to 30 of `a-z A-Z 0-9 _ -`, letter or digit at both ends.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Username(String);

impl Username {
    /// Least number of characters.
    pub const MIN: usize = 3;
    /// Greatest number of characters.
    pub const MAX: usize = 30;

    /// Checks form and reserved names; whether it is free only the server knows.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let text = text.trim();
        let length = length(text);
        if length == 0 {
            return Err(ValueError::Required("The username"));
        }
        if length < Self::MIN {
            return Err(ValueError::TooShort { name: "The username", min: Self::MIN });
        }
        if length > Self::MAX {
            return Err(ValueError::TooLong { name: "The username", length, max: Self::MAX });
        }
        let is_plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
        let has_plain_ends = text.starts_with(|c: char| c.is_ascii_alphanumeric())
            && text.ends_with(|c: char| c.is_ascii_alphanumeric());
        if !is_plain || !has_plain_ends {
            return Err(ValueError::Invalid("Use letters, digits, _ and -, with a letter or digit at both ends."));
        }
        let canonical = text.to_ascii_lowercase();
        if RESERVED_SLUGS.contains(&canonical.as_str()) || RESERVED.contains(&canonical.as_str()) || has_id_shape(text)
        {
            return Err(ValueError::Invalid("This name is kept for the site itself; choose another."));
        }
        Ok(Self(text.to_owned()))
    }

    /// The form in which names are compared.
    pub fn canonical(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

as_text!(Username);

/// Names that would speak for the site.
const RESERVED: &[&str] = &[
    "administrator",
    "anonymous",
    "broadsheet",
    "deleted",
    "everyone",
    "guest",
    "help",
    "info",
    "mod",
    "moderator",
    "moderators",
    "null",
    "official",
    "owner",
    "postmaster",
    "root",
    "security",
    "staff",
    "support",
    "system",
    "team",
    "undefined",
    "unknown",
    "webmaster",
];

/// An address for mail, in the plain form that mail programs send (a subset of RFC 5321).
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// Greatest number of characters.
    pub const MAX: usize = 254;

    /// One mailbox: no quoted local part, no second address, no control characters.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let text: String = nfc(text.trim());
        let length = length(&text);
        if length == 0 {
            return Err(ValueError::Required("The e-mail address"));
        }
        if text.len() > Self::MAX {
            return Err(ValueError::TooLong { name: "The e-mail address", length, max: Self::MAX });
        }
        let error = || ValueError::Invalid("Use an e-mail address such as ana@example.org.");
        let (local, domain) = text.split_once('@').ok_or_else(error)?;
        let is_local = (1..=64).contains(&local.len())
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..")
            && local.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&b));
        let labels: Vec<_> = domain.split('.').collect();
        let is_domain = labels.len() >= 2
            && labels.iter().all(|label| {
                (1..=63).contains(&label.len())
                    && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
                    && !label.starts_with('-')
                    && !label.ends_with('-')
            });
        if is_local && is_domain { Ok(Self(text)) } else { Err(error()) }
    }

    /// The form in which addresses are compared: lower case. The address itself is kept as typed.
    pub fn canonical(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

as_text!(EmailAddress);

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmailAddress(..)")
    }
}

/// A password as it will be hashed: NFC, 8 to 128 characters, any characters (ASVS 6.2.8, 6.2.9).
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    /// Least number of characters.
    pub const MIN: usize = 8;
    /// Greatest number of characters.
    pub const MAX: usize = 128;

    /// A new password: no composition rules, no truncation.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        if text.len() > Self::MAX * 16 {
            return Err(ValueError::TooLong { name: "The password", length: length(text), max: Self::MAX });
        }
        let text: String = nfc(text);
        let length = length(&text);
        if length == 0 {
            return Err(ValueError::Required("The password"));
        }
        if length < Self::MIN {
            return Err(ValueError::TooShort { name: "The password", min: Self::MIN });
        }
        if length > Self::MAX {
            return Err(ValueError::TooLong { name: "The password", length, max: Self::MAX });
        }
        if has_control(&text, false) {
            return Err(ValueError::Invalid("Please leave out control characters."));
        }
        Ok(Self(text))
    }

    /// The secret itself, for the hasher alone.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(..)")
    }
}
