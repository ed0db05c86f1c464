//! `[secrets]`: the one secret that all keys of the server derive from.

mod kept;

use std::collections::HashSet;

pub(super) use kept::{development_key, passing_key};

use super::{Profile, Secret, load::Reader};

section! {
    /// The one secret that all keys of the server derive from.
    Secrets in "secrets" {
        /// At least 32 random characters, as `openssl rand -base64 48` prints; every process of a site has the same.
        key: Secret = |profile| Secret::new(if profile == Profile::Testing { TESTING } else { "" }), example "$(openssl rand -base64 48)";
    }
}

const TESTING: &str = "testing-testing-only-0123456789-abcdefghijkl";
const MIN_CHARS: usize = 32;
/// A typed secret has few different characters. A random one can be unlucky: of 32 hexadecimal digits, which is what
/// `openssl rand -hex 16` prints, 1.7 % have fewer than twelve different ones, but one in 28 million fewer than eight.
const MIN_DISTINCT_CHARS: usize = 8;
/// Words that examples and templates leave behind.
const PLACEHOLDERS: &[&str] = &["changeme", "change-me", "change_me", "example", "placeholder", "openssl", "testing"];

impl Secrets {
    /// True for the secret of the testing profile, which stands in the source for all to read.
    pub fn is_built_in(&self) -> bool {
        self.key.expose() == TESTING
    }

    /// Why the secret is no good, if it is not.
    pub fn weakness(&self) -> Option<&'static str> {
        weakness(self.key.expose())
    }

    pub(super) fn check(&self, profile: Profile, reader: &mut Reader<'_>) {
        if profile == Profile::Testing {
            return;
        }
        if let Some(weakness) = self.weakness() {
            reader.refuse("secrets.key", weakness);
        }
    }
}

/// Why a secret is no good, if it is not.
pub fn weakness(key: &str) -> Option<&'static str> {
    let lower = key.to_lowercase();
    if key.is_empty() {
        Some("is missing")
    } else if PLACEHOLDERS.iter().any(|word| lower.contains(word)) {
        Some("is a placeholder; make a random one")
    } else if key.chars().count() < MIN_CHARS {
        Some("is too short: at least 32 random characters")
    } else if is_simple(key) {
        Some("is too simple: at least 32 random characters")
    } else {
        None
    }
}

/// Few different characters, a piece that is repeated, or the alphabet: `0123456789abcdef...`.
fn is_simple(key: &str) -> bool {
    let chars: Vec<char> = key.chars().collect();
    let is_repeated = (1..=chars.len() / 2).any(|period| chars[period..] == chars[..chars.len() - period]);
    let steps = chars.windows(2).filter(|pair| u32::from(pair[0]).abs_diff(u32::from(pair[1])) <= 1).count();
    // Of 31 random steps between hexadecimal digits five are that small; three quarters never are.
    let is_a_run = steps * 4 >= (chars.len() - 1) * 3;
    chars.iter().collect::<HashSet<_>>().len() < MIN_DISTINCT_CHARS || is_repeated || is_a_run
}
