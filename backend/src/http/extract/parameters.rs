//! Serde over query parameters: every value is text until its field says what it should be.

use std::fmt;

use broadsheet_shared::problem::FieldError;
use serde::{
    de::{self, DeserializeOwned, IntoDeserializer, MapAccess, Visitor},
    forward_to_deserialize_any,
};

/// One decoded `name=value`.
#[derive(Debug, Clone)]
pub(super) struct Parameter {
    pub name: String,
    pub value: String,
}

/// Reads a struct from parameters, or names the parameter that is wrong.
pub(super) fn deserialize<T: DeserializeOwned>(parameters: Vec<Parameter>) -> Result<T, FieldError> {
    let mut current = None;
    let map = Map { rest: parameters.into_iter(), value: None, current: &mut current };
    T::deserialize(map).map_err(|Error(message)| named(current, &message))
}

fn named(current: Option<String>, message: &str) -> FieldError {
    let word = message.split('`').nth(1).unwrap_or_default().to_owned();
    let cut = |text| super::json::cut(text, 200);
    if message.starts_with("unknown field") {
        return FieldError::new(cut(word), "unknown", "There is no such parameter here; leave it out.");
    }
    if message.starts_with("missing field") {
        return FieldError::new(word, "required", "Give this parameter.");
    }
    let name = cut(current.unwrap_or_default());
    let detail = super::explain::explain(&name, message);
    FieldError::new(name, "invalid", super::json::cut(detail, 400))
}

#[derive(Debug)]
struct Error(String);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Error {}

impl de::Error for Error {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

struct Map<'a> {
    rest: std::vec::IntoIter<Parameter>,
    value: Option<String>,
    current: &'a mut Option<String>,
}

impl<'de> MapAccess<'de> for Map<'_> {
    type Error = Error;

    fn next_key_seed<K: de::DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        let Some(parameter) = self.rest.next() else {
            *self.current = None;
            return Ok(None);
        };
        self.value = Some(parameter.value);
        *self.current = Some(parameter.name.clone());
        seed.deserialize(parameter.name.into_deserializer()).map(Some)
    }

    fn next_value_seed<V: de::DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        seed.deserialize(Text(self.value.take().unwrap_or_default()))
    }
}

impl<'de> de::Deserializer<'de> for Map<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_map(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// One value, which becomes a number or a boolean only if it is written as one.
struct Text(String);

macro_rules! numbers {
    ($($method:ident $visit:ident $type:ty),+ $(,)?) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            // Rust would also read "+12"; one number has one spelling.
            match self.0.parse::<$type>() {
                Ok(number) if number.to_string() == self.0 => visitor.$visit(number),
                _ => Err(Error("give a whole number in range, as in 20".to_owned())),
            }
        }
    )+};
}

impl<'de> de::Deserializer<'de> for Text {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_string(self.0)
    }

    numbers! {
        deserialize_i8 visit_i8 i8, deserialize_i16 visit_i16 i16, deserialize_i32 visit_i32 i32,
        deserialize_i64 visit_i64 i64, deserialize_u8 visit_u8 u8, deserialize_u16 visit_u16 u16,
        deserialize_u32 visit_u32 u32, deserialize_u64 visit_u64 u64,
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0.as_str() {
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            _ => Err(Error("give true or false".to_owned())),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_enum(self.0.into_deserializer())
    }

    forward_to_deserialize_any! {
        i128 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct identifier
        ignored_any
    }
}
