//! From a page to a ready document.

use axum::{
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use broadsheet_frontend::server::{self, ServerPage};
use broadsheet_shared::v2;

use crate::{
    http::{Answer, AppState, Problem, ready, v2::site::site as site_body},
    platform::cache::Entry,
    services::setup,
};

/// What every page shows of the site.
pub(super) async fn site(state: &AppState) -> Answer<v2::Site> {
    Ok(site_body(setup::site(state.context()).await?))
}

/// The document of a page, compressed. Rendering takes milliseconds of a processor, so it leaves the event loop.
pub(super) async fn make(state: &AppState, page: ServerPage) -> Answer<Entry> {
    let site = site(state).await?;
    let assets = state.assets().head(page.program()).to_owned();
    let rendered = tokio::task::spawn_blocking(move || {
        let html = server::render(&page, &site);
        server::document(&html, &site.name, &assets)
    });
    let document = rendered.await.map_err(Problem::internal)?;
    Ok(Entry::new("text/html; charset=utf-8", document).compressed().await)
}

/// Sends a ready document or feed: anyone may keep it, if they ask each time whether it still holds.
pub(super) fn send(entry: &Entry, request: &HeaderMap) -> Response {
    let mut response = ready::respond(entry, request);
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, no-cache"));
    headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    response
}
