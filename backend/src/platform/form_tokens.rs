//! Tokens that prove when a form was asked for, and the work that may be asked for on top. No third party, no row: the
//! time stands in the token, signed.
//!
//! Work is bound to the token and to one name, and a name can be registered once: so each account costs its own work,
//! although nothing is remembered of tokens. The time is not so bound: a token is no ticket, and within its day it says of
//! any number of registrations that their form is old enough. It slows a program down once; limits and work do so again.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use broadsheet_shared::time::Timestamp;

use super::crypto::{constant_time_eq, hmac_sha256, random_bytes, sha256};

/// How long a form may lie open.
const MAX_AGE_SECS: i64 = 24 * 60 * 60;
/// 128 bits of the signature travel.
const SIGNATURE_BYTES: usize = 16;
/// What is signed: the time, and something that makes each token differ.
const SIGNED_BYTES: usize = 16;

/// Why a token proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormTokenError {
    /// It is not one of ours.
    Foreign,
    /// The form lay open for too long.
    Expired,
}

/// A token for a form that is asked for now.
pub fn mint(secret: &[u8], now: Timestamp) -> String {
    let mut bytes = Vec::with_capacity(SIGNED_BYTES + SIGNATURE_BYTES);
    bytes.extend_from_slice(&now.as_millis().to_be_bytes());
    bytes.extend_from_slice(&random_bytes::<8>());
    let signature = sign(secret, &bytes);
    bytes.extend_from_slice(&signature);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// How many milliseconds ago the token's form was asked for.
pub fn age_millis(secret: &[u8], token: &str, now: Timestamp) -> Result<i64, FormTokenError> {
    let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| FormTokenError::Foreign)?;
    let (signed, signature) = bytes.split_at_checked(SIGNED_BYTES).ok_or(FormTokenError::Foreign)?;
    if !constant_time_eq(signature, &sign(secret, signed)) {
        return Err(FormTokenError::Foreign);
    }
    let time = signed.first_chunk::<8>().ok_or(FormTokenError::Foreign)?;
    let age = now.as_millis().saturating_sub(i64::from_be_bytes(*time));
    if age > MAX_AGE_SECS * 1_000 { Err(FormTokenError::Expired) } else { Ok(age) }
}

/// True if SHA-256 of `{token}:{name}:{proof}` begins with so many zero bits.
pub fn is_worked(token: &str, name: &str, proof: &str, bits: u32) -> bool {
    leading_zeros(&sha256(format!("{token}:{name}:{proof}").as_bytes())) >= bits
}

fn leading_zeros(digest: &[u8]) -> u32 {
    let zero_bytes = digest.iter().take_while(|byte| **byte == 0).count();
    let rest = digest.get(zero_bytes).map_or(0, |byte| byte.leading_zeros());
    u32::try_from(zero_bytes * 8).unwrap_or(u32::MAX).saturating_add(rest)
}

fn sign(secret: &[u8], bytes: &[u8]) -> [u8; SIGNATURE_BYTES] {
    let whole = hmac_sha256(secret, &[b"broadsheet.form.v1", bytes]);
    let mut signature = [0; SIGNATURE_BYTES];
    signature.copy_from_slice(&whole[..SIGNATURE_BYTES]);
    signature
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::platform::edits::edits;

    const SECRET: &[u8] = b"secret";
    const NOW: Timestamp = Timestamp::from_millis(1_767_268_800_000);

    proptest! {
        #[test]
        fn a_token_tells_its_age_and_one_with_any_edit_is_foreign(age in 0..=MAX_AGE_SECS, edit in edits()) {
            let token = mint(SECRET, NOW);
            let later = NOW.plus_secs(age);

            prop_assert_eq!(age_millis(SECRET, &token, later), Ok(age * 1_000));
            prop_assert_eq!(age_millis(SECRET, &edit.of(&token), later), Err(FormTokenError::Foreign));
        }
    }

    #[test]
    fn a_token_tells_its_age_for_a_day() {
        let token = mint(SECRET, NOW);

        assert!(token.len() <= 100);
        assert_ne!(token, mint(SECRET, NOW));
        assert_eq!(age_millis(SECRET, &token, NOW.plus_secs(3)), Ok(3_000));
        assert_eq!(age_millis(SECRET, &token, NOW.plus_secs(MAX_AGE_SECS)), Ok(MAX_AGE_SECS * 1_000));
        assert_eq!(age_millis(SECRET, &token, NOW.plus_secs(MAX_AGE_SECS + 1)), Err(FormTokenError::Expired));
        assert_eq!(age_millis(b"other", &token, NOW), Err(FormTokenError::Foreign));
    }

    #[test]
    fn an_edited_token_is_foreign() {
        let token = mint(SECRET, NOW);
        for place in 0..token.len() {
            let mut edited = token.clone().into_bytes();
            edited[place] = if edited[place] == b'A' { b'B' } else { b'A' };
            let edited = String::from_utf8(edited).unwrap();
            assert_eq!(age_millis(SECRET, &edited, NOW), Err(FormTokenError::Foreign), "place {place}");
        }
        for text in ["", "!", "AAAA", "é", &"A".repeat(10_000)] {
            assert_eq!(age_millis(SECRET, text, NOW), Err(FormTokenError::Foreign));
        }
    }

    #[test]
    fn work_is_counted_in_bits_and_bound_to_its_name() {
        let worked =
            |name: &str| (0..).map(|n: u32| n.to_string()).find(|proof| is_worked("t", name, proof, 10)).unwrap();
        let proof = worked("ada");

        assert!(is_worked("t", "ada", &proof, 10) && is_worked("t", "ada", "anything", 0));
        assert_eq!(["bob", "eve", "dora"].iter().filter(|name| is_worked("t", name, &proof, 10)).count(), 0);
        assert_eq!(leading_zeros(&[0, 0, 0b0001_0000, 0]), 19);
        assert_eq!(leading_zeros(&[0; 32]), 256);
    }
}
