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

/// What an `If-Match` field wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Matching {
    /// Whatever is there: `*`.
    Any,
    /// One of these edit versions, whatever stands behind them in the tag. None, if no tag is one of ours.
    Versions(Vec<u64>),
}

/// Reads an `If-Match` field: `*`, or entity tags between commas (RFC 9110, 8.8.3); `None` for anything else. A tag that we
/// never gave matches nothing.
///
/// The RFC asks for the strong comparison (13.1.1, 8.8.3.2), by which a weak tag matches nothing: bytes may differ behind
/// it. What is compared here is the edit version alone, which a weakened tag still names. Caches that compress weaken the
/// tags that pass through them, and whoever sits behind one could change nothing.
pub fn matching(field: &[u8]) -> Option<Matching> {
    if field.trim_ascii() == b"*" {
        return Some(Matching::Any);
    }
    let mut versions = Vec::new();
    let mut rest = field.trim_ascii();
    loop {
        let quoted = rest.strip_prefix(b"W/").unwrap_or(rest).strip_prefix(b"\"")?;
        // A comma may stand within the quotes, a quote may not.
        let end = quoted.iter().position(|byte| *byte == b'"')?;
        let (tag, behind) = (&quoted[..end], quoted[end + 1..].trim_ascii_start());
        if !tag.iter().all(|byte| matches!(byte, 0x21..=0x7e | 0x80..=0xff)) {
            return None;
        }
        versions.extend(version(tag));
        if behind.is_empty() {
            return Some(Matching::Versions(versions));
        }
        rest = behind.strip_prefix(b",")?.trim_ascii_start();
    }
}

fn version(tag: &[u8]) -> Option<u64> {
    let (version, _) = std::str::from_utf8(tag).ok()?.split_once('-')?;
    version.bytes().all(|byte| byte.is_ascii_digit()).then(|| version.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn if_match_compares_the_version_alone() {
        let versions = |field: &str| match matching(field.as_bytes()) {
            Some(Matching::Versions(versions)) => versions,
            other => panic!("{field}: {other:?}"),
        };

        assert_eq!(versions("\"7-abc\""), [7]);
        assert_eq!(versions(" \"7-0\" ,\"2\", \"9-a,b-br\" "), [7, 9]);
        for not_ours in ["\"2\"", "\"\"", "\"abc\"", "\"+7-a\"", "\"-7\"", "\"99999999999999999999-a\"", "\"é-1\""] {
            assert_eq!(versions(not_ours), [0; 0], "{not_ours}");
        }
        assert_eq!(versions("W/\"7-abc\", \"9-x\",W/\"8-b-gzip\""), [7, 9, 8], "a cache that compresses weakens tags");
    }

    #[test]
    fn if_match_is_a_star_or_a_list_of_tags() {
        assert_eq!(matching(b" * "), Some(Matching::Any));
        for nonsense in [
            "",
            " ",
            "abc",
            "7-0",
            "\"7-0",
            "7-0\"",
            "w/\"7-0\"",
            "W/7-0",
            "W/ \"7-0\"",
            "W/W/\"7-0\"",
            "\"7 0\"",
            "*,*",
            "*, \"7-0\"",
            "\"7-0\",",
            ",\"7-0\"",
            "\"7-0\" \"8-0\"",
        ] {
            assert_eq!(matching(nonsense.as_bytes()), None, "{nonsense}");
        }
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
