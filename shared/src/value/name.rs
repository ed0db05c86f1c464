//! Tags, names of roles, language tags, addresses and domains.

use super::{Slug, ValueError, as_text, length};
use crate::normal::nfc;

/// A tag: a slug of at most 40 characters; what people type is folded into it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TagName(String);

impl TagName {
    /// Greatest number of characters.
    pub const MAX: usize = 40;
    /// Greatest number of tags of one post.
    pub const MAX_PER_POST: usize = 5;

    /// Folds `Web Assembly` into `web-assembly`, and `C++` and `C#` into what they are called: `c-plus-plus`, `c-sharp`.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let text = text.trim().trim_start_matches('#');
        let length = length(text);
        if length > Self::MAX {
            return Err(ValueError::TooLong { name: "The tag", length, max: Self::MAX });
        }
        let Some(slug) = Slug::suggest(&spell_signs(text)) else {
            return Err(ValueError::Invalid("A tag needs letters or digits."));
        };
        let length = super::length(slug.as_str());
        if length > Self::MAX {
            return Err(ValueError::TooLong { name: "The tag", length, max: Self::MAX });
        }
        Ok(Self(slug.into_string()))
    }

    /// Folds each, refuses more than [`Self::MAX_PER_POST`], repeated ones included, and keeps each once.
    pub fn parse_all(texts: &[String]) -> Result<Vec<Self>, (usize, ValueError)> {
        if texts.len() > Self::MAX_PER_POST {
            return Err((Self::MAX_PER_POST, ValueError::TooMany { name: "Tags", max: Self::MAX_PER_POST }));
        }
        let mut tags = Vec::with_capacity(texts.len());
        for (index, text) in texts.iter().enumerate() {
            let tag = Self::parse(text).map_err(|error| (index, error))?;
            if !tags.contains(&tag) {
                tags.push(tag);
            }
        }
        Ok(tags)
    }
}

as_text!(TagName);

/// Names of languages end in signs that a slug has no room for: what stands behind a word is spelled out, so that `C`,
/// `C++` and `C#` stay three tags. Signs elsewhere part words.
fn spell_signs(text: &str) -> String {
    let mut spelled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(['+', '#', '♯']) {
        let (before, from) = rest.split_at(start);
        let end = from.find(|c| !matches!(c, '+' | '#' | '♯')).unwrap_or(from.len());
        let (signs, after) = from.split_at(end);
        spelled.push_str(before);
        let ends_a_word = before.ends_with(char::is_alphanumeric) && !after.starts_with(char::is_alphanumeric);
        for sign in signs.chars() {
            spelled.push_str(match (ends_a_word, sign) {
                (true, '+') => "-plus",
                (true, _) => "-sharp",
                (false, _) => "-",
            });
        }
        rest = after;
    }
    spelled.push_str(rest);
    spelled
}

/// The name of a role: 2 to 30 of `a-z 0-9 -`, a letter first.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RoleName(String);

impl RoleName {
    /// Greatest number of characters.
    pub const MAX: usize = 30;

    /// Checks the form; whether it is free only the server knows.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let text = text.trim();
        let length = length(text);
        if length == 0 {
            return Err(ValueError::Required("The name"));
        }
        if length > Self::MAX {
            return Err(ValueError::TooLong { name: "The name", length, max: Self::MAX });
        }
        let is_plain = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if length < 2 || !is_plain || !text.starts_with(|c: char| c.is_ascii_lowercase()) || text.ends_with('-') {
            return Err(ValueError::Invalid("Use 2 to 30 small letters, digits and hyphens, with a letter first."));
        }
        Ok(Self(text.to_owned()))
    }
}

as_text!(RoleName);

/// A language tag in the simple form of BCP 47: `en`, `pt-BR`, `zh-Hant-TW`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LanguageTag(String);

impl LanguageTag {
    /// Greatest number of characters.
    pub const MAX: usize = 35;

    /// Checks the form, not whether anybody speaks it.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let error = ValueError::Invalid("Use a language tag such as en, de or pt-BR.");
        let mut parts = text.split('-');
        let language = parts.next().unwrap_or_default();
        let is_language = (2..=3).contains(&language.len()) && language.bytes().all(|b| b.is_ascii_lowercase());
        let rest_is_right =
            parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()));
        if is_language && rest_is_right && text.len() <= Self::MAX { Ok(Self(text.to_owned())) } else { Err(error) }
    }
}

as_text!(LanguageTag);

/// Where a post was first published: an absolute http or https address.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CanonicalUrl(String);

impl CanonicalUrl {
    /// Greatest number of characters.
    pub const MAX: usize = 500;

    /// Checks scheme, host and characters.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let text: String = nfc(text.trim());
        let length = length(&text);
        if length > Self::MAX {
            return Err(ValueError::TooLong { name: "The address", length, max: Self::MAX });
        }
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
        let is_host = !host.is_empty() && !host.contains(['@', '\\']) && !host.starts_with([':', '.']);
        let is_plain = !text.chars().any(|c| {
            c.is_control() || c.is_whitespace() || matches!(c, '<' | '>' | '"' | '\\' | '^' | '`' | '{' | '|' | '}')
        });
        if is_host && is_plain && !super::has_bidi_control(&text) {
            Ok(Self(text))
        } else {
            Err(ValueError::Invalid("Use a full address that starts with https://."))
        }
    }
}

as_text!(CanonicalUrl);

/// An address that a person shows on their page: https alone.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ProfileUrl(String);

impl ProfileUrl {
    /// Greatest number of characters.
    pub const MAX: usize = 200;
    /// Greatest number of links on a page, the website apart.
    pub const MAX_LINKS: usize = 5;

    /// Checks scheme, host and characters.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let url = CanonicalUrl::parse(text)?.into_string();
        let length = length(&url);
        if length > Self::MAX {
            return Err(ValueError::TooLong { name: "The address", length, max: Self::MAX });
        }
        if url.starts_with("https://") {
            Ok(Self(url))
        } else {
            Err(ValueError::Invalid("Use a full address that starts with https://."))
        }
    }

    /// Each of at most [`Self::MAX_LINKS`]; repeated ones are kept once. An error says which one is wrong.
    pub fn parse_all(texts: &[String]) -> Result<Vec<Self>, (usize, ValueError)> {
        if texts.len() > Self::MAX_LINKS {
            return Err((Self::MAX_LINKS, ValueError::TooMany { name: "Links", max: Self::MAX_LINKS }));
        }
        let mut links = Vec::with_capacity(texts.len());
        for (index, text) in texts.iter().enumerate() {
            let link = Self::parse(text).map_err(|error| (index, error))?;
            if !links.contains(&link) {
                links.push(link);
            }
        }
        Ok(links)
    }
}

as_text!(ProfileUrl);

/// A domain of mail addresses, in lower case: `example.org`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DomainName(String);

impl DomainName {
    /// Greatest number of characters.
    pub const MAX: usize = 253;
    /// Greatest number in a list of allowed ones.
    pub const MAX_ALLOWED: usize = 50;

    /// Labels of letters, digits and hyphens, two at least.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let text = text.trim().trim_start_matches('@').to_ascii_lowercase();
        let length = length(&text);
        if length > Self::MAX {
            return Err(ValueError::TooLong { name: "The domain", length, max: Self::MAX });
        }
        let labels: Vec<_> = text.split('.').collect();
        let is_label = |label: &&str| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        if labels.len() >= 2 && labels.iter().all(is_label) {
            Ok(Self(text))
        } else {
            Err(ValueError::Invalid("Use a domain such as example.org."))
        }
    }

    /// Each of at most [`Self::MAX_ALLOWED`], once. An error says which one is wrong.
    pub fn parse_all(texts: &[String]) -> Result<Vec<Self>, (usize, ValueError)> {
        if texts.len() > Self::MAX_ALLOWED {
            return Err((Self::MAX_ALLOWED, ValueError::TooMany { name: "Domains", max: Self::MAX_ALLOWED }));
        }
        let mut domains = Vec::with_capacity(texts.len());
        for (index, text) in texts.iter().enumerate() {
            let domain = Self::parse(text).map_err(|error| (index, error))?;
            if !domains.contains(&domain) {
                domains.push(domain);
            }
        }
        Ok(domains)
    }

    /// True for this domain itself and for those beneath it; the dot between decides, so `notexample.org` is neither.
    pub fn holds(&self, domain: &str) -> bool {
        let domain = domain.to_ascii_lowercase();
        domain == self.0 || domain.strip_suffix(&self.0).is_some_and(|above| above.ends_with('.'))
    }
}

as_text!(DomainName);
