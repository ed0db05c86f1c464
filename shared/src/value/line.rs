//! One-line texts: titles, names, excerpts.

use super::{ValueError, as_text, has_bidi_control, has_control, has_visible, length};
use crate::normal::nfc;

/// Text on one line: NFC, white space folded to single spaces and trimmed, no control characters.
fn one_line(text: &str, name: &'static str, min: usize, max: usize) -> Result<String, ValueError> {
    // Counted before folding too, so that a megabyte of spaces is refused and not worked on.
    if text.len() > max.saturating_mul(4).saturating_add(1024) {
        return Err(ValueError::TooLong { name, length: length(text), max });
    }
    let folded: String = nfc(text).split_whitespace().collect::<Vec<_>>().join(" ");
    if has_control(&folded, false) || has_bidi_control(&folded) {
        return Err(ValueError::Invalid("Please leave out control characters."));
    }
    if !has_visible(&folded) {
        return if min > 0 { Err(ValueError::Required(name)) } else { Ok(String::new()) };
    }
    let length = length(&folded);
    if length < min {
        return Err(ValueError::TooShort { name, min });
    }
    if length > max {
        return Err(ValueError::TooLong { name, length, max });
    }
    Ok(folded)
}

macro_rules! lines {
    ($($(#[$doc:meta])* $name:ident, $label:literal, $min:literal ..= $max:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(String);

        impl $name {
            /// Least number of characters.
            pub const MIN: usize = $min;
            /// Greatest number of characters.
            pub const MAX: usize = $max;

            /// Folds white space, normalises to NFC and checks the length.
            pub fn parse(text: &str) -> Result<Self, ValueError> {
                one_line(text, $label, Self::MIN, Self::MAX).map(Self)
            }
        }

        as_text!($name);
    )+};
}

lines! {
    /// The title of a post.
    Title, "The title", 1..=200;
    /// What a post is about, in a sentence or two; empty means one made from the body.
    Excerpt, "The excerpt", 0..=400;
    /// The name a person shows; empty means the username.
    DisplayName, "The display name", 0..=60;
    /// The name of a category.
    CategoryName, "The name", 1..=60;
    /// What belongs in a category.
    CategoryDescription, "The description", 0..=300;
    /// The name of the site.
    SiteName, "The site's name", 1..=80;
    /// What the site is about.
    SiteDescription, "The site's description", 0..=300;
    /// What people call a role.
    RoleLabel, "The label", 1..=60;
    /// What its owner calls a token.
    TokenName, "The name", 1..=60;
    /// What its owner calls a passkey.
    PasskeyName, "The name", 1..=60;
}
