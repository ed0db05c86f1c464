//! What requests count as, by their routes.

use axum::http::Method;
use serde_json::json;

use super::*;
use crate::http::openapi;

fn actions() -> Actions {
    Actions::of(&[&openapi::v1().document, &openapi::v2().document])
}

#[test]
fn operations_count_as_their_documents_say() {
    let actions = actions();
    for (method, route, action) in [
        (Method::GET, "/api/v2/posts", Action::ApiRead),
        (Method::HEAD, "/api/v2/posts", Action::ApiRead),
        (Method::POST, "/api/v2/posts", Action::PostsCreate),
        (Method::PATCH, "/api/v2/posts/{post}", Action::PostsWrite),
        (Method::DELETE, "/api/v1/posts/{post}", Action::PostsWrite),
        (Method::PUT, "/api/v2/comments/{id}/hide", Action::CommentsWrite),
        (Method::GET, "/api/v1/posts/search", Action::Search),
        (Method::POST, "/api/v1/auth/login", Action::AuthLogin),
        (Method::POST, "/api/v2/auth/login", Action::AuthLogin),
        (Method::POST, "/api/v2/render", Action::Render),
        // There is no such method; somebody tries doors.
        (Method::PUT, "/api/v2/posts", Action::SiteRead),
        (Method::OPTIONS, "/api/v2/posts", Action::SiteRead),
    ] {
        assert_eq!(actions.find(&method, Some(route)), Some(action), "{method} {route}");
    }
}

#[test]
fn pages_count_and_files_do_not() {
    let actions = actions();
    let find = |route| actions.find(&Method::GET, Some(route));

    for route in
        ["/", "/posts/{post}", "/feed.xml", "/cards/{file}", "/docs/v2", "/problems/{code}", "/api/v2/openapi.json"]
    {
        assert_eq!(find(route), Some(Action::SiteRead), "{route}");
    }
    for route in ["/healthz", "/readyz", "/media/{file}", "/assets/{*path}", "/docs/{file}", "/problems/page.css"] {
        assert_eq!(find(route), None, "{route}");
    }
    assert_eq!(find("/csp-reports"), Some(Action::SiteReport));
    assert_eq!(actions.find(&Method::GET, None), Some(Action::SiteRead));
}

#[test]
fn an_operation_that_names_no_action_counts_as_a_read() {
    let document = json!({"paths": {"/x": {"post": {"x-limit-action": "no.such"}, "get": {}}}});
    let actions = Actions::of(&[&document]);

    assert_eq!(actions.find(&Method::POST, Some("/x")), Some(Action::ApiRead));
    assert_eq!(actions.find(&Method::GET, Some("/x")), Some(Action::ApiRead));
}
