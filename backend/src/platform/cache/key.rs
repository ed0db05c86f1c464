//! Keys: a family and the hash of everything that tells one answer from another.
//!
//! Parts are hashed with their lengths, so no slug, tag or query can imitate another key by carrying a separator
//! (SECURITY J6), and SHA-256 leaves nobody a way to make two keys meet.

use std::hash::{BuildHasherDefault, Hash, Hasher};

use super::families::Family;
use crate::platform::{crypto::fingerprint, markdown::RENDERER_VERSION};

/// Stirs the renderer's version into every key: what an older sanitiser let through is never served by a newer program,
/// also not from a Redis that both share (SECURITY C4).
const RENDERER: u128 =
    (RENDERER_VERSION.unsigned_abs() as u128).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835);

/// Names one cached answer. Sixteen bytes and a family; `Copy`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    family: Family,
    hash: u128,
}

impl Key {
    /// The key of `parts` within `family`. Name everything the answer depends on, first the API version and endpoint:
    /// `Key::new(Family::Posts, &["v2", "by-slug", slug])`.
    pub fn new(family: Family, parts: &[&str]) -> Self {
        Self { family, hash: fingerprint(parts) ^ RENDERER }
    }

    /// The family it belongs to.
    pub fn family(self) -> Family {
        self.family
    }

    /// The hash alone, as shown to administrators and used in Redis.
    pub fn hash_text(self) -> String {
        format!("{:032x}", self.hash)
    }

    pub(super) fn hash(self) -> u128 {
        self.hash
    }
}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u128(self.hash);
    }
}

/// Takes the bits of a key as they are: they have been through SHA-256 already.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct KeyHasher(u64);

/// Builds [`KeyHasher`]s.
pub(super) type BuildKeyHasher = BuildHasherDefault<KeyHasher>;

impl Hasher for KeyHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "half of the bits is the hash that a table wants")]
    fn write_u128(&mut self, hash: u128) {
        self.0 = hash as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn j6_separators_in_parts_cannot_make_two_keys_meet() {
        let key = |parts: &[&str]| Key::new(Family::Lists, parts);

        assert_ne!(key(&["tag", "a:b"]), key(&["tag:a", "b"]));
        assert_ne!(key(&["tag", "a", ""]), key(&["tag", "a"]));
        assert_ne!(key(&["ab", "c"]), key(&["a", "bc"]));
        assert_eq!(key(&["tag", "a:b"]), key(&["tag", "a:b"]));
    }

    #[test]
    fn families_are_strangers() {
        assert_ne!(Key::new(Family::Posts, &["a"]), Key::new(Family::Lists, &["a"]));
    }
}
