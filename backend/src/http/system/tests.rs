//! Health, readiness, problem pages, reports, the reference and the files.

use axum::{body::Body, http::Request};
use http_body_util::BodyExt;
use tower::ServiceExt;

use crate::{
    http::{self, AppState},
    platform::log::LineLog,
    services::testing::TestContext,
};

async fn app() -> (TestContext, AppState) {
    let test = TestContext::new().await;
    let state = AppState::new(test.context.clone(), LineLog::off());
    (test, state)
}

async fn send(state: &AppState, request: Request<Body>) -> (u16, String, String) {
    let response = http::router(state.clone()).oneshot(request).await.unwrap();
    let status = response.status().as_u16();
    let kind = response.headers().get("content-type").map(|kind| kind.to_str().unwrap().to_owned()).unwrap_or_default();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, kind, String::from_utf8_lossy(&body).into_owned())
}

async fn get(state: &AppState, path: &str) -> (u16, String, String) {
    send(state, Request::get(path).body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn readiness_follows_the_state_and_health_does_not() {
    let (_test, state) = app().await;

    assert_eq!(get(&state, "/readyz").await.0, 503);
    state.readiness().set(true);
    assert_eq!(get(&state, "/readyz").await.0, 200);
    state.readiness().set(false);
    assert_eq!(get(&state, "/readyz").await.0, 503);
    assert_eq!(get(&state, "/healthz").await.0, 200);
}

#[tokio::test]
async fn lost_database_withdraws_readiness_and_not_health() {
    let (_test, state) = app().await;
    state.readiness().set(true);

    state.context().database.close().await.unwrap();

    assert_eq!(get(&state, "/readyz").await.0, 503);
    assert_eq!(get(&state, "/healthz").await.0, 200);
}

#[tokio::test]
async fn every_code_has_its_page() {
    let (_test, state) = app().await;

    for code in broadsheet_shared::problem::Code::ALL {
        let (status, kind, body) = get(&state, &format!("/problems/{}", code.as_str())).await;
        assert_eq!((status, kind.as_str()), (200, "text/html; charset=utf-8"));
        assert!(body.contains(code.as_str()));
    }
    assert_eq!(get(&state, "/problems/%3Cscript%3E").await.0, 404);
    assert_eq!(get(&state, "/problems/no.such").await.0, 404);
}

#[tokio::test]
async fn pages_that_stand_alone_name_a_sheet_of_ours_and_nothing_inline() {
    let (_test, state) = app().await;

    let (_, _, page) = get(&state, "/problems/post.not_found").await;
    let sheet = page.split("<link rel=\"stylesheet\" href=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();

    assert!(!page.contains("style=") && !page.contains("<style") && !page.contains("<script"));
    let (status, kind, css) = get(&state, sheet).await;
    assert_eq!((status, kind.as_str()), (200, "text/css; charset=utf-8"));
    assert!(css.contains("prefers-color-scheme: dark"));
}

#[tokio::test]
async fn csp_report_is_taken_and_bounded() {
    let (_test, state) = app().await;
    let report = |body: String| {
        Request::post("/csp-reports").header("content-type", "application/reports+json").body(Body::from(body)).unwrap()
    };

    let right = r#"[{"type": "csp-violation", "body": {"effectiveDirective": "script-src", "blockedURL": "inline"}}]"#;
    assert_eq!(send(&state, report(right.to_owned())).await.0, 204);
    assert_eq!(send(&state, report("{".to_owned())).await.0, 400);
    assert_eq!(send(&state, report(format!("[\"{}\"]", "x".repeat(100_000)))).await.0, 413);
}

#[tokio::test]
async fn reference_asks_nobody_else_and_has_nothing_inline() {
    let (_test, state) = app().await;

    for version in ["v1", "v2"] {
        let (status, kind, page) = get(&state, &format!("/docs/{version}")).await;
        assert_eq!((status, kind.as_str()), (200, "text/html; charset=utf-8"));
        assert!(!page.contains("http:") && !page.contains("https:") && !page.contains("style="));
        for script in page.split("<script").skip(1) {
            assert!(script.starts_with(" src=\"/docs/"), "{script}");
        }
        for part in page.split("\"/docs/").skip(1).map(|rest| rest.split('"').next().unwrap()) {
            assert_eq!(get(&state, &format!("/docs/{part}")).await.0, 200, "{part}");
        }
        let document = format!("/api/{version}/openapi.json");
        assert!(page.contains(&document));
        assert_eq!(get(&state, &document).await.1, "application/json");
    }
    let (_, kind, script) = get(&state, "/docs/swagger-ui-bundle.js").await;
    assert_eq!(kind, "text/javascript; charset=utf-8");
    assert!(script.len() > 1_000_000 && !script.contains("sourceMappingURL"));
}

#[tokio::test]
async fn l6_no_path_climbs_out() {
    let (_test, state) = app().await;
    let paths = [
        "/assets/../Cargo.toml",
        "/assets/..%2fCargo.toml",
        "/assets/%2e%2e/%2e%2e/etc/passwd",
        "/assets/..%5cCargo.toml",
        "/assets/..%252fCargo.toml",
        "/assets//etc/passwd",
        "/assets/.env",
        "/assets/app.wasm.map",
        "/docs/..%2f..%2fCargo.toml",
        "/docs/LICENSE",
        "/media../data/broadsheet.db",
        "/data/broadsheet.db",
        "/broadsheet.db-wal",
        "/.git/config",
    ];

    for path in paths {
        assert_eq!(get(&state, path).await.0, 404, "{path}");
    }
}
