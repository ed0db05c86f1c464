//! Random tokens, digests, keyed digests and comparison in constant time.
//!
//! Tokens are 256 random bits. The database keeps only their SHA-256, so a stolen copy holds nothing usable (SECURITY
//! A16); a slow hash is for passwords, which people choose, and lives next door.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// A SHA-256 or HMAC-SHA-256 result.
pub type Digest256 = [u8; 32];

/// A secret of 256 random bits in base64url, shown once to its owner. Its `Debug` form hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// A fresh one from the operating system's randomness.
    pub fn random() -> Self {
        Self::from_bytes(&random_bytes::<32>())
    }

    /// The token whose 256 bits are given, as when one is derived from another by [`hmac_sha256`].
    pub fn from_bytes(bytes: &Digest256) -> Self {
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// The text that travels: 43 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What the database keeps.
    pub fn hash(&self) -> Digest256 {
        token_hash(&self.0)
    }

    /// The text, given away.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

/// What the database keeps of a token somebody presents, whatever its form: a malformed one just finds no row.
pub fn token_hash(presented: &str) -> Digest256 {
    sha256(presented.as_bytes())
}

/// SHA-256.
pub fn sha256(bytes: &[u8]) -> Digest256 {
    Sha256::digest(bytes).into()
}

/// Half a SHA-256 of `parts`, each with its length before it: a short name for their combination that nobody can forge.
pub fn fingerprint(parts: &[&str]) -> u128 {
    let mut hasher = Sha256::new();
    for part in parts {
        // Four bytes, not eight: a usual cache key then fits into one block of SHA-256.
        hasher.update(u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
        hasher.update(part.as_bytes());
    }
    let mut half = [0; 16];
    half.copy_from_slice(&hasher.finalize()[..16]);
    u128::from_be_bytes(half)
}

/// HMAC-SHA-256 of `parts`. Each part goes in with its length before it, so ("ab", "c") and ("a", "bc") differ.
pub fn hmac_sha256(key: &[u8], parts: &[&[u8]]) -> Digest256 {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// Whether two secrets are equal, in a time that depends on their lengths alone.
pub fn constant_time_eq(left: &[u8], right: &[u8]) -> bool {
    left.ct_eq(right).into()
}

/// `N` bytes from the thread's generator, seeded and reseeded by the operating system.
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand::fill(&mut bytes[..]);
    bytes
}

/// Bytes as base64url without padding, the form of every opaque value we put into an address or header.
pub fn base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_differ_and_their_hash_is_that_of_the_text() {
        let (one, other) = (Token::random(), Token::random());

        assert_ne!(one, other);
        assert_eq!(one.as_str().len(), 43);
        assert_eq!(one.hash(), token_hash(one.as_str()));
        assert_eq!(format!("{one:?}"), "Token(..)");
    }

    #[test]
    fn keyed_digest_depends_on_key_and_on_the_boundaries_of_parts() {
        let digest = hmac_sha256(b"key", &[b"ab", b"c"]);

        assert_eq!(digest, hmac_sha256(b"key", &[b"ab", b"c"]));
        assert_ne!(digest, hmac_sha256(b"key", &[b"a", b"bc"]));
        assert_ne!(digest, hmac_sha256(b"other", &[b"ab", b"c"]));
    }

    #[test]
    fn comparison_answers_like_equality() {
        assert!(constant_time_eq(b"same", b"same"));
        assert!(!constant_time_eq(b"same", b"sama"));
        assert!(!constant_time_eq(b"same", b"same longer"));
    }
}
