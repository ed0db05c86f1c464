//! JSON that goes between the server and a browser's authenticator as it is: neither the API nor the app looks inside.

use std::{borrow::Cow, fmt};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// A JSON object in the form of the Web Authentication standard (`PublicKeyCredential.toJSON()` and the options that
/// `parseCreationOptionsFromJSON()` and `parseRequestOptionsFromJSON()` read). Its `Debug` form hides it.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BrowserJson(Box<RawValue>);

impl BrowserJson {
    /// The JSON of this text; `None` if it is none.
    pub fn new(text: String) -> Option<Self> {
        RawValue::from_string(text).ok().map(Self)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        self.0.get()
    }
}

impl PartialEq for BrowserJson {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for BrowserJson {}

impl fmt::Debug for BrowserJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BrowserJson(..)")
    }
}

impl JsonSchema for BrowserJson {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "BrowserJson".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "object", "maxProperties": 20})
    }
}
