//! The document of the channel's frames: one JSON Schema for what clients say and one for what the server says, made from
//! the types themselves.

use broadsheet_shared::frames::{ClientFrame, ServerFrame, VERSION};
use schemars::{SchemaGenerator, generate::SchemaSettings};
use serde_json::{Value, json};

use super::complete;

/// The document.
pub fn frames() -> Value {
    let settings = SchemaSettings::draft2020_12();
    let dialect = settings.meta_schema.clone();
    let mut generator = SchemaGenerator::new(settings);
    let client = generator.subschema_for::<ClientFrame>();
    let server = generator.subschema_for::<ServerFrame>();
    let mut document = json!({
        "$schema": dialect,
        "title": "Broadsheet channel, version 1 of its frames",
        "description": include_str!("frames.md"),
        "version": VERSION,
        "properties": {"client": client, "server": server},
        "$defs": generator.take_definitions(true),
    });
    complete::limits(&mut document);
    document
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::openapi::pretty;

    #[test]
    fn the_committed_document_of_frames_is_up_to_date() {
        let path = format!("{}/openapi/frames.json", env!("CARGO_MANIFEST_DIR"));
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            committed == pretty(&frames()),
            "it differs: cargo run -p broadsheet -- openapi frames > backend/openapi/frames.json, and say in the commit \
             what changes for callers"
        );
    }
}
