//! Slugs: the readable part of an address.

use super::{ValueError, as_text};
use crate::{
    id::has_id_shape,
    normal::{is_combining_mark, nfc},
};

/// Words that addresses of ours use, or may use, in a slug's place.
pub const RESERVED_SLUGS: &[&str] = &[
    "admin",
    "api",
    "archive",
    "assets",
    "categories",
    "comments",
    "docs",
    "draft",
    "drafts",
    "edit",
    "feed",
    "login",
    "logout",
    "me",
    "media",
    "new",
    "posts",
    "preview",
    "register",
    "search",
    "settings",
    "setup",
    "tags",
    "trending",
    "users",
    "write",
];

/// NFC, lower case, letters and digits of any script in words joined by `-`; never of an id's shape, never reserved.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slug(String);

impl Slug {
    /// Greatest number of characters.
    pub const MAX: usize = 100;

    /// Accepts only text that already is a slug.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let length = super::length(text);
        if length == 0 {
            return Err(ValueError::Required("The address"));
        }
        if length > Self::MAX {
            return Err(ValueError::TooLong { name: "The address", length, max: Self::MAX });
        }
        if fold(text) != text {
            return Err(ValueError::Invalid("Use lower-case letters, digits and single hyphens between them."));
        }
        if RESERVED_SLUGS.contains(&text) || has_id_shape(text) {
            return Err(ValueError::Invalid("This address is kept for the site itself; choose another."));
        }
        Ok(Self(text.to_owned()))
    }

    /// The slug that a title suggests, or `None` if nothing of it can stand in an address.
    pub fn suggest(title: &str) -> Option<Self> {
        let folded = fold(title);
        let cut: String = folded.chars().take(80).collect();
        // Cut at a word, unless that leaves next to nothing.
        let cut = match cut.rfind('-') {
            Some(end) if cut.len() < folded.len() && end > 20 => &cut[..end],
            _ => cut.trim_end_matches('-'),
        };
        match Self::parse(cut) {
            Ok(slug) => Some(slug),
            Err(ValueError::Invalid(_)) => Self::parse(&format!("{cut}-1")).ok(),
            Err(_) => None,
        }
    }

    /// This slug with `-{number}` behind it, within the limit: for the second post of the same title.
    pub fn numbered(&self, number: u32) -> Self {
        let suffix = format!("-{number}");
        let kept: String = self.0.chars().take(Self::MAX - suffix.len()).collect();
        Self(format!("{}{suffix}", kept.trim_end_matches('-')))
    }
}

as_text!(Slug);

/// Lower-case letters and digits in words joined by single hyphens; apostrophes vanish, all else parts words.
fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let lower: String = nfc(text).chars().flat_map(char::to_lowercase).collect();
    for c in nfc(&lower).chars() {
        match c {
            '\'' | '’' => {}
            // Combining marks belong to the letter before them where no composed form exists.
            c if c.is_alphanumeric() || (is_combining_mark(c) && !folded.is_empty()) => {
                folded.push(c);
            }
            _ if folded.is_empty() || folded.ends_with('-') => {}
            _ => folded.push('-'),
        }
    }
    folded.truncate(folded.trim_end_matches('-').len());
    folded
}
