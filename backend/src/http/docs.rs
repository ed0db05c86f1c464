//! `/docs`: the interactive reference of both versions, from this binary alone.
//!
//! The page has no inline script or style and asks nobody else for anything, so it lives under the same content policy
//! as every other page. Where the bundle comes from: `backend/assets/docs/README.md`.

use std::{io::Read, sync::LazyLock};

use axum::{
    Router,
    http::{HeaderMap, HeaderValue, Uri, header},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use broadsheet_shared::problem::Code;
use bytes::Bytes;

use super::{AppState, Problem, ReadyAnswer, etag::Tag};
use crate::platform::coding::Coding;

const SCRIPT: &[u8] = include_bytes!("../../assets/docs/swagger-ui-bundle.js.br");
const STYLE: &[u8] = include_bytes!("../../assets/docs/swagger-ui.css.br");
const BOOT: &str = include_str!("docs/boot.js");
/// The app's own colours and sizes come first.
const PAGE_STYLE: &str =
    concat!(include_str!("../../../frontend/styles/tokens.css"), "\n", include_str!("docs/page.css"));

const JAVASCRIPT: &str = "text/javascript; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";

/// The routes of the reference.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/docs", get(async || Redirect::permanent("/docs/v2")))
        .route("/docs/v1", get(async |headers: HeaderMap| PAGES[0].respond(&headers)))
        .route("/docs/v2", get(async |headers: HeaderMap| PAGES[1].respond(&headers)))
        .route("/docs/{file}", get(file))
}

static PAGES: LazyLock<[ReadyAnswer; 2]> = LazyLock::new(|| [page(1), page(2)]);

/// The parts of the page, each made at its first use.
static SCRIPT_FILE: LazyLock<Option<ReadyAnswer>> = LazyLock::new(|| packed(JAVASCRIPT, SCRIPT));
static STYLE_FILE: LazyLock<Option<ReadyAnswer>> = LazyLock::new(|| packed(CSS, STYLE));
static BOOT_FILE: LazyLock<Option<ReadyAnswer>> = LazyLock::new(|| Some(plain(JAVASCRIPT, BOOT)));
static PAGE_STYLE_FILE: LazyLock<Option<ReadyAnswer>> = LazyLock::new(|| Some(plain(CSS, PAGE_STYLE)));

async fn file(uri: Uri, headers: HeaderMap) -> Response {
    let file = match uri.path() {
        "/docs/swagger-ui-bundle.js" => SCRIPT_FILE.as_ref(),
        "/docs/swagger-ui.css" => STYLE_FILE.as_ref(),
        "/docs/boot.js" => BOOT_FILE.as_ref(),
        "/docs/page.css" => PAGE_STYLE_FILE.as_ref(),
        _ => None,
    };
    file.map_or_else(|| Problem::new(Code::RouteNotFound).into_response(), |file| file.respond(&headers))
}

fn cached(ready: ReadyAnswer) -> ReadyAnswer {
    ready
        .field(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600"))
        .field(header::VARY, HeaderValue::from_static("Accept-Encoding"))
}

fn plain(content_type: &'static str, text: &'static str) -> ReadyAnswer {
    cached(ReadyAnswer::compressed(content_type, text, &Tag::of(text.as_bytes())))
}

/// A file that is embedded compressed; unpacked once, and packed otherwise, for clients that do not take Brotli.
fn packed(content_type: &'static str, coded: &'static [u8]) -> Option<ReadyAnswer> {
    let mut identity = Vec::new();
    brotli::Decompressor::new(coded, 4096).read_to_end(&mut identity).ok()?;
    let tag = Tag::of(coded);
    let zipped = Coding::Gzip.compress(&identity);
    let ready = ReadyAnswer::new(content_type, identity, &tag);
    let ready = ready.with(Coding::Brotli, Bytes::from_static(coded), &tag);
    Some(cached(match zipped {
        Some(zipped) => ready.with(Coding::Gzip, zipped, &tag),
        None => ready,
    }))
}

fn page(version: u8) -> ReadyAnswer {
    let current = |which| if which == version { " aria-current=\"page\"" } else { "" };
    let html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>API reference, version {version}</title>\n\
         <link rel=\"icon\" href=\"/assets/icons/icon.svg\" type=\"image/svg+xml\">\n\
         <link rel=\"stylesheet\" href=\"/docs/swagger-ui.css\">\n<link rel=\"stylesheet\" href=\"/docs/page.css\">\n\
         <script src=\"/docs/swagger-ui-bundle.js\" defer></script>\n<script src=\"/docs/boot.js\" defer></script>\n\
         </head>\n<body>\n<nav class=\"frame\" aria-label=\"API versions\">\n<strong>API reference</strong>\n\
         <a href=\"/docs/v2\"{second}>Version 2</a>\n<a href=\"/docs/v1\"{first}>Version 1</a>\n\
         <a href=\"/api/v{version}/openapi.json\">OpenAPI document</a>\n<a href=\"/\">Front page</a>\n</nav>\n\
         <main id=\"reference\" data-document=\"/api/v{version}/openapi.json\">\n\
         <noscript><p class=\"frame\">This page needs JavaScript; the OpenAPI document does not.</p></noscript>\n</main>\n\
         </body>\n</html>\n",
        first = current(1),
        second = current(2),
    );
    let tag = Tag::of(html.as_bytes());
    ReadyAnswer::compressed("text/html; charset=utf-8", html, &tag)
        .field(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"))
        .field(header::VARY, HeaderValue::from_static("Accept-Encoding"))
}
