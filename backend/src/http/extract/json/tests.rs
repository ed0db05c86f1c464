//! Bodies that are right, wrong, and made to hurt.

use axum::http::StatusCode;
use serde::Deserialize;

use super::*;

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Post {
    title: String,
    #[serde(default)]
    tags: Vec<String>,
    #[serde(default)]
    count: Option<u8>,
    #[serde(default)]
    nested: Option<Nested>,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Nested {
    deep: bool,
}

async fn send(content_type: &str, body: impl Into<Body>) -> Result<Post, Problem> {
    let request = Request::post("/").header(header::CONTENT_TYPE, content_type).body(body.into()).unwrap();
    Json::<Post>::from_request(request, &()).await.map(|Json(post)| post)
}

async fn refused(body: impl Into<Body>) -> Problem {
    send("application/json", body).await.unwrap_err()
}

/// Status, pointer and reason of a refusal.
async fn finding(body: &str) -> (u16, String, String) {
    let problem = refused(body.to_owned()).await;
    let error = problem.field_errors().first().cloned();
    let (pointer, code) = error.map(|error| (error.pointer, error.code)).unwrap_or_default();
    (problem.status().as_u16(), pointer, code)
}

fn of(status: u16, pointer: &str, code: &str) -> (u16, String, String) {
    (status, pointer.to_owned(), code.to_owned())
}

#[tokio::test]
async fn right_body_is_read() {
    let post = send("application/json; charset=utf-8", r#"{"title": "a", "tags": ["x"]}"#).await.unwrap();

    assert_eq!(post, Post { title: "a".to_owned(), tags: vec!["x".to_owned()], count: None, nested: None });
}

#[tokio::test]
async fn f6_an_array_is_no_object_however_its_items_fit() {
    assert_eq!(finding(r#" ["a", ["x"], 1, {"deep": true}]"#).await, of(422, "", "invalid"));
    assert_eq!(finding("\"a\"").await, of(422, "", "invalid"));
    assert_eq!(finding("null").await, of(422, "", "invalid"));
}

#[tokio::test]
async fn f6_content_type_and_coding_are_415() {
    for content_type in ["", "text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin1"] {
        let problem = send(content_type, "{}").await.unwrap_err();
        assert_eq!(problem.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE, "{content_type}");
    }
    let coded = Request::post("/")
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::CONTENT_ENCODING, "gzip")
        .body(Body::from("{}"))
        .unwrap();
    let problem = Json::<Post>::from_request(coded, &()).await.unwrap_err();
    assert_eq!(problem.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
}

#[tokio::test]
async fn f6_what_does_not_parse_is_400() {
    let deep = "[".repeat(200) + &"]".repeat(200);
    let lone = r#"{"title": "\ud800"}"#.to_owned();
    let number = r#"{"title": "a", "count": 1e400}"#.to_owned();
    for body in ["".to_owned(), "{".into(), "\u{feff}{}".into(), "{} {}".into(), lone, number] {
        assert_eq!(refused(body.clone()).await.status(), StatusCode::BAD_REQUEST, "{body}");
    }
    assert_eq!(refused(&b"{\"title\": \"\xff\"}"[..]).await.status(), StatusCode::BAD_REQUEST);
    assert_eq!(refused(deep).await.status(), StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn f6_ten_thousand_levels_are_refused_quickly() {
    let begun = std::time::Instant::now();

    assert_eq!(refused("[".repeat(10_000)).await.status(), StatusCode::UNPROCESSABLE_ENTITY);

    assert!(begun.elapsed().as_millis() < 500);
}

#[tokio::test]
async fn f6_over_cap_is_413() {
    let body = format!("{{\"title\": \"{}\"}}", "x".repeat(MAX_JSON_BYTES));

    assert_eq!(refused(body).await.status(), StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn b3_wrong_fields_are_named_by_pointer() {
    assert_eq!(finding(r#"{"title": "a", "author_id": 1}"#).await, of(422, "/author_id", "unknown"));
    assert_eq!(finding(r#"{"title": "a", "nested": {"deep": true, "x": 1}}"#).await, of(422, "/nested/x", "unknown"));
    assert_eq!(finding(r#"{"tags": []}"#).await, of(422, "/title", "required"));
    assert_eq!(finding(r#"{"title": "a", "nested": {}}"#).await, of(422, "/nested/deep", "required"));
    assert_eq!(finding(r#"{"title": 1}"#).await, of(422, "/title", "invalid"));
    assert_eq!(finding(r#"{"title": "a", "tags": ["x", 2]}"#).await, of(422, "/tags/1", "invalid"));
    assert_eq!(finding(r#"{"title": "a", "count": 300}"#).await, of(422, "/count", "invalid"));
    assert_eq!(finding(r#"{"title": "a", "count": -1}"#).await, of(422, "/count", "invalid"));
    assert_eq!(finding(r#"{"title": "a", "count": 12.0}"#).await, of(422, "/count", "invalid"));
    assert_eq!(finding("[]").await, of(422, "", "invalid"));
    assert_eq!(finding("null").await, of(422, "", "invalid"));
}

#[tokio::test]
async fn a_wrong_field_is_told_in_words_for_people() {
    let problem = refused(r#"{"title": null}"#).await;
    assert_eq!(problem.field_errors()[0].detail, "`title` must be a text, not null.");
    let problem = refused(r#"{"title": "a", "tags": ["x", 2]}"#).await;
    assert_eq!(problem.field_errors()[0].detail, "`tags/1` must be a text, not 2.");
}

#[tokio::test]
async fn f6_what_reads_differently_elsewhere_is_refused() {
    assert_eq!(finding(r#"{"title": "a", "title": "b"}"#).await, of(422, "/title", "repeated"));
    assert_eq!(
        finding(r#"{"title": "a", "nested": {"deep": true, "deep": false}}"#).await,
        of(422, "/nested/deep", "repeated")
    );
    assert_eq!(finding(r#"{"title": "a\u0000b"}"#).await, of(422, "/title", "invalid"));
    assert_eq!(finding(r#"{"title": "a", "x\u0000/~": 1}"#).await.0, 422);
}

proptest::proptest! {
    #[test]
    fn no_bytes_panic(bytes: Vec<u8>) {
        let _ = parse::<Post>(&bytes);
    }

    #[test]
    fn no_text_panics(text in "[\\[\\]{}\",:0-9a-z\\\\ue. -]{0,60}") {
        let _ = parse::<Post>(text.as_bytes());
    }
}
