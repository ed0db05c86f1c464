//! What the server put into the page: answers of the API under their addresses, so that the first view asks nothing.

use std::collections::HashMap;

use leptos::prelude::*;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::value::RawValue;

/// The answers that came with the page. They belong to its first view alone.
#[derive(Clone, Copy)]
pub struct PageData {
    content: StoredValue<Content>,
}

#[derive(Default, Deserialize)]
struct Content {
    status: u16,
    responses: HashMap<String, Box<RawValue>>,
}

impl PageData {
    /// Reads the text of the page's data element; nothing if it is not what we write.
    pub fn parse(json: &str) -> Self {
        Self { content: StoredValue::new(serde_json::from_str(json).unwrap_or_default()) }
    }

    /// The answer of an address.
    pub fn find<T: DeserializeOwned>(&self, address: &str) -> Option<T> {
        self.content.with_value(|content| {
            let answer = content.responses.get(address)?;
            serde_json::from_str(answer.get()).ok()
        })
    }

    /// True if it came with the answer of an address, which was made for nobody in particular.
    pub fn has(&self, address: &str) -> bool {
        self.content.with_value(|content| content.responses.contains_key(address))
    }

    /// The status of the page itself; 0 without data.
    pub fn status(&self) -> u16 {
        self.content.with_value(|content| content.status)
    }

    /// Forgets everything: the first view is over.
    pub fn clear(&self) {
        self.content.set_value(Content::default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_found_until_the_first_view_is_over() {
        Owner::new().with(|| {
            let data = PageData::parse(r#"{"status": 404, "responses": {"/a": {"x": 1}, "/b": [true]}}"#);

            assert_eq!(data.status(), 404);
            assert!(data.has("/b") && !data.has("/c"));
            assert_eq!(data.find::<Vec<bool>>("/b"), Some(vec![true]));
            assert_eq!(data.find::<Vec<bool>>("/a"), None);

            data.clear();
            assert_eq!(data.find::<Vec<bool>>("/b"), None);
        });
    }

    #[test]
    fn nonsense_is_nothing() {
        Owner::new().with(|| {
            assert_eq!(PageData::parse("<p>").status(), 0);
        });
    }
}
