//! `Query<T>`: parameters that are known, given once and of the right type; or a problem that names the parameter.

use aide::{OperationInput, generate::GenContext, openapi::Operation};
use axum::{extract::FromRequestParts, http::request::Parts};
use broadsheet_shared::problem::{Code, FieldError};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use super::parameters::{self, Parameter};
use crate::http::Problem;

/// No address of ours needs more.
const MAX_PARAMETERS: usize = 50;

/// The query string, read into a struct that carries `#[serde(deny_unknown_fields)]` (and no flattened fields).
///
/// Broken percent-encoding is 400; unknown, repeated, bracketed, mistyped, missing and out-of-range parameters are 422.
#[derive(Debug, Clone, Copy)]
pub struct Query<T>(pub T);

impl<T, S> FromRequestParts<S> for Query<T>
where
    T: DeserializeOwned,
    S: Send + Sync,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        read(parts.uri.query().unwrap_or_default()).map(Self)
    }
}

/// Reads a query string as the extractor does.
pub(crate) fn read<T: DeserializeOwned>(query: &str) -> Result<T, Problem> {
    let parameters = split(query)?;
    parameters::deserialize(parameters).map_err(|error| Problem::invalid_fields(vec![error]))
}

fn split(query: &str) -> Result<Vec<Parameter>, Problem> {
    let mut parameters: Vec<Parameter> = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let parameter = Parameter { name: decode(name)?, value: decode(value)? };
        let refuse = |code, detail: &str| {
            let name = super::json::cut(parameter.name.clone(), 200);
            Err(Problem::invalid_fields(vec![FieldError::new(name, code, detail)]))
        };
        if parameter.name.contains(['[', ']']) {
            return refuse("unknown", "Parameters take no brackets.");
        }
        if parameters.iter().any(|other| other.name == parameter.name) {
            return refuse("repeated", "Give this parameter once.");
        }
        if parameter.name.contains('\0') || parameter.value.contains('\0') {
            return refuse("invalid", "Text may not hold the NUL character.");
        }
        if parameters.len() == MAX_PARAMETERS {
            return refuse("too_many", "Too many parameters.");
        }
        parameters.push(parameter);
    }
    Ok(parameters)
}

/// Strict percent-decoding with `+` as a space, as forms write it.
fn decode(text: &str) -> Result<String, Problem> {
    let malformed = || Problem::new(Code::RequestMalformed).detail("The query is not valid percent-encoded UTF-8.");
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let mut digit = || rest.next().and_then(|byte| char::from(byte).to_digit(16));
                let (high, low) = (digit().ok_or_else(malformed)?, digit().ok_or_else(malformed)?);
                bytes.push(u8::try_from(high * 16 + low).map_err(|_| malformed())?);
            }
            _ => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).map_err(|_| malformed())
}

impl<T: JsonSchema> OperationInput for Query<T> {
    fn operation_input(context: &mut GenContext, operation: &mut Operation) {
        axum::extract::Query::<T>::operation_input(context, operation);
        crate::http::doc::expect(operation, &[400, 422]);
    }
}

#[cfg(test)]
mod tests;
