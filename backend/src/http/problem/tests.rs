//! Errors of services become problems of their code, and tell no more than they may.

use serde_json::json;

use super::*;

#[derive(Debug, thiserror::Error)]
enum TestError {
    #[error("the title is taken; choose another")]
    Taken,
    #[error("the database broke")]
    Broken(#[source] std::io::Error),
    #[error("somebody else was faster")]
    Stale,
}

impl ServiceError for TestError {
    fn code(&self) -> Code {
        match self {
            Self::Taken => Code::SlugTaken,
            Self::Broken(_) => Code::Internal,
            Self::Stale => Code::PostStale,
        }
    }

    fn current(&self) -> Option<Value> {
        matches!(self, Self::Stale).then(|| json!({"title": "theirs"}))
    }
}

fn body(problem: Problem, shape: Shape) -> (Response, String) {
    let mut response = problem.into_response();
    let problem = response.extensions_mut().remove::<Problem>().unwrap();
    render(&problem, shape, "0123456789abcdef", &mut response);
    let body = std::mem::take(response.body_mut());
    let bytes = futures_util::FutureExt::now_or_never(axum::body::to_bytes(body, 100_000)).unwrap().unwrap();
    (response, String::from_utf8(bytes.to_vec()).unwrap())
}

#[test]
fn mistake_of_the_caller_is_explained() {
    let (response, body) = body(TestError::Taken.into(), Shape::Problem);
    let body: Value = serde_json::from_str(&body).unwrap();

    assert_eq!(response.status(), 409);
    assert_eq!(body["detail"], "the title is taken; choose another");
    assert_eq!(body["request_id"], "0123456789abcdef");
}

#[test]
fn l9_fault_of_ours_is_logged_and_not_told() {
    let problem: Problem = TestError::Broken(std::io::Error::other("disk 7 at /srv/db")).into();

    assert_eq!(problem.logged_cause(), Some("the database broke: disk 7 at /srv/db"));
    for shape in [Shape::V1, Shape::Problem, Shape::Page] {
        let (response, body) = body(problem.clone(), shape);
        assert_eq!(response.status(), 500);
        assert!(!body.contains("disk") && !body.contains("database"), "{body}");
    }
}

#[test]
fn stale_change_carries_the_current_version_in_v2() {
    let (_, v2) = body(TestError::Stale.into(), Shape::Problem);
    let (_, v1) = body(TestError::Stale.into(), Shape::V1);

    assert!(v2.contains("theirs"));
    assert!(!v1.contains("theirs"));
}

#[test]
fn v1_gathers_messages_by_field() {
    let errors =
        vec![FieldError::new("/tags/2", "too_long", "Too long."), FieldError::new("/tags/2", "invalid", "Wrong.")];

    let (_, body) = body(Problem::invalid_fields(errors), Shape::V1);

    let body: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(body["error"]["fields"], json!({"tags.2": ["Too long.", "Wrong."]}));
}

#[test]
fn both_bodies_read_back_as_their_dtos() {
    let problem = Problem::invalid("/title", "too_long", "Too long.");

    let (_, v2) = body(problem.clone(), Shape::Problem);
    let (_, v1) = body(problem, Shape::V1);

    let v2: broadsheet_shared::v2::Problem = serde_json::from_str(&v2).unwrap();
    let v1: broadsheet_shared::v1::ErrorBody = serde_json::from_str(&v1).unwrap();
    assert_eq!(v2.errors[0].pointer, "/title");
    assert_eq!(v1.error.fields["title"], ["Too long."]);
}
