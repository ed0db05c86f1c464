//! `IfMatch`: the version that a change was made against, so that nobody's work is overwritten unseen.

use aide::{OperationInput, generate::GenContext, openapi::Operation};
use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};
use broadsheet_shared::problem::Code;

use crate::http::{Problem, etag};

/// The edit version that `If-Match` names; missing or unreadable is 428.
///
/// Compares the version alone: a like that came in between changes the tag, and must not stop an edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IfMatch(Vec<i64>);

impl IfMatch {
    /// True if the caller read the version that is current.
    pub fn is_current(&self, current: i64) -> bool {
        self.0.contains(&current)
    }

    /// Every version named.
    pub fn versions(&self) -> impl Iterator<Item = i64> + '_ {
        self.0.iter().copied()
    }

    /// The first version named, for services that compare within their transaction.
    pub fn first(&self) -> i64 {
        self.0.first().copied().unwrap_or_default()
    }
}

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let required = || Problem::new(Code::PreconditionRequired);
        let value = parts.headers.get(header::IF_MATCH).ok_or_else(required)?;
        let versions = etag::versions(value.to_str().map_err(|_| required())?);
        if versions.is_empty() {
            return Err(
                required().detail("Send `If-Match` with the ETag of the version you read, as in \"3-1f2e3d4c\".")
            );
        }
        Ok(Self(versions))
    }
}

impl OperationInput for IfMatch {
    fn operation_input(context: &mut GenContext, operation: &mut Operation) {
        crate::http::doc::header_parameter(
            context,
            operation,
            "If-Match",
            true,
            "The ETag of the version you read; only the edit version in it is compared.",
        );
        crate::http::doc::expect(operation, &[412, 428]);
    }
}
