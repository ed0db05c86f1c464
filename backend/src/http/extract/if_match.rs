//! `IfMatch`: the version that a change was made against, so that nobody's work is overwritten unseen; and
//! `OptionalIfMatch`, for what overwrites nothing and can yet be meant for one version alone.

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

/// [`IfMatch`] where it may be absent: then every version is right. Unreadable is 422 all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionalIfMatch(Option<IfMatch>);

impl OptionalIfMatch {
    /// For the service, which compares within its transaction.
    pub fn precondition(self) -> Precondition {
        self.0.map_or(Precondition::Any, IfMatch::precondition)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for OptionalIfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        if !parts.headers.contains_key(header::IF_MATCH) {
            return Ok(Self(None));
        }
        IfMatch::from_request_parts(parts, state).await.map(|field| Self(Some(field)))
    }
}

impl OperationInput for OptionalIfMatch {
    fn operation_input(context: &mut GenContext, operation: &mut Operation) {
        doc::header_parameter(
            context,
            operation,
            "If-Match",
            false,
            "The ETag of the version you have seen, in the form that changing it takes: if it has another edit version by now, \
             nothing happens, and the answer is 412. Without the field any version will do. What is no list of tags is 422.",
        );
        doc::expect(operation, &[412, 422]);
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue, Request};

    use super::*;

    fn parts(fields: &[&str]) -> Parts {
        let mut request = Request::new(());
        for field in fields {
            let name: HeaderName = header::IF_MATCH;
            request.headers_mut().append(name, HeaderValue::from_bytes(field.as_bytes()).unwrap());
        }
        request.into_parts().0
    }

    async fn read(fields: &[&str]) -> Result<Precondition, u16> {
        let read = IfMatch::from_request_parts(&mut parts(fields), &()).await;
        read.map(IfMatch::precondition).map_err(|problem| problem.status().as_u16())
    }

    async fn read_if_any(fields: &[&str]) -> Result<Precondition, u16> {
        let read = OptionalIfMatch::from_request_parts(&mut parts(fields), &()).await;
        read.map(OptionalIfMatch::precondition).map_err(|problem| problem.status().as_u16())
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

    #[tokio::test]
    async fn where_it_may_be_absent_it_is_read_the_same_way_when_it_comes() {
        assert_eq!(read_if_any(&[]).await, Ok(Precondition::Any));
        assert_eq!(read_if_any(&["W/\"7-0\""]).await, Ok(Precondition::Versions(vec![7])));
        assert_eq!(read_if_any(&["other"]).await, Err(422));
    }
}
