//! Words for documenting operations: which problems an operation answers, who may call it, its parameters.
//!
//! Each handler has its `_doc` beside it; what follows from its extractors is added by them through `expect`.

use aide::{
    generate::GenContext,
    openapi::{
        HeaderStyle, Operation, Parameter, ParameterData, ParameterSchemaOrContent, ReferenceOr, Response,
        SchemaObject, SecurityRequirement, StatusCode,
    },
    transform::TransformOperation,
};
use broadsheet_shared::{limit::Action, problem::Code};
use serde::Serialize;
use serde_json::Value;

use crate::domain::actor::Access;

/// The security scheme of sessions in both documents.
pub const BEARER: &str = "bearer";
/// The security scheme of personal access tokens in both documents; an operation names the scopes that open it.
pub const PERSONAL_TOKEN: &str = "personal_token";

/// Lists problems that an operation may answer, with their codes. For use with `op.with(doc::problems(&[...]))`.
pub fn problems(codes: &'static [Code]) -> impl Fn(TransformOperation<'_>) -> TransformOperation<'_> {
    move |mut operation| {
        for code in codes {
            add(operation.inner_mut(), code.status(), &format!("`{}`: {}.", code.as_str(), code.title()));
        }
        operation
    }
}

/// Says that an operation can also be called without any credential.
pub fn or_anonymous(mut operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation.inner_mut().security.insert(0, SecurityRequirement::new());
    operation
}

/// The member of an operation that names the action it counts as.
pub const ACTION: &str = "x-limit-action";

/// Says what an operation counts as, which is what it is counted as. Reads say nothing and count as `api.read`.
pub fn counts_as(action: Action) -> impl Fn(TransformOperation<'_>) -> TransformOperation<'_> {
    move |mut operation| {
        operation.inner_mut().extensions.insert(ACTION.to_owned(), action.as_str().into());
        operation
    }
}

/// True if one of an operation's parameters stands in the query. Without one it refuses whatever is given there.
pub fn takes_query(parameters: Option<&Value>) -> bool {
    let mut parameters = parameters.and_then(Value::as_array).into_iter().flatten();
    parameters.any(|parameter| parameter["in"] == "query")
}

/// Says that an answer carries an `ETag` and that who sends it back gets 304; `openapi` adds the fields to both.
pub fn revalidates(mut operation: TransformOperation<'_>) -> TransformOperation<'_> {
    add(operation.inner_mut(), 304, usual(304));
    operation
}

/// What a request of one operation may look like.
#[derive(Debug)]
pub struct RequestExample {
    /// The operation's id.
    pub operation: &'static str,
    /// The body.
    pub body: Value,
    /// Whether the operation's own type takes it.
    pub is_right: bool,
}

impl RequestExample {
    /// From the type that the operation reads, and the judgement of that type.
    pub fn new<T: Serialize>(operation: &'static str, body: &T, judge: impl FnOnce(&T) -> bool) -> Self {
        let is_right = judge(body);
        Self { operation, body: serde_json::to_value(body).unwrap_or_default(), is_right }
    }
}

/// Lists statuses that follow from the way an operation is called.
pub fn expect(operation: &mut Operation, statuses: &[u16]) {
    for status in statuses {
        add(operation, *status, usual(*status));
    }
}

/// Marks an operation as one that needs a signed-in caller. The extractor of the caller does this.
pub fn needs_bearer(operation: &mut Operation, access: Access) {
    operation.security = credentials(access);
    expect(operation, &[401, 403]);
}

/// Marks an operation that anyone may call and that says more to a signed-in caller.
pub fn takes_bearer(operation: &mut Operation, access: Access) {
    operation.security = vec![SecurityRequirement::new()];
    operation.security.extend(credentials(access));
    expect(operation, &[401, 403]);
}

/// One requirement for a session, and one for each scope that opens the operation too.
fn credentials(access: Access) -> Vec<SecurityRequirement> {
    let requirement = |scheme: &str, scopes: Vec<String>| [(scheme.to_owned(), scopes)].into_iter().collect();
    let scopes = match access {
        Access::Session => &[][..],
        Access::Scopes(scopes) => scopes,
    };
    let tokens = scopes.iter().map(|scope| requirement(PERSONAL_TOKEN, vec![scope.as_str().to_owned()]));
    [requirement(BEARER, Vec::new())].into_iter().chain(tokens).collect()
}

/// Documents a request header that is text.
pub fn header_parameter(
    context: &mut GenContext,
    operation: &mut Operation,
    name: &str,
    required: bool,
    description: &str,
) {
    let json_schema = schemars::json_schema!({"type": "string", "maxLength": 200});
    let format = ParameterSchemaOrContent::Schema(SchemaObject { json_schema, external_docs: None, example: None });
    let parameter_data = ParameterData {
        name: name.to_owned(),
        description: Some(description.to_owned()),
        required,
        deprecated: None,
        format,
        example: None,
        examples: Default::default(),
        explode: None,
        extensions: Default::default(),
    };
    let parameter = Parameter::Header { parameter_data, style: HeaderStyle::Simple };
    aide::operation::add_parameters(context, operation, [parameter]);
}

/// Adds a status without a body; `openapi` gives it the version's error schema.
fn add(operation: &mut Operation, status: u16, sentence: &str) {
    let responses = &mut operation.responses.get_or_insert_default().responses;
    let entry = responses.entry(StatusCode::Code(status)).or_insert_with(|| ReferenceOr::Item(Response::default()));
    let ReferenceOr::Item(response) = entry else { return };
    if response.description.is_empty() || usual_text(&response.description) {
        response.description = sentence.to_owned();
    } else if !response.description.contains(sentence) && sentence.starts_with('`') {
        response.description = format!("{} {sentence}", response.description);
    }
}

fn usual_text(description: &str) -> bool {
    !description.starts_with('`')
}

/// What a status means wherever it comes from.
pub fn usual(status: u16) -> &'static str {
    match status {
        304 => "You have this representation already.",
        400 => "The request cannot be parsed.",
        401 => "No credential, or a dead one.",
        403 => "The caller may not do this.",
        404 => "There is no such thing, or the caller may not know of it.",
        405 => "The method is not allowed here.",
        408 => "The body took too long to arrive.",
        409 => "The request conflicts with the state of things.",
        410 => "It was removed.",
        412 => "It has changed since it was read.",
        413 => "The body is too large.",
        415 => "The content type is not supported.",
        422 => "Fields or parameters are wrong; `errors` names each.",
        428 => "`If-Match` is missing.",
        429 => "Too many requests: `policy` names the limit that was met, `Retry-After` says when to come back.",
        500 => "A fault of ours, logged under the request id.",
        503 => "Busy, or a part of the service is away; `Retry-After` says when to come back.",
        _ => "A problem.",
    }
}

/// The code that comes with a status wherever it is answered, unless an operation names others.
pub fn usual_code(status: u16) -> Option<Code> {
    Some(match status {
        400 => Code::RequestMalformed,
        401 => Code::TokenInvalid,
        403 => Code::PermissionDenied,
        404 => Code::RouteNotFound,
        405 => Code::MethodNotAllowed,
        408 => Code::RequestTimeout,
        // Version 1 lists it everywhere.
        409 => Code::PostChanged,
        413 => Code::RequestTooLarge,
        415 => Code::UnsupportedMediaType,
        422 => Code::RequestInvalid,
        428 => Code::PreconditionRequired,
        429 => Code::LimitExceeded,
        500 => Code::Internal,
        503 => Code::ServiceBusy,
        _ => return None,
    })
}
