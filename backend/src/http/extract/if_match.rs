//! `IfMatch`: the version that a change was made against, so that nobody's work is overwritten unseen.

use aide::{OperationInput, generate::GenContext, openapi::Operation};
use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};
use broadsheet_shared::problem::Code;

use crate::{
    domain::precondition::Precondition,
    http::{
        Problem, doc,
        etag::{self, Matching},
    },
};

/// What `If-Match` wants (RFC 9110, 13.1.1); missing is 428, unreadable is 422.
///
/// Compares the version alone: a like that came in between changes the tag, and must not stop an edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IfMatch(Matching);

impl IfMatch {
    /// For the service, which compares within its transaction.
    pub fn precondition(self) -> Precondition {
        match self.0 {
            Matching::Any => Precondition::Any,
            Matching::Versions(versions) => Precondition::Versions(versions),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let fields: Vec<&[u8]> = parts.headers.get_all(header::IF_MATCH).iter().map(|field| field.as_bytes()).collect();
        if fields.is_empty() {
            return Err(Problem::new(Code::PreconditionRequired));
        }
        // Several fields are one list (RFC 9110, 5.3).
        let matching = etag::matching(&fields.join(&b", "[..])).ok_or_else(|| {
            let detail = "Send the ETag of the version you read with its quotes, as in \"3-1f2e3d4c5b6a7988\", several between \
                          commas, or *.";
            Problem::invalid("If-Match", "invalid", detail)
        })?;
        Ok(Self(matching))
    }
}

impl OperationInput for IfMatch {
    fn operation_input(context: &mut GenContext, operation: &mut Operation) {
        doc::header_parameter(
            context,
            operation,
            "If-Match",
            true,
            "The ETag of the version you read, with its quotes; only the edit version in it is compared, so a like in between \
             does no harm, and neither does `W/` in front, where a cache on the way has put it. Several may stand between commas: \
             one of them must be current. `*` is any version: what is there is overwritten. What is no list of tags is 422.",
        );
        doc::expect(operation, &[412, 422, 428]);
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue, Request};

    use super::*;

    async fn read(fields: &[&str]) -> Result<Precondition, u16> {
        let mut request = Request::new(());
        for field in fields {
            let name: HeaderName = header::IF_MATCH;
            request.headers_mut().append(name, HeaderValue::from_bytes(field.as_bytes()).unwrap());
        }
        let mut parts = request.into_parts().0;
        let read = IfMatch::from_request_parts(&mut parts, &()).await;
        read.map(IfMatch::precondition).map_err(|problem| problem.status().as_u16())
    }

    #[tokio::test]
    async fn absent_is_428_and_unreadable_is_422() {
        assert_eq!(read(&[]).await, Err(428));
        for nonsense in ["", "abc", "7-0", "\"7-0", "\"7-0\" \"8-0\"", "*, \"7-0\""] {
            assert_eq!(read(&[nonsense]).await, Err(422), "{nonsense}");
        }
    }

    #[tokio::test]
    async fn fields_are_one_list_and_a_star_is_any() {
        assert_eq!(read(&["*"]).await, Ok(Precondition::Any));
        assert_eq!(read(&["\"7-0\"", "\"other\", \"9-a\""]).await, Ok(Precondition::Versions(vec![7, 9])));
        assert_eq!(read(&["\"é\""]).await, Ok(Precondition::Versions(Vec::new())));
    }
}
