//! Second factors: what a sign-in asks for beside the password, authenticator apps, recovery codes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::PasskeyAnswer;
use crate::{
    browser_json::BrowserJson,
    field::{FieldError, Fields},
    input::{FreshProof, PresentedPassword, SecondFactor, SecondStep},
    time::Timestamp,
};

/// A way to prove who one is beside the password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FactorMethod {
    /// The code that an authenticator app shows.
    Totp,
    /// A passkey.
    Passkey,
    /// A recovery code.
    RecoveryCode,
}

/// The name and the password were right; a second factor is still to come, within five minutes and from the same browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SecondFactorChallenge {
    /// Names this sign-in. Keep it in memory only.
    #[schemars(length(max = 60))]
    pub challenge: String,
    /// What the account can be proved by.
    #[schemars(length(max = 3))]
    pub methods: Vec<FactorMethod>,
    /// What to hand to `navigator.credentials.get()`, through `parseRequestOptionsFromJSON()`; null without passkeys.
    pub passkey_options: Option<BrowserJson>,
    /// Seconds until the sign-in has to begin again.
    pub expires_in: u32,
}

/// Gives the second factor: exactly one of the three.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GiveSecondFactor {
    /// The `challenge` of the sign-in.
    #[schemars(length(min = 1, max = 60))]
    pub challenge: String,
    /// The six digits that an authenticator app shows. Each code works once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 20))]
    pub code: Option<String>,
    /// A recovery code. Each works once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 40))]
    pub recovery_code: Option<String>,
    /// What `navigator.credentials.get()` gave, through `toJSON()`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passkey: Option<BrowserJson>,
}

impl GiveSecondFactor {
    /// The input, or every wrong field.
    pub fn parse(&self) -> Result<SecondStep, Vec<FieldError>> {
        let mut fields = Fields::new();
        let factor = match (&self.code, &self.recovery_code, &self.passkey) {
            (Some(code), None, None) => fields.take("/code", SecondFactor::parse_code(code).map(SecondFactor::Code)),
            (None, Some(code), None) => {
                let code = SecondFactor::parse_recovery_code(code).map(SecondFactor::RecoveryCode);
                fields.take("/recovery_code", code)
            }
            (None, None, Some(answer)) => Some(SecondFactor::Passkey(answer.clone())),
            (None, None, None) => {
                fields.push(FieldError::new("/code", "required", "Give a code, a recovery code or a passkey."));
                None
            }
            _ => {
                fields.push(FieldError::new("/code", "invalid", "Give one of code, recovery code and passkey."));
                None
            }
        };
        fields.finish(factor.map(|factor| SecondStep { challenge: self.challenge.clone(), factor }))
    }
}

/// Proof, given anew, that it is you: your password, or one of your passkeys.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// Your present password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 128))]
    pub password: Option<String>,
    /// A passkey's answer to `POST /me/passkeys/proof`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passkey: Option<PasskeyAnswer>,
}

impl Proof {
    /// The input, or every wrong field.
    pub fn parse(&self) -> Result<FreshProof, Vec<FieldError>> {
        let mut fields = Fields::new();
        let password = fields.take_optional("/password", self.password.as_deref().map(PresentedPassword::parse));
        let passkey = self.passkey.clone().map(PasskeyAnswer::into_proof);
        fields.finish(Some(FreshProof { password, passkey }))
    }
}

/// Whether an authenticator app is set up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TotpStatus {
    /// True if codes of an app are asked for at a sign-in.
    pub is_on: bool,
    /// Since when; null if none is.
    pub since: Option<Timestamp>,
}

/// What an authenticator app needs to know. Shown this once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NewTotp {
    /// The secret in base 32, for typing it in.
    #[schemars(length(max = 60))]
    pub secret: String,
    /// The same with names, as apps read it (`otpauth://totp/...`).
    #[schemars(length(max = 1000))]
    pub address: String,
    /// The address as a picture.
    pub qr: QrCode,
    /// Seconds until a first code must have confirmed it.
    pub expires_in: u32,
}

/// A QR code as one path in a square drawing: dark on a light ground.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct QrCode {
    /// Width and height of the drawing (its `viewBox` is `0 0 size size`).
    pub size: u32,
    /// The `d` of the path.
    #[schemars(length(max = 100_000))]
    pub path: String,
}

/// Proves that an authenticator app has taken the secret.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmTotp {
    /// The six digits that it shows.
    #[schemars(length(min = 1, max = 20))]
    pub code: String,
}

impl ConfirmTotp {
    /// The digits, or what is wrong.
    pub fn parse(&self) -> Result<String, Vec<FieldError>> {
        let mut fields = Fields::new();
        let code = fields.take("/code", SecondFactor::parse_code(&self.code));
        fields.finish(code)
    }
}

/// A second factor counts from now on.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FactorAdded {
    /// Ten codes for the day on which every factor is lost, each good once; shown this once. Empty if you have some
    /// already.
    #[schemars(length(max = 10), inner(length(max = 20)))]
    pub recovery_codes: Vec<String>,
}

/// How many recovery codes are left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RecoveryCodeStatus {
    /// Codes that were not used yet.
    pub left: u32,
    /// When they were made; null if there are none.
    pub made_at: Option<Timestamp>,
}

/// A new set of recovery codes; the former ones open nothing any more.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RecoveryCodes {
    /// Ten codes, each good once; shown this once.
    #[schemars(length(max = 10), inner(length(max = 20)))]
    pub recovery_codes: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(code: Option<&str>, recovery: Option<&str>) -> Result<SecondStep, Vec<FieldError>> {
        let (code, recovery_code) = (code.map(str::to_owned), recovery.map(str::to_owned));
        GiveSecondFactor { challenge: "x".into(), code, recovery_code, passkey: None }.parse()
    }

    #[test]
    fn codes_are_taken_as_people_type_them() {
        assert_eq!(step(Some(" 123 456 "), None).unwrap().factor, SecondFactor::Code("123456".into()));
        let recovery = step(None, Some("ABCD-efgh oil9")).unwrap().factor;
        assert_eq!(recovery, SecondFactor::RecoveryCode("abcdefgh0119".into()));
        for (code, recovery, pointer) in [
            (None, None, "/code"),
            (Some("123456"), Some("abcd-efgh-jkmn"), "/code"),
            (Some("12345"), None, "/code"),
            (Some("12345a"), None, "/code"),
            (Some("１２３４５６"), None, "/code"),
            (None, Some("abcd"), "/recovery_code"),
            (None, Some("äbcd-efgh-jkmn"), "/recovery_code"),
        ] {
            assert_eq!(step(code, recovery).unwrap_err()[0].pointer, pointer, "{code:?} {recovery:?}");
        }
    }
}
