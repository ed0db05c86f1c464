//! Passkeys (WebAuthn): what a browser is told, and whether its authenticator's answer is right.
//!
//! The relying party is the host of the configured base address, so a passkey works under that name alone. Every ceremony
//! asks the authenticator to know its person (PIN, finger, face), so a passkey is two factors in one. Texts in and out
//! are JSON: what browsers call `toJSON`, and the state of a ceremony for whoever stores it.

use std::sync::Arc;

use broadsheet_shared::id::UserId;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use webauthn_rs::prelude::{
    AuthenticationResult, CredentialID, DiscoverableAuthentication, DiscoverableKey, Passkey, PasskeyAuthentication,
    PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential, Webauthn, WebauthnBuilder, WebauthnError,
};

use super::crypto::base64url;
use crate::{config::Config, domain::factor::UsedPasskey};

/// Why a ceremony came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum PasskeyError {
    /// The site has no name of its own, which passkeys need.
    #[error("this site is reached by an address of numbers, for which browsers make no passkeys")]
    Unavailable,
    /// The answer is not one, is of another ceremony, site or authenticator, or its signature is wrong.
    #[error("the authenticator's answer was refused: {0}")]
    Refused(String),
    /// What was stored cannot be read.
    #[error("a stored passkey or ceremony cannot be read: {0}")]
    Stored(#[from] serde_json::Error),
}

impl From<WebauthnError> for PasskeyError {
    fn from(error: WebauthnError) -> Self {
        Self::Refused(error.to_string())
    }
}

/// A ceremony that begins.
#[derive(Debug, Clone)]
pub struct Begun {
    /// For the browser: JSON.
    pub options: String,
    /// For whoever finishes it: JSON.
    pub state: String,
}

/// A passkey that was just made.
#[derive(Debug, Clone)]
pub struct NewPasskey {
    /// The authenticator's name for it.
    pub credential_id: String,
    /// What to store: JSON.
    pub credential: String,
}

/// Begins and finishes ceremonies.
#[derive(Clone)]
pub struct Passkeys {
    webauthn: Option<Arc<Webauthn>>,
}

impl Passkeys {
    /// For the site's configured address.
    pub fn of(config: &Config) -> Self {
        let address = &config.site.base_address;
        let builder = address.domain().and_then(|domain| WebauthnBuilder::new(domain, address).ok());
        Self { webauthn: builder.and_then(|builder| builder.build().ok()).map(Arc::new) }
    }

    /// True if browsers make passkeys for this site.
    pub fn is_available(&self) -> bool {
        self.webauthn.is_some()
    }

    /// Begins to make a passkey that signs in without a name. Authenticators that hold one of `known` (stored
    /// credentials) say so instead.
    pub fn begin_registration(
        &self,
        user: UserId,
        (username, display_name): (&str, &str),
        site: &str,
        known: &[String],
    ) -> Result<Begun, PasskeyError> {
        let excluded: Vec<CredentialID> = stored(known)?.iter().map(|passkey| passkey.cred_id().clone()).collect();
        let (options, state) =
            self.webauthn()?.start_passkey_registration(user.0, username, display_name, Some(excluded))?;
        let mut options = serde_json::to_value(options)?;
        let public_key = &mut options["publicKey"];
        public_key["rp"]["name"] = json!(site);
        // The library leaves the choice to the authenticator; only a passkey that it keeps can sign in without a name.
        public_key["authenticatorSelection"]["residentKey"] = json!("required");
        public_key["authenticatorSelection"]["requireResidentKey"] = json!(true);
        begun(&options, &state)
    }

    /// The passkey, if the answer is right.
    pub fn finish_registration(&self, answer: &str, state: &str) -> Result<NewPasskey, PasskeyError> {
        let answer: RegisterPublicKeyCredential = from_browser(answer)?;
        let state: PasskeyRegistration = serde_json::from_str(state)?;
        let passkey = self.webauthn()?.finish_passkey_registration(&answer, &state)?;
        Ok(NewPasskey {
            credential_id: base64url(passkey.cred_id().as_ref()),
            credential: serde_json::to_string(&passkey)?,
        })
    }

    /// Begins a sign-in of nobody in particular: the authenticator knows who it is.
    pub fn begin_sign_in(&self) -> Result<Begun, PasskeyError> {
        let (options, state) = self.webauthn()?.start_discoverable_authentication()?;
        let mut options = serde_json::to_value(options)?;
        // A button began it; the library thinks of the list beneath a field.
        if let Some(options) = options.as_object_mut() {
            options.remove("mediation");
        }
        begun(&options, &state)
    }

    /// Whose passkey the answer claims to be of.
    pub fn claimed_user(&self, answer: &str) -> Result<UserId, PasskeyError> {
        let answer: PublicKeyCredential = from_browser(answer)?;
        Ok(UserId(self.webauthn()?.identify_discoverable_authentication(&answer)?.0))
    }

    /// Which of these stored credentials has signed, in a ceremony of [`Self::begin_sign_in`].
    pub fn finish_sign_in(&self, answer: &str, state: &str, known: &[String]) -> Result<UsedPasskey, PasskeyError> {
        let answer: PublicKeyCredential = from_browser(answer)?;
        let state: DiscoverableAuthentication = serde_json::from_str(state)?;
        let (webauthn, known) = (self.webauthn()?, stored(known)?);
        let (_, id) = webauthn.identify_discoverable_authentication(&answer)?;
        let signed = known.iter().find(|passkey| passkey.cred_id().as_slice() == id).ok_or_else(unknown)?;
        let result = webauthn.finish_discoverable_authentication_v2(&answer, state, DiscoverableKey::from(signed))?;
        used(known, &result)
    }

    /// Begins a proof by one of these stored credentials.
    pub fn begin_proof(&self, known: &[String]) -> Result<Begun, PasskeyError> {
        let (options, state) = self.webauthn()?.start_passkey_authentication(&stored(known)?)?;
        begun(&serde_json::to_value(options)?, &state)
    }

    /// Which of these stored credentials has signed, in a ceremony of [`Self::begin_proof`]. One that is no longer stored
    /// is refused, although the ceremony began with it.
    pub fn finish_proof(&self, answer: &str, state: &str, known: &[String]) -> Result<UsedPasskey, PasskeyError> {
        let answer: PublicKeyCredential = from_browser(answer)?;
        let state: PasskeyAuthentication = serde_json::from_str(state)?;
        let result = self.webauthn()?.finish_passkey_authentication(&answer, &state)?;
        used(stored(known)?, &result)
    }

    fn webauthn(&self) -> Result<&Webauthn, PasskeyError> {
        self.webauthn.as_deref().ok_or(PasskeyError::Unavailable)
    }
}

impl std::fmt::Debug for Passkeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passkeys")
    }
}

fn begun(options: &Value, state: &impl Serialize) -> Result<Begun, PasskeyError> {
    Ok(Begun { options: options.to_string(), state: serde_json::to_string(state)? })
}

fn stored(credentials: &[String]) -> Result<Vec<Passkey>, PasskeyError> {
    credentials.iter().map(|credential| Ok(serde_json::from_str(credential)?)).collect()
}

fn from_browser<T: DeserializeOwned>(answer: &str) -> Result<T, PasskeyError> {
    serde_json::from_str(answer).map_err(|error| PasskeyError::Refused(error.to_string()))
}

fn unknown() -> PasskeyError {
    PasskeyError::Refused("the passkey is unknown, or was removed".to_owned())
}

fn used(known: Vec<Passkey>, result: &AuthenticationResult) -> Result<UsedPasskey, PasskeyError> {
    let passkey = known.into_iter().find(|passkey| passkey.cred_id() == result.cred_id());
    let mut passkey = passkey.ok_or_else(unknown)?;
    passkey.update_credential(result);
    Ok(UsedPasskey {
        credential_id: base64url(result.cred_id().as_ref()),
        credential: serde_json::to_string(&passkey)?,
        sign_count: result.counter().into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config;

    fn at(address: &str) -> Passkeys {
        let mut config = config::testing();
        config.site.base_address = address.parse().unwrap();
        Passkeys::of(&config)
    }

    #[test]
    fn the_relying_party_is_the_host_of_the_configured_address() {
        let user = UserId(uuid::Uuid::from_u128(7));
        let begun =
            at("https://blog.example.org/sub").begin_registration(user, ("ada", "Ada"), "The Site", &[]).unwrap();
        let options: Value = serde_json::from_str(&begun.options).unwrap();

        assert_eq!(options["publicKey"]["rp"], json!({"id": "blog.example.org", "name": "The Site"}));
        let selection = &options["publicKey"]["authenticatorSelection"];
        assert_eq!(
            (&selection["residentKey"], &selection["userVerification"]),
            (&json!("required"), &json!("required"))
        );
        assert!(at("http://localhost:8080").is_available());
        for numbers in ["http://127.0.0.1:8080", "http://[::1]:8080"] {
            assert!(matches!(at(numbers).begin_sign_in(), Err(PasskeyError::Unavailable)), "{numbers}");
        }
    }

    #[test]
    fn answers_that_are_none_are_refused_and_no_fault_of_ours() {
        let passkeys = at("https://blog.example.org");
        let begun = passkeys.begin_sign_in().unwrap();

        for answer in ["{}", "null", "[]", r#"{"id": "x", "rawId": "x", "type": "public-key", "response": {}}"#] {
            let refused = passkeys.finish_sign_in(answer, &begun.state, &[]);
            assert!(matches!(refused, Err(PasskeyError::Refused(_))), "{answer}");
        }
    }
}
