//! The answer to a request that failed.

use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use crate::problem::Code;

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ErrorBody {
    /// The details.
    pub error: ErrorDetail,
}

/// Code, message and wrong fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ErrorDetail {
    /// Stable name for programs.
    pub code: Code,
    /// What happened, for people.
    #[schemars(length(max = 2000))]
    pub message: String,
    /// Name of the limit that was met; only with 429.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 60))]
    pub policy: Option<String>,
    /// Messages by field, where single fields are wrong or their values taken.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(schema_with = "fields_schema")]
    pub fields: BTreeMap<String, Vec<String>>,
}

/// Derived schemas cannot bound what a map holds.
fn fields_schema(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "object",
        "description": "Messages by field, where single fields are wrong or their values taken.",
        "maxProperties": 100,
        "additionalProperties": {"type": "array", "maxItems": 20, "items": {"type": "string", "maxLength": 400}},
    })
}
