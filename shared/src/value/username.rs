//! Usernames: public, one of a kind, and not to be mistaken for one another (UTS 39).
//!
//! A name has three forms: as typed, which is shown; canonical, which is looked up and compared; and its skeleton, which
//! look-alikes share. Scripts and skeletons need large tables: the server has them, a browser leaves that part to it.

use super::{RESERVED_SLUGS, ValueError, as_text, length};
use crate::{
    id::has_id_shape,
    normal::{is_combining_mark, nfc, nfkc},
};

/// A public, one-of-a-kind name: 3 to 30 letters and digits of one script, `_` and `-`, with a letter or digit at both
/// ends.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Username(String);

impl Username {
    /// Least number of characters.
    pub const MIN: usize = 3;
    /// Greatest number of characters.
    pub const MAX: usize = 30;

    /// Checks form, script and reserved names; whether it is free only the server knows.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let text = text.trim();
        // Counted before normalising too, so that a megabyte is refused and not worked on.
        let text = if text.len() > Self::MAX * 16 { text.to_owned() } else { nfc(text) };
        let length = length(&text);
        if length == 0 {
            return Err(ValueError::Required("The username"));
        }
        if length < Self::MIN {
            return Err(ValueError::TooShort { name: "The username", min: Self::MIN });
        }
        if length > Self::MAX {
            return Err(ValueError::TooLong { name: "The username", length, max: Self::MAX });
        }
        if !has_plain_form(&text) {
            return Err(ValueError::Invalid("Use letters, digits, _ and -, with a letter or digit at both ends."));
        }
        let canonical = canonical_name(&text);
        if !has_one_script(&text) || nfkc(&text) != text || canonical.chars().count() > Self::MAX {
            return Err(ValueError::Invalid("Use letters of one script in their usual form, and digits of one kind."));
        }
        if is_reserved(&text, &canonical) || has_id_shape(&text) {
            return Err(ValueError::Invalid("This name is kept for the site itself; choose another."));
        }
        Ok(Self(text))
    }

    /// The form in which names are compared.
    pub fn canonical(&self) -> String {
        canonical_name(&self.0)
    }

    /// What all names that look like this one, as it is typed, have in common. Never shown.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn skeleton(&self) -> String {
        looks::skeleton(&self.0)
    }
}

as_text!(Username);

/// The form in which names are compared, of any text: compatibility forms and cases of letters fold into one. Folding
/// twice is folding once (SECURITY L1), for whoever compares folded names must not fold two people into one.
pub fn canonical_name(text: &str) -> String {
    let mut folded = fold(text);
    // One pass may uncover what the next one folds, as a capital behind a compatibility form. It ends soon: each pass
    // leaves less to fold.
    for _ in 0..8 {
        let again = fold(&folded);
        if again == folded {
            break;
        }
        folded = again;
    }
    folded
}

fn fold(text: &str) -> String {
    // The sigma at the end of a word is a matter of writing, not of the name.
    let one_sigma = |c: char| if c == 'ς' { 'σ' } else { c };
    nfkc(&nfkc(text).chars().flat_map(char::to_lowercase).map(one_sigma).collect::<String>())
}

/// Marks on one letter; scripts of India need three.
const MAX_MARKS: usize = 3;

fn has_plain_form(text: &str) -> bool {
    let is_mark = |c: char| !c.is_ascii() && is_combining_mark(c);
    let mut marks = 0;
    for c in text.chars() {
        // Some marks count as letters too, so they are asked for first.
        if is_mark(c) {
            marks += 1;
        } else if c.is_alphanumeric() || matches!(c, '_' | '-') {
            marks = 0;
        } else {
            return false;
        }
        if marks > MAX_MARKS {
            return false;
        }
    }
    let is_sign = |c: char| matches!(c, '_' | '-');
    text.starts_with(|c: char| c.is_alphanumeric() && !is_mark(c)) && !text.ends_with(is_sign) && !marks_a_sign(text)
}

/// True where a mark stands on `_` or `-`.
fn marks_a_sign(text: &str) -> bool {
    let pairs = text.chars().zip(text.chars().skip(1));
    pairs.into_iter().any(|(one, next)| matches!(one, '_' | '-') && !next.is_ascii() && is_combining_mark(next))
}

/// Digits of one kind, everywhere; letters of one script, where the tables are.
fn has_one_script(text: &str) -> bool {
    let has_plain_digits = text.chars().any(|c| c.is_ascii_digit());
    let has_other_digits = text.chars().any(|c| !c.is_ascii() && c.is_numeric());
    !(has_plain_digits && has_other_digits) && looks::is_of_one_script(text)
}

fn is_reserved(text: &str, canonical: &str) -> bool {
    RESERVED_SLUGS.contains(&canonical)
        || RESERVED.contains(&canonical)
        || canonical.starts_with(crate::v2::GONE_PREFIX)
        || looks::is_like_reserved(text)
}

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

#[cfg(not(target_arch = "wasm32"))]
mod looks {
    use std::{collections::HashSet, sync::LazyLock};

    use unicode_security::{RestrictionLevel, RestrictionLevelDetection};

    use super::{RESERVED, RESERVED_SLUGS, canonical_name};

    /// Skeletons of reserved names in small and in capital letters.
    static RESERVED_SKELETONS: LazyLock<HashSet<String>> = LazyLock::new(|| {
        let names = RESERVED_SLUGS.iter().chain(RESERVED);
        names.flat_map(|name| [skeleton(name), skeleton(&name.to_uppercase())]).collect()
    });

    /// UTS 39, section 4, with cases of letters folded after it: names are shown as typed, so what looks alike is asked
    /// of them as typed.
    pub fn skeleton(text: &str) -> String {
        canonical_name(&unicode_security::skeleton(text).collect::<String>())
    }

    /// "Highly restrictive" of UTS 39, section 5.2: letters for identifiers, of one script, or of those that Japanese,
    /// Chinese and Korean mix.
    pub fn is_of_one_script(text: &str) -> bool {
        text.check_restriction_level(RestrictionLevel::HighlyRestrictive)
    }

    pub fn is_like_reserved(text: &str) -> bool {
        RESERVED_SKELETONS.contains(&skeleton(text))
    }
}

#[cfg(target_arch = "wasm32")]
mod looks {
    pub fn is_of_one_script(_: &str) -> bool {
        true
    }

    pub fn is_like_reserved(_: &str) -> bool {
        false
    }
}

#[cfg(test)]
mod tests;
