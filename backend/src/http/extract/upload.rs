//! `Upload`: one file and what it shows, from a multipart form (RFC 7578). File names are ignored: ours are made here.

use aide::{
    OperationInput,
    generate::GenContext,
    openapi::{MediaType, Operation, ReferenceOr, RequestBody, SchemaObject},
};
use axum::{
    extract::{FromRequest, Multipart, Request, multipart::MultipartError},
    http::StatusCode,
};
use broadsheet_shared::{problem::Code, value::AltText};
use bytes::Bytes;
use schemars::json_schema;

use crate::http::{AppState, Problem, doc};

/// Parts beyond these two are refused, so a form of ten thousand is refused at the third (SECURITY D7).
const MAX_ALT_BYTES: usize = 4 * 500;

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
        let mut form = Multipart::from_request(request, state).await.map_err(|_| {
            Problem::new(Code::UnsupportedMediaType).detail("Send `multipart/form-data` with a boundary.")
        })?;
        let max_bytes = crate::services::media::max_file_bytes(state.context());
        let (mut file, mut alt) = (None, None);
        while let Some(mut field) = form.next_field().await.map_err(|error| refusal(&error))? {
            match field.name() {
                Some("file") if file.is_none() => {
                    let mut bytes = Vec::new();
                    while let Some(chunk) = field.chunk().await.map_err(|error| refusal(&error))? {
                        if (bytes.len() + chunk.len()) as u64 > max_bytes {
                            let detail = format!("The file is too large: at most {} MiB.", max_bytes >> 20);
                            return Err(Problem::new(Code::RequestTooLarge).detail(detail));
                        }
                        bytes.extend_from_slice(&chunk);
                    }
                    file = Some(Bytes::from(bytes));
                }
                Some("alt") if alt.is_none() => {
                    let text = field.text().await.map_err(|error| refusal(&error))?;
                    if text.len() > MAX_ALT_BYTES {
                        return Err(Problem::invalid(
                            "/alt",
                            "too_long",
                            "The description has at most 500 characters.",
                        ));
                    }
                    let parsed = AltText::parse(&text);
                    alt = Some(parsed.map_err(|error| Problem::invalid("/alt", error.code(), error.to_string()))?);
                }
                Some("file" | "alt") => {
                    return Err(Problem::invalid("/file", "repeated", "Send each part once."));
                }
                _ => return Err(Problem::invalid("/", "unknown", "Send the parts `file` and `alt`, and no others.")),
            }
        }
        let missing = || Problem::invalid("/file", "required", "The part `file` is missing.");
        Ok(Self { file: file.ok_or_else(missing)?, alt: alt.unwrap_or_default() })
    }
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
