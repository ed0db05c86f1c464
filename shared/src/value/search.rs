//! What people type into the search field.

use super::{ValueError, as_text, length};

/// Free text; operators in it are data.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SearchQuery(String);

impl SearchQuery {
    /// Greatest number of characters.
    pub const MAX: usize = 200;

    /// Trims and checks the length; control characters count as spaces.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let length = length(text);
        if length > Self::MAX {
            return Err(ValueError::TooLong { name: "The search", length, max: Self::MAX });
        }
        let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let text = text.trim();
        if text.is_empty() { Err(ValueError::Required("The search")) } else { Ok(Self(text.to_owned())) }
    }
}

as_text!(SearchQuery);
