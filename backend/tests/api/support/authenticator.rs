//! An authenticator as phones and security keys have one, in software: it makes passkeys, keeps them, and signs.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use broadsheet::platform::crypto::{random_bytes, sha256};
use p256::ecdsa::{Signature, SigningKey, signature::Signer};
use serde_json::{Value, json};

/// Somebody is there, and it is the owner.
const PRESENT_AND_VERIFIED: u8 = 0x01 | 0x04;
const HAS_CREDENTIAL: u8 = 0x40;

/// One passkey, private part included.
#[derive(Clone)]
struct Key {
    id: Vec<u8>,
    signing: SigningKey,
    relying_party: String,
    user: String,
}

/// Holds passkeys of any number of people. A clone is what a thief would have.
#[derive(Clone)]
pub struct Authenticator {
    keys: Vec<Key>,
    origin: String,
    count: u32,
    /// False for one that asks nobody for a finger or a PIN.
    pub knows_its_person: bool,
}

impl Authenticator {
    /// An empty one, in a browser that shows a page of this origin.
    pub fn at(origin: &str) -> Self {
        Self { keys: Vec::new(), origin: origin.to_owned(), count: 0, knows_its_person: true }
    }

    /// The same in a browser that shows another site's page.
    pub fn lured_to(&self, origin: &str) -> Self {
        Self { origin: origin.to_owned(), ..self.clone() }
    }

    /// What `navigator.credentials.create()` gives for these options.
    pub fn create(&mut self, options: &Value) -> Value {
        let options = &options["publicKey"];
        let key = Key {
            id: random_bytes::<16>().to_vec(),
            signing: SigningKey::from_slice(&random_bytes::<32>()).expect("almost every number is a key"),
            relying_party: text(&options["rp"]["id"]),
            user: text(&options["user"]["id"]),
        };
        let client_data = self.client_data("webauthn.create", options);
        let mut data = self.data(&key, HAS_CREDENTIAL);
        data.extend([0; 16]);
        data.extend(u16::try_from(key.id.len()).unwrap().to_be_bytes());
        data.extend(&key.id);
        data.extend(cose(&key.signing));
        // {"fmt": "none", "attStmt": {}, "authData": ...} in CBOR.
        let mut attestation = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x59".to_vec();
        attestation.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
        attestation.extend(data);
        let id = base64(&key.id);
        self.keys.push(key);
        json!({
            "id": id, "rawId": id, "type": "public-key", "clientExtensionResults": {},
            "authenticatorAttachment": "platform",
            "response": {
                "clientDataJSON": base64(&client_data), "attestationObject": base64(&attestation),
                "transports": ["internal"],
            },
        })
    }

    /// What `navigator.credentials.get()` gives for these options: the last passkey that fits signs.
    pub fn get(&mut self, options: &Value) -> Value {
        let options = &options["publicKey"];
        let allowed: Vec<String> = options["allowCredentials"]
            .as_array()
            .map(|allowed| allowed.iter().map(|one| text(&one["id"])).collect())
            .unwrap_or_default();
        let fits = |key: &&Key| allowed.is_empty() || allowed.contains(&base64(&key.id));
        let key = self.keys.iter().rev().find(fits).expect("a passkey that fits").clone();
        self.count += 1;
        let client_data = self.client_data("webauthn.get", options);
        let data = self.data(&key, 0);
        let signature: Signature = key.signing.sign(&[&data[..], &sha256(&client_data)].concat());
        let id = base64(&key.id);
        json!({
            "id": id, "rawId": id, "type": "public-key", "clientExtensionResults": {},
            "response": {
                "clientDataJSON": base64(&client_data), "authenticatorData": base64(&data),
                "signature": base64(signature.to_der().as_bytes()), "userHandle": key.user,
            },
        })
    }

    fn client_data(&self, kind: &str, options: &Value) -> Vec<u8> {
        json!({"type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": false})
            .to_string()
            .into_bytes()
    }

    fn data(&self, key: &Key, more: u8) -> Vec<u8> {
        let flags = if self.knows_its_person { PRESENT_AND_VERIFIED } else { 0x01 };
        let mut data = sha256(key.relying_party.as_bytes()).to_vec();
        data.push(flags | more);
        data.extend(self.count.to_be_bytes());
        data
    }
}

/// The public key as COSE has it: `{1: 2, 3: -7, -1: 1, -2: x, -3: y}`.
fn cose(key: &SigningKey) -> Vec<u8> {
    let point = key.verifying_key().to_sec1_point(false);
    let (x, y) = (point.x().unwrap(), point.y().unwrap());
    [b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20", &x[..], b"\x22\x58\x20", &y[..]].concat()
}

fn base64(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}
