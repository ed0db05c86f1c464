//! What proves who somebody is beside the password, as services take it.

use super::PresentedPassword;
use crate::{browser_json::BrowserJson, value::ValueError};

/// What somebody gives beside their password, or in its place.
#[derive(Clone, PartialEq, Eq)]
pub enum SecondFactor {
    /// The code that an authenticator app shows: digits alone.
    Code(String),
    /// A recovery code, in the form in which it was hashed.
    RecoveryCode(String),
    /// An authenticator's answer: JSON.
    Passkey(BrowserJson),
}

impl std::fmt::Debug for SecondFactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecondFactor(..)")
    }
}

impl SecondFactor {
    /// A code as people type it: groups of three, spaces around.
    pub fn parse_code(text: &str) -> Result<String, ValueError> {
        let wrong = ValueError::Invalid("Type the six digits that your app shows now.");
        if text.trim().is_empty() {
            return Err(ValueError::Required("The code"));
        }
        let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '-' | '\u{a0}')).take(7).collect();
        let is_right = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_digit());
        if is_right { Ok(digits) } else { Err(wrong) }
    }

    /// A recovery code as people type it: in any case, with or without hyphens, `o` for `0`, `i` and `l` for `1`.
    pub fn parse_recovery_code(text: &str) -> Result<String, ValueError> {
        const CHARS: usize = 12;
        if text.trim().is_empty() {
            return Err(ValueError::Required("The recovery code"));
        }
        let plain = text.chars().filter(|c| !c.is_whitespace() && *c != '-').take(CHARS + 1);
        let code: String = plain
            .map(|c| match c.to_ascii_lowercase() {
                'o' => '0',
                'i' | 'l' => '1',
                other => other,
            })
            .collect();
        let is_right = code.len() == CHARS && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if is_right { Ok(code) } else { Err(ValueError::Invalid("A recovery code has twelve letters and digits.")) }
    }
}

/// The second step of a sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecondStep {
    /// The token of the sign-in.
    pub challenge: String,
    /// The proof.
    pub factor: SecondFactor,
}

/// An authenticator's answer in the ceremony of this token.
#[derive(Clone, PartialEq, Eq)]
pub struct PasskeyProof {
    /// The token of the ceremony.
    pub challenge: String,
    /// The answer: JSON.
    pub credential: BrowserJson,
}

impl std::fmt::Debug for PasskeyProof {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasskeyProof(..)")
    }
}

/// Proof, given anew, that it is the account's owner who asks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FreshProof {
    /// The present password.
    pub password: Option<PresentedPassword>,
    /// One of the account's passkeys.
    pub passkey: Option<PasskeyProof>,
}
