//! The first pass over a JSON body: refuses what parsers read differently, before anything is built from it.
//!
//! Duplicate keys (the second would win silently), NUL in text (C libraries and PostgreSQL stop at it), a byte order
//! mark, and nesting that only costs memory. SECURITY F6.

use std::{collections::HashSet, fmt};

use broadsheet_shared::problem::{Code, FieldError};
use serde::de::{self, DeserializeSeed, MapAccess, SeqAccess, Visitor};

use super::json::{cut, escape, syntax};
use crate::http::Problem;

/// Deeper than any request of ours, shallower than a stack.
const MAX_DEPTH: usize = 32;

/// Reads the whole body once without keeping anything of it.
pub(super) fn check(bytes: &[u8]) -> Result<(), Problem> {
    if bytes.starts_with(b"\xEF\xBB\xBF") {
        return Err(
            Problem::new(Code::RequestMalformed).detail("The body begins with a byte order mark; leave it out.")
        );
    }
    let mut finding = None;
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let scan = Scan { path: String::new(), depth: 0, finding: &mut finding };
    let read = scan.deserialize(&mut deserializer).and_then(|()| deserializer.end());
    match (finding, read) {
        (Some(error), _) => Err(Problem::invalid_fields(vec![error])),
        (None, Err(error)) => Err(syntax(&error)),
        (None, Ok(())) => Ok(()),
    }
}

struct Scan<'a> {
    path: String,
    depth: usize,
    finding: &'a mut Option<FieldError>,
}

impl Scan<'_> {
    fn refuse<E: de::Error>(&mut self, code: &str, detail: &str) -> E {
        let path = cut(std::mem::take(&mut self.path), 200);
        self.finding.get_or_insert_with(|| FieldError::new(path, code, detail));
        E::custom("refused")
    }

    /// The scan of a member or item, one level further down.
    fn enter<E: de::Error>(&mut self, name: &str) -> Result<Scan<'_>, E> {
        if self.depth >= MAX_DEPTH {
            return Err(self.refuse("too_deep", "Nest no deeper than 32 levels."));
        }
        Ok(Scan { path: format!("{}/{}", self.path, escape(name)), depth: self.depth + 1, finding: self.finding })
    }
}

impl<'de> DeserializeSeed<'de> for Scan<'_> {
    type Value = ();

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Scan<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_str<E: de::Error>(mut self, text: &str) -> Result<(), E> {
        if text.contains('\0') { Err(self.refuse("invalid", "Text may not hold the NUL character.")) } else { Ok(()) }
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        let mut names = HashSet::new();
        while let Some(name) = map.next_key::<String>()? {
            let mut scan = self.enter(&name)?;
            if name.contains('\0') {
                return Err(scan.refuse("invalid", "A name may not hold the NUL character."));
            }
            if names.contains(&name) {
                return Err(scan.refuse("repeated", "Give this field once."));
            }
            map.next_value_seed(scan)?;
            names.insert(name);
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut sequence: A) -> Result<(), A::Error> {
        let mut index = 0_usize;
        loop {
            let scan = self.enter(&index.to_string())?;
            if sequence.next_element_seed(scan)?.is_none() {
                return Ok(());
            }
            index += 1;
        }
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}
