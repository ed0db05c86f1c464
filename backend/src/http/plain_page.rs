//! Small pages that need neither the database nor the app's views: what a problem code means, a fault of ours.
//!
//! One document and one sheet, both in the binary, so that they still look like us when nothing else works. They follow
//! the system's theme: no script runs on them.

use std::sync::LazyLock;

use axum::{
    Router,
    http::{HeaderMap, HeaderValue, header},
    routing::get,
};

use super::{AppState, ReadyAnswer, etag::Tag};

/// The app's own colours and sizes come first.
const STYLE: &str =
    concat!(include_str!("../../../frontend/styles/tokens.css"), "\n", include_str!("plain_page/page.css"));
/// Beside the pages of problem codes, no code holds a dot and `css`.
const STYLE_PATH: &str = "/problems/page.css";

static STYLE_FILE: LazyLock<ReadyAnswer> = LazyLock::new(|| {
    ReadyAnswer::compressed("text/css; charset=utf-8", STYLE, &Tag::of(STYLE.as_bytes()))
        .field(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600"))
        .field(header::VARY, HeaderValue::from_static("Accept-Encoding"))
});

/// The sheet of these pages.
pub fn routes() -> Router<AppState> {
    Router::new().route(STYLE_PATH, get(async |headers: HeaderMap| STYLE_FILE.respond(&headers)))
}

/// A whole document. Both arguments are HTML of our own: whatever came from outside must be escaped before.
pub fn document(title: &str, main: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"robots\" content=\"noindex\">\n\
         <title>{title}</title>\n<link rel=\"stylesheet\" href=\"{STYLE_PATH}\">\n</head>\n<body>\n\
         <main>\n{main}</main>\n</body>\n</html>\n"
    )
}
