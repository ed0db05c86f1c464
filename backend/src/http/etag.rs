//! Entity tags: `"<edit version>-<hash of the rest>"`, and what the conditional fields of a request say about them.
//!
//! A like changes the hash and not the version, so a cache sees a new answer while an editor's `If-Match` still holds.
//! Bytes that are stored compressed carry their coding as a suffix (`"7-1f2e3d4c5b6a7988-br"`).

use axum::http::{HeaderMap, HeaderValue, header};
use sha2::{Digest, Sha256};

/// The tag of one representation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag(String);

impl Tag {
    /// The tag of a resource with an edit version; `rest` is all that can change without it, usually the body.
    pub fn versioned(version: i64, rest: &[u8]) -> Self {
        Self(format!("{version}-{}", hash(rest)))
    }

    /// The tag of bytes that nobody edits.
    pub fn of(bytes: &[u8]) -> Self {
        Self(hash(bytes))
    }

    /// The field value for the identity coding.
    pub fn header(&self) -> HeaderValue {
        value(&format!("\"{}\"", self.0))
    }

    /// The field value for bytes stored in a coding, as `br`.
    pub fn coded_header(&self, coding: &str) -> HeaderValue {
        value(&format!("\"{}-{coding}\"", self.0))
    }

    /// The tag without quotes.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn value(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or_else(|_| HeaderValue::from_static("\"\""))
}

/// 64 bits are plenty to tell the versions of one address apart.
fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// True if `If-None-Match` names one of these field values (weak comparison), so that 304 is the answer.
pub fn none_match(headers: &HeaderMap, tags: &[&HeaderValue]) -> bool {
    let Some(field) = headers.get(header::IF_NONE_MATCH) else { return false };
    if tags.contains(&field) {
        return true;
    }
    let Ok(field) = field.to_str() else { return false };
    field.split(',').map(str::trim).any(|given| {
        let given = given.strip_prefix("W/").unwrap_or(given);
        given == "*" || tags.iter().any(|tag| tag.as_bytes() == given.as_bytes())
    })
}

/// The edit versions that an `If-Match` field names, whatever stands behind them.
pub fn versions(field: &str) -> Vec<i64> {
    field.split(',').take(20).filter_map(version).collect()
}

fn version(tag: &str) -> Option<i64> {
    let tag = tag.trim();
    let tag = tag.strip_prefix("W/").unwrap_or(tag);
    let tag = tag.strip_prefix('"')?.strip_suffix('"')?;
    let (version, _) = tag.split_once('-')?;
    version.bytes().all(|byte| byte.is_ascii_digit()).then(|| version.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn if_match_compares_the_version_alone() {
        assert_eq!(versions("\"7-abc\""), [7]);
        assert_eq!(versions("W/\"7-abc-br\", \"9-x\""), [7, 9]);
        assert!(versions("7-abc").is_empty());
        assert!(versions("\"abc\"").is_empty());
        assert!(versions("\"+7-a\"").is_empty());
        assert!(versions("*").is_empty());
        assert!(versions("\"99999999999999999999-a\"").is_empty());
    }

    #[test]
    fn if_none_match_compares_all_of_it() {
        let tag = Tag::versioned(3, b"body");
        let (plain, coded) = (tag.header(), tag.coded_header("br"));
        let asks = |field: &str| {
            let headers = HeaderMap::from_iter([(header::IF_NONE_MATCH, HeaderValue::from_str(field).unwrap())]);
            none_match(&headers, &[&plain, &coded])
        };

        assert!(asks(plain.to_str().unwrap()));
        assert!(asks(&format!("\"other\", W/{}", coded.to_str().unwrap())));
        assert!(asks("*"));
        assert!(!asks(Tag::versioned(3, b"liked").header().to_str().unwrap()));
        assert!(!none_match(&HeaderMap::new(), &[&plain]));
    }
}
