//! The text of a personal access token: `bs_pat_`, 256 random bits and a checksum, in small letters and digits that
//! survive every editor, shell and double click.
//!
//! The prefix and the checksum let scanners for leaked secrets know one without asking us, and let us refuse a mistyped
//! one without asking the database. The database keeps the SHA-256 alone (SECURITY A16).

use std::fmt;

use super::crypto::{Digest256, constant_time_eq, random_bytes, sha256, token_hash};

/// What every token begins with.
pub const PREFIX: &str = "bs_pat_";
/// RFC 4648's alphabet of base 32, small.
const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
/// Characters of 256 bits.
const SECRET_CHARS: usize = 52;
/// Characters of the checksum: 32 bits.
const CHECKSUM_CHARS: usize = 7;
/// Characters of the secret that its owner goes on seeing, to tell one token from another: 20 bits of 256.
const HINT_CHARS: usize = 4;

/// A token as it is shown once. Its `Debug` form hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonalTokenText(String);

impl PersonalTokenText {
    /// A fresh one.
    pub fn random() -> Self {
        let text = format!("{PREFIX}{}", base32(&random_bytes::<32>()));
        let checksum = checksum(&text);
        Self(text + &checksum)
    }

    /// The text, given away.
    pub fn into_string(self) -> String {
        self.0
    }

    /// How it begins: what its owner goes on seeing.
    pub fn hint(&self) -> &str {
        &self.0[..PREFIX.len() + HINT_CHARS]
    }

    /// What the database keeps.
    pub fn hash(&self) -> Digest256 {
        token_hash(&self.0)
    }
}

impl fmt::Debug for PersonalTokenText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonalTokenText(..)")
    }
}

/// The hash of a token that somebody presents; `None` for a text that cannot be one.
pub fn read(presented: &str) -> Option<Digest256> {
    let body = presented.strip_prefix(PREFIX)?;
    if body.len() != SECRET_CHARS + CHECKSUM_CHARS || !body.bytes().all(|byte| ALPHABET.contains(&byte)) {
        return None;
    }
    let (text, claimed) = presented.split_at(PREFIX.len() + SECRET_CHARS);
    constant_time_eq(checksum(text).as_bytes(), claimed.as_bytes()).then(|| token_hash(presented))
}

/// The first 32 bits of the SHA-256 of all before it.
fn checksum(text: &str) -> String {
    base32(&sha256(text.as_bytes())[..4])
}

/// Bits from the left, five a character; the last one is filled up with zeros.
fn base32(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 8 / 5 + 1);
    let (mut pending, mut bits) = (0_u32, 0_u32);
    for byte in bytes {
        pending = (pending << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(char::from(ALPHABET[(pending >> bits) as usize & 31]));
        }
    }
    if bits > 0 {
        text.push(char::from(ALPHABET[(pending << (5 - bits)) as usize & 31]));
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::platform::edits::edits;

    proptest! {
        #[test]
        fn a_token_is_read_back_and_one_with_any_edit_is_none(edit in edits()) {
            let token = PersonalTokenText::random();
            let (hash, text) = (token.hash(), token.into_string());

            prop_assert_eq!(read(&text), Some(hash));
            prop_assert_eq!(read(&edit.of(&text)), None);
        }
    }

    #[test]
    fn base_32_is_that_of_the_rfc() {
        assert_eq!(base32(b"foobar"), "mzxw6ytboi");
        assert_eq!(base32(b"f"), "my");
        assert_eq!(base32(&[0; 32]).len(), SECRET_CHARS);
        assert_eq!(base32(&[255; 4]).len(), CHECKSUM_CHARS);
    }

    #[test]
    fn a16_a_token_is_256_random_bits_behind_a_prefix_and_is_known_by_its_hash() {
        let (one, other) = (PersonalTokenText::random(), PersonalTokenText::random());

        assert_ne!(one, other);
        assert_eq!(format!("{one:?}"), "PersonalTokenText(..)");
        assert!(one.hint().starts_with("bs_pat_") && one.hint().len() == 11);
        let (hash, text) = (one.hash(), one.into_string());
        assert_eq!(text.len(), PREFIX.len() + SECRET_CHARS + CHECKSUM_CHARS);
        assert_eq!(read(&text), Some(hash));
    }

    #[test]
    fn a_mistyped_token_is_known_without_the_database() {
        let text = PersonalTokenText::random().into_string();

        for place in 0..text.len() {
            let mut wrong = text.clone().into_bytes();
            wrong[place] = if wrong[place] == b'a' { b'b' } else { b'a' };
            // The last character of either part holds a few bits alone; what it encodes may stay, the text does not.
            assert_eq!(read(std::str::from_utf8(&wrong).unwrap()), None, "place {place}");
        }
        for wrong in ["", "bs_pat_", &text[1..], &text[..text.len() - 1], &format!("{text}a"), &text.to_uppercase()] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
