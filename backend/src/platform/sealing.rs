//! Secrets that must be read again: sealed with AES-256-GCM under a key derived from the server's secret (HKDF-SHA256).
//!
//! A password is hashed; the secret of an authenticator app cannot be, for codes are made from it. Sealed, it is worth
//! nothing to whoever has the database alone. The owner goes into the seal, so that a row moved to another account does
//! not open. Short codes are hashed under a key from the same source, for a plain hash of few bits is soon guessed.

use aes_gcm::{
    Aes256Gcm, KeyInit, Nonce,
    aead::{Aead, Payload},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hkdf::Hkdf;
use sha2::Sha256;

use super::crypto::{Digest256, base64url, hmac_sha256, random_bytes};
use crate::config::Config;

const NONCE_BYTES: usize = 12;

/// The sealed text is damaged, belongs elsewhere, or the server's secret is another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a sealed secret does not open: it is damaged, or the server's secret has changed")]
pub struct SealError;

/// Seals and opens secrets of people.
#[derive(Clone)]
pub struct Vault {
    cipher: Aes256Gcm,
    code_key: Digest256,
}

impl Vault {
    /// With the server's secret.
    pub fn of(config: &Config) -> Self {
        Self::new(config.secrets.key.expose().as_bytes())
    }

    /// Derives its keys.
    pub fn new(secret: &[u8]) -> Self {
        let source = Hkdf::<Sha256>::new(None, secret);
        let derive = |label: &[u8]| {
            let mut key: Digest256 = [0; 32];
            source.expand(label, &mut key).expect("32 bytes are within the 8,160 that HKDF-SHA256 gives");
            key
        };
        Self {
            cipher: Aes256Gcm::new(&derive(b"broadsheet.second-factor.seal.v1").into()),
            code_key: derive(b"broadsheet.second-factor.recovery-code.v1"),
        }
    }

    /// The secret under a seal that opens for this owner alone.
    pub fn seal(&self, owner: &[u8], secret: &[u8]) -> String {
        let nonce: [u8; NONCE_BYTES] = random_bytes();
        let payload = Payload { msg: secret, aad: owner };
        let sealed = self.cipher.encrypt(&Nonce::from(nonce), payload).expect("a secret of some bytes is no 64 GiB");
        base64url(&[&nonce[..], &sealed].concat())
    }

    /// The secret again.
    pub fn open(&self, owner: &[u8], sealed: &str) -> Result<Vec<u8>, SealError> {
        let bytes = URL_SAFE_NO_PAD.decode(sealed).map_err(|_| SealError)?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE_BYTES>().ok_or(SealError)?;
        let payload = Payload { msg: sealed, aad: owner };
        self.cipher.decrypt(&Nonce::from(*nonce), payload).map_err(|_| SealError)
    }

    /// What the database keeps of a code that is too short for a plain hash.
    pub fn code_hash(&self, owner: &[u8], code: &str) -> Digest256 {
        hmac_sha256(&self.code_key, &[owner, code.as_bytes()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a16_a_seal_opens_for_its_owner_and_key_alone() {
        let vault = Vault::new(b"secret");
        let sealed = vault.seal(b"ada", b"the secret");
        let mut edited = sealed.clone().into_bytes();
        let last = edited.len() - 1;
        edited[last] = if edited[last] == b'A' { b'B' } else { b'A' };

        assert_eq!(vault.open(b"ada", &sealed).unwrap(), b"the secret");
        assert_ne!(sealed, vault.seal(b"ada", b"the secret"), "a nonce is never used twice");
        assert_eq!(vault.open(b"eve", &sealed), Err(SealError));
        assert_eq!(Vault::new(b"other").open(b"ada", &sealed), Err(SealError));
        for wrong in [String::from_utf8(edited).unwrap(), String::new(), "AAAA".to_owned(), "no base64!".to_owned()] {
            assert_eq!(vault.open(b"ada", &wrong), Err(SealError), "{wrong}");
        }
    }

    #[test]
    fn a16_a_code_has_another_hash_for_another_person_and_server() {
        let vault = Vault::new(b"secret");

        assert_eq!(vault.code_hash(b"ada", "abcd"), vault.code_hash(b"ada", "abcd"));
        assert_ne!(vault.code_hash(b"ada", "abcd"), vault.code_hash(b"eve", "abcd"));
        assert_ne!(vault.code_hash(b"ada", "abcd"), Vault::new(b"other").code_hash(b"ada", "abcd"));
    }
}
