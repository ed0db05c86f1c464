//! How a person is reached and proves who they are: address and password.

use std::fmt;

use super::{ValueError, as_text, has_control, length};
use crate::normal::nfc;

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

    /// What stands before the `@`.
    pub fn local_part(&self) -> &str {
        self.0.split_once('@').map_or("", |(local, _)| local)
    }

    /// What stands behind it, in the form in which domains are compared.
    pub fn domain(&self) -> String {
        self.0.split_once('@').map(|(_, domain)| domain.to_ascii_lowercase()).unwrap_or_default()
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
