//! Addresses of the program itself: is it alive, is it ready, what does a problem code mean, what did a browser refuse.

use std::time::Duration;

use axum::{
    Router,
    body::Body,
    extract::{Path, Request, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use broadsheet_shared::problem::Code;
use http_body_util::{BodyExt, Limited};
use tokio::time::timeout;

use super::{AppState, Problem, plain_page};

/// A report is a few hundred bytes.
const MAX_REPORT_BYTES: usize = 16 * 1024;
/// A balancer asks every few seconds and does not wait long.
const DATABASE_PATIENCE: Duration = Duration::from_secs(2);

/// The routes of this room.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/healthz", get(alive))
        .route("/readyz", get(ready))
        .route("/problems/{code}", get(explain))
        .route("/csp-reports", post(csp_report))
}

fn plain(status: StatusCode, text: &'static str) -> Response {
    let headers = [(header::CACHE_CONTROL, "no-store"), (header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    (status, headers, text).into_response()
}

/// The process answers; nothing else is asked, so that a lost database does not get it killed.
async fn alive() -> Response {
    plain(StatusCode::OK, "alive\n")
}

/// The process wants traffic: it has started, is not stopping, and reaches its database.
async fn ready(State(state): State<AppState>) -> Result<Response, Problem> {
    let away = |detail: &'static str| Problem::new(Code::ServiceUnavailable).detail(detail).retry_after_secs(2);
    if !state.readiness().is_ready() {
        return Err(away("Starting or stopping."));
    }
    match timeout(DATABASE_PATIENCE, state.context().database.ping()).await {
        Ok(Ok(())) => Ok(plain(StatusCode::OK, "ready\n")),
        Ok(Err(error)) => Err(away("The database does not answer.").cause(error)),
        Err(_) => Err(away("The database does not answer.").cause("no answer in time")),
    }
}

/// The page behind `type` of a problem.
async fn explain(Path(code): Path<String>) -> Result<Response, Problem> {
    let code: Code = code.parse().map_err(|_| Problem::new(Code::RouteNotFound))?;
    let main = format!(
        "<p class=\"number\">{status}</p>\n<h1>{title}</h1>\n<p>{explanation}</p>\n\
         <p class=\"facts\">Code <code>{name}</code></p>\n\
         <p class=\"links\"><a href=\"/docs\">API reference</a> <a href=\"/\">Front page</a></p>\n",
        name = code.as_str(),
        title = code.title(),
        status = code.status(),
        explanation = code_spans(code.explanation()),
    );
    let page = plain_page::document(code.title(), &main);
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600")),
    ];
    Ok((headers, page).into_response())
}

/// Our own constants, escaped, with `code` between backticks.
fn code_spans(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let parts = escaped.split('`').enumerate();
    parts.map(|(index, part)| if index % 2 == 1 { format!("<code>{part}</code>") } else { part.to_owned() }).collect()
}

/// What a browser refused under our content policy: logged, cut, and forgotten.
async fn csp_report(request: Request<Body>) -> StatusCode {
    let Ok(body) = Limited::new(request.into_body(), MAX_REPORT_BYTES).collect().await else {
        return StatusCode::PAYLOAD_TOO_LARGE;
    };
    let body = body.to_bytes();
    let Ok(report) = serde_json::from_slice::<serde_json::Value>(&body) else { return StatusCode::BAD_REQUEST };
    let report = report.get(0).map(|first| &first["body"]).or_else(|| report.get("csp-report")).unwrap_or(&report);
    let field = |names: [&str; 2]| {
        let text = names.iter().find_map(|name| report[*name].as_str()).unwrap_or_default();
        text.chars().filter(|c| !c.is_control()).take(200).collect::<String>()
    };
    let directive = field(["effectiveDirective", "effective-directive"]);
    let blocked = field(["blockedURL", "blocked-uri"]);
    let document = field(["documentURL", "document-uri"]);
    tracing::warn!(directive, blocked, document, "a browser refused something under the content policy");
    StatusCode::NO_CONTENT
}

#[cfg(test)]
mod tests;
