//! Value types: text that has been checked once and is trusted after.
//!
//! Each type has `parse`, its limits as constants, and messages a person can act on. The browser's forms and the
//! server's requests call the same `parse`.

mod account;
mod body;
mod line;
mod name;
mod search;
mod slug;
mod username;
mod visible;

pub use account::{EmailAddress, Password};
pub use body::{AltText, Bio, CommentBody, PostBody, RegistrationNote, RemovalReason, SuspensionReason, TermsText};
pub use line::{
    CategoryDescription, CategoryName, DisplayName, Excerpt, PasskeyName, RoleLabel, SiteDescription, SiteName, Title,
    TokenName,
};
pub use name::{CanonicalUrl, DomainName, LanguageTag, ProfileUrl, RoleName, TagName};
pub use search::SearchQuery;
pub use slug::{RESERVED_SLUGS, Slug};
pub use username::{Username, canonical_name};
pub use visible::has_visible;

/// Why a text is not a value of its type. The message stands alone beside its field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ValueError {
    /// Nothing but white space.
    #[error("{0} is missing.")]
    Required(&'static str),
    /// Fewer characters than the least allowed.
    #[error("{name} is too short: at least {min} characters.")]
    TooShort {
        /// What the field is called on the screen.
        name: &'static str,
        /// Least number of characters.
        min: usize,
    },
    /// More characters than allowed.
    #[error("{name} is too long: {length} characters, at most {max}.")]
    TooLong {
        /// What the field is called on the screen.
        name: &'static str,
        /// Its length in characters.
        length: usize,
        /// Greatest number of characters.
        max: usize,
    },
    /// More bytes of UTF-8 than allowed.
    #[error("{name} is too long: {bytes} bytes, at most {max}. Split it into several.")]
    TooManyBytes {
        /// What the field is called on the screen.
        name: &'static str,
        /// Its size.
        bytes: usize,
        /// Greatest size.
        max: usize,
    },
    /// More entries than allowed.
    #[error("{name}: at most {max}.")]
    TooMany {
        /// What the field is called on the screen.
        name: &'static str,
        /// Greatest number of entries.
        max: usize,
    },
    /// The same entry twice.
    #[error("{0}")]
    Repeated(&'static str),
    /// Not of the right form; the text says which form that is.
    #[error("{0}")]
    Invalid(&'static str),
}

impl ValueError {
    /// The stable reason for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Required(_) => "required",
            Self::TooShort { .. } => "too_short",
            Self::TooLong { .. } | Self::TooManyBytes { .. } => "too_long",
            Self::TooMany { .. } => "too_many",
            Self::Repeated(_) => "repeated",
            Self::Invalid(_) => "invalid",
        }
    }
}

/// Length in characters (Unicode scalar values), the unit of every limit.
pub(crate) fn length(text: &str) -> usize {
    text.chars().count()
}

/// NUL and other control characters that no text of ours holds; tab and line feed are for bodies alone.
pub(crate) fn has_control(text: &str, allow_lines: bool) -> bool {
    text.chars().any(|c| c.is_control() && !(allow_lines && matches!(c, '\n' | '\t')))
}

/// Marks that turn the direction of text around (UAX 9); in names they hide what is written.
pub(crate) fn has_bidi_control(text: &str) -> bool {
    text.chars()
        .any(|c| matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'))
}

macro_rules! as_text {
    ($name:ident) => {
        impl $name {
            /// The text itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Gives the text away.
            pub fn into_string(self) -> String {
                self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
    };
}
pub(crate) use as_text;

#[cfg(test)]
mod tests;
