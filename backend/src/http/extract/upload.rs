//! `Upload`: one file and what it shows, from a multipart form (RFC 7578). File names are ignored: ours are made here.

use aide::{
    OperationInput,
    generate::GenContext,
    openapi::{MediaType, Operation, ReferenceOr, RequestBody, SchemaObject},
};
use axum::{
    extract::{
        FromRequest, Multipart, Request,
        multipart::{Field, MultipartError},
    },
    http::{StatusCode, header},
};
use broadsheet_shared::{problem::Code, value::AltText};
use bytes::Bytes;
use schemars::json_schema;

use crate::http::{AppState, Problem, doc};

/// A description has 500 characters of four bytes at most. With it and the file a form is full: one of ten thousand parts is
/// refused at the third (SECURITY D7).
const MAX_ALT_BYTES: u64 = 4 * 500;

/// Room for the parts around the file.
const ENVELOPE_BYTES: u64 = 64 * 1024;

/// One file and its description.
#[derive(Debug, Clone)]
pub struct Upload {
    /// The bytes as they came.
    pub file: Bytes,
    /// What the picture shows; empty if the form does not say.
    pub alt: AltText,
}

impl FromRequest<AppState> for Upload {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Problem> {
        let max_bytes = crate::services::media::max_file_bytes(state.context());
        // Who says beforehand that it will be too much is told so before sending it.
        let length =
            request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
        if length.is_some_and(|length: u64| length > max_bytes + ENVELOPE_BYTES) {
            return Err(file_too_large(max_bytes));
        }
        let mut form = Multipart::from_request(request, state).await.map_err(|_| {
            Problem::new(Code::UnsupportedMediaType).detail("Send `multipart/form-data` with a boundary.")
        })?;
        let parts = parts(&mut form, max_bytes).await;
        if parts.as_ref().is_err_and(|problem| problem.status() != StatusCode::PAYLOAD_TOO_LARGE) {
            // An answer before the whole form has come would meet a caller who is still sending and does not listen.
            while let Ok(Some(_skipped)) = form.next_field().await {}
        }
        parts
    }
}

/// The file and its description, or the first thing that is wrong.
async fn parts(form: &mut Multipart, max_bytes: u64) -> Result<Upload, Problem> {
    let (mut file, mut alt) = (None, None);
    while let Some(field) = form.next_field().await.map_err(|error| refusal(&error))? {
        match field.name() {
            Some("file") if file.is_none() => {
                let bytes = read(field, max_bytes).await?.ok_or_else(|| file_too_large(max_bytes))?;
                file = Some(Bytes::from(bytes));
            }
            Some("alt") if alt.is_none() => alt = Some(description(read(field, MAX_ALT_BYTES).await?)?),
            Some("file" | "alt") => return Err(Problem::invalid("/file", "repeated", "Send each part once.")),
            _ => return Err(Problem::invalid("/", "unknown", "Send the parts `file` and `alt`, and no others.")),
        }
    }
    let missing = || Problem::invalid("/file", "required", "The part `file` is missing.");
    Ok(Upload { file: file.ok_or_else(missing)?, alt: alt.unwrap_or_default() })
}

/// The whole part, or `None` as soon as it is longer than it may be.
async fn read(mut field: Field<'_>, max_bytes: u64) -> Result<Option<Vec<u8>>, Problem> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|error| refusal(&error))? {
        if (bytes.len() + chunk.len()) as u64 > max_bytes {
            return Ok(None);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(Some(bytes))
}

fn description(bytes: Option<Vec<u8>>) -> Result<AltText, Problem> {
    let too_long = || Problem::invalid("/alt", "too_long", "The description has at most 500 characters.");
    let text = String::from_utf8(bytes.ok_or_else(too_long)?)
        .map_err(|_| Problem::invalid("/alt", "invalid", "The description must be UTF-8."))?;
    AltText::parse(&text).map_err(|error| Problem::invalid("/alt", error.code(), error.to_string()))
}

fn file_too_large(max_bytes: u64) -> Problem {
    Problem::new(Code::RequestTooLarge).detail(format!("The file is too large: at most {} MiB.", max_bytes >> 20))
}

fn refusal(error: &MultipartError) -> Problem {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        Problem::new(Code::RequestTooLarge)
    } else {
        Problem::new(Code::RequestMalformed).detail("The multipart form cannot be parsed.")
    }
}

impl OperationInput for Upload {
    fn operation_input(_: &mut GenContext, operation: &mut Operation) {
        let schema = json_schema!({
            "type": "object",
            "required": ["file"],
            "additionalProperties": false,
            "properties": {
                "file": {"type": "string", "format": "binary", "maxLength": 104_857_600, "description": "The image."},
                "alt": {"type": "string", "maxLength": 500, "description": "What it shows, for those who do not see it."},
            },
        });
        let media = MediaType {
            schema: Some(SchemaObject { json_schema: schema, external_docs: None, example: None }),
            ..MediaType::default()
        };
        operation.request_body = Some(ReferenceOr::Item(RequestBody {
            required: true,
            content: [("multipart/form-data".to_owned(), media)].into_iter().collect(),
            ..RequestBody::default()
        }));
        doc::expect(operation, &[413, 415, 422]);
    }
}
