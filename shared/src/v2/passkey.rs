//! Passkeys: signing in by one, registering, naming.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    browser_json::BrowserJson,
    field::{FieldError, Fields},
    id::PasskeyId,
    input::PasskeyProof,
    time::Timestamp,
    value::PasskeyName,
};

/// One of your passkeys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Passkey {
    /// The passkey; delete it to have it refused.
    pub id: PasskeyId,
    /// What you call it.
    #[schemars(length(max = 60))]
    pub name: String,
    /// When it was registered.
    pub created_at: Timestamp,
    /// When it last signed in or proved something; null if never.
    pub last_used_at: Option<Timestamp>,
}

/// A ceremony with a browser's authenticator begins. It lives five minutes and is good for one success.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PasskeyOptions {
    /// Names the ceremony. Keep it in memory only.
    #[schemars(length(max = 60))]
    pub challenge: String,
    /// What to hand to `navigator.credentials`: `publicKey`, through `parseCreationOptionsFromJSON()` or
    /// `parseRequestOptionsFromJSON()`.
    pub options: BrowserJson,
    /// Seconds until it has to begin again.
    pub expires_in: u32,
}

/// An authenticator's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PasskeyAnswer {
    /// The `challenge` of the ceremony.
    #[schemars(length(min = 1, max = 60))]
    pub challenge: String,
    /// What `navigator.credentials.get()` gave, through `toJSON()`.
    pub credential: BrowserJson,
}

impl PasskeyAnswer {
    /// The input.
    pub fn into_proof(self) -> PasskeyProof {
        PasskeyProof { challenge: self.challenge, credential: self.credential }
    }
}

/// Signs in by a passkey alone.
pub type SignInWithPasskey = PasskeyAnswer;

/// Registers a passkey.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisterPasskey {
    /// The `challenge` of the ceremony.
    #[schemars(length(min = 1, max = 60))]
    pub challenge: String,
    /// What `navigator.credentials.create()` gave, through `toJSON()`.
    pub credential: BrowserJson,
    /// What you call it: 1 to 60 characters.
    #[schemars(length(min = 1, max = 60))]
    pub name: String,
}

impl RegisterPasskey {
    /// The answer and the name, or every wrong field.
    pub fn parse(&self) -> Result<(PasskeyProof, PasskeyName), Vec<FieldError>> {
        let mut fields = Fields::new();
        let name = fields.take("/name", PasskeyName::parse(&self.name));
        let proof = PasskeyProof { challenge: self.challenge.clone(), credential: self.credential.clone() };
        fields.finish(name.map(|name| (proof, name)))
    }
}

/// A passkey that was just registered.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AddedPasskey {
    /// What is listed from now on.
    pub passkey: Passkey,
    /// Ten codes for the day on which every factor is lost, each good once; shown this once. Empty if you have some
    /// already.
    #[schemars(length(max = 10), inner(length(max = 20)))]
    pub recovery_codes: Vec<String>,
}

/// Gives a passkey another name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RenamePasskey {
    /// What you call it: 1 to 60 characters.
    #[schemars(length(min = 1, max = 60))]
    pub name: String,
}

impl RenamePasskey {
    /// The name, or what is wrong.
    pub fn parse(&self) -> Result<PasskeyName, Vec<FieldError>> {
        let mut fields = Fields::new();
        let name = fields.take("/name", PasskeyName::parse(&self.name));
        fields.finish(name)
    }
}
