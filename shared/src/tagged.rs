//! Variants that are told apart by the field `kind` of their object.
//!
//! serde's own way copies the object into a tree and reads it from there, so that a program carries a second reader of
//! every type in it. Here the word is read first and then the variant, both from the object's text: a browser's program
//! is the smaller for it.

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, Error},
};
use serde_json::value::RawValue;

/// An object's text, and what it says it is.
pub(crate) struct Tagged {
    text: Box<RawValue>,
    kind: String,
}

#[derive(Deserialize)]
struct Kind {
    kind: String,
}

impl Tagged {
    /// Reads the object as far as its kind.
    pub(crate) fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Box::<RawValue>::deserialize(deserializer)?;
        let Kind { kind } = serde_json::from_str(text.get()).map_err(Error::custom)?;
        Ok(Self { text, kind })
    }

    /// The word.
    pub(crate) fn kind(&self) -> &str {
        &self.kind
    }

    /// The rest of the object.
    pub(crate) fn content<T: DeserializeOwned, E: Error>(&self) -> Result<T, E> {
        serde_json::from_str(self.text.get()).map_err(Error::custom)
    }
}
