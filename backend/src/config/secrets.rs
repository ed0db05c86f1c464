//! `[secrets]`: the one secret that all keys of the server derive from.

use std::{collections::HashSet, fs, io, io::Write, path::Path};

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
/// A random secret of the least length has many different characters; a typed one has few.
const MIN_DISTINCT_CHARS: usize = 12;
/// Words that examples and templates leave behind.
const PLACEHOLDERS: &[&str] = &["changeme", "change-me", "change_me", "example", "placeholder", "openssl", "testing"];

impl Secrets {
    pub(super) fn check(&self, profile: Profile, reader: &mut Reader<'_>) {
        if profile == Profile::Testing {
            return;
        }
        if let Some(weakness) = weakness(self.key.expose()) {
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
    } else if key.chars().collect::<HashSet<_>>().len() < MIN_DISTINCT_CHARS {
        Some("is too simple: at least 32 random characters")
    } else {
        None
    }
}

/// The secret of a developer's machine: made once, kept in a file that only its owner can read.
pub(super) fn development_key(file: &Path) -> io::Result<Secret> {
    match fs::read_to_string(file) {
        Ok(text) if weakness(text.trim()).is_none() => return Ok(Secret::new(text.trim())),
        Ok(_) => fs::remove_file(file)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let key: String = rand::random::<[u8; 32]>().iter().map(|byte| format!("{byte:02x}")).collect();
    private(fs::OpenOptions::new().write(true).create_new(true)).open(file)?.write_all(key.as_bytes())?;
    Ok(Secret::new(key))
}

#[cfg(unix)]
fn private(options: &mut fs::OpenOptions) -> &mut fs::OpenOptions {
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600)
}

#[cfg(not(unix))]
fn private(options: &mut fs::OpenOptions) -> &mut fs::OpenOptions {
    options
}
