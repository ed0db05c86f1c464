//! Collects every field of a request that is wrong, so that a person mends a form once and not five times.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::value::ValueError;

/// One wrong field of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FieldError {
    /// JSON pointer (RFC 6901) to the field in the body, as in `/tags/2`; for a parameter its name, as in `limit`.
    #[schemars(length(max = 200))]
    pub pointer: String,
    /// Stable reason for programs: `too_long`, `too_short`, `required`, `invalid`, `unknown`, `repeated`, `too_many`,
    /// `out_of_range`, `taken` and others that the operation names.
    #[schemars(length(max = 40))]
    pub code: String,
    /// The reason for people, with the way to mend it.
    #[schemars(length(max = 400))]
    pub detail: String,
}

impl FieldError {
    /// Names a field, a reason for programs and one for people.
    pub fn new(pointer: impl Into<String>, code: &str, detail: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), code: code.to_owned(), detail: detail.into() }
    }
}

/// Takes the results of parsing field by field and remembers what failed.
#[derive(Debug, Default)]
pub struct Fields {
    errors: Vec<FieldError>,
}

impl Fields {
    /// Starts with no errors.
    pub fn new() -> Self {
        Self::default()
    }

    /// The value, or `None` with the error remembered under `pointer`.
    pub fn take<T>(&mut self, pointer: impl Into<String>, result: Result<T, ValueError>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                self.errors.push(FieldError::new(pointer, error.code(), error.to_string()));
                None
            }
        }
    }

    /// Like [`Self::take`] for a field that may be absent.
    pub fn take_optional<T>(&mut self, pointer: impl Into<String>, result: Option<Result<T, ValueError>>) -> Option<T> {
        result.and_then(|result| self.take(pointer, result))
    }

    /// Like [`Self::take`] for a field that may be absent or null: absent stays absent, null stays null, text is parsed.
    pub fn take_nullable<T>(
        &mut self,
        pointer: &str,
        given: &Option<Option<String>>,
        parse: impl Fn(&str) -> Result<T, ValueError>,
    ) -> Option<Option<T>> {
        match given {
            None => None,
            Some(None) => Some(None),
            Some(Some(text)) => self.take(pointer, parse(text)).map(Some),
        }
    }

    /// Like [`Self::take`] for a list: what is wrong with one entry stands under its number.
    pub fn take_list<T>(&mut self, pointer: &str, result: Result<Vec<T>, (usize, ValueError)>) -> Option<Vec<T>> {
        match result {
            Ok(list) => Some(list),
            Err((_, error @ ValueError::TooMany { .. })) => self.take(pointer, Err(error)),
            Err((index, error)) => self.take(format!("{pointer}/{index}"), Err(error)),
        }
    }

    /// A number within its range.
    pub fn take_number(
        &mut self,
        pointer: impl Into<String>,
        number: u32,
        range: std::ops::RangeInclusive<u32>,
    ) -> Option<u32> {
        if range.contains(&number) {
            return Some(number);
        }
        let detail = format!("Give a number from {} to {}.", range.start(), range.end());
        self.errors.push(FieldError::new(pointer, "out_of_range", detail));
        None
    }

    /// Remembers an error found by other means.
    pub fn push(&mut self, error: FieldError) {
        self.errors.push(error);
    }

    /// `value` if every field was right and it is there, else all errors.
    pub fn finish<T>(self, value: Option<T>) -> Result<T, Vec<FieldError>> {
        match value {
            Some(value) if self.errors.is_empty() => Ok(value),
            _ => Err(self.errors),
        }
    }
}
