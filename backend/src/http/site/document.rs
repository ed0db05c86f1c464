//! From a page to a ready document.

use std::{io, thread};

use axum::{
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use broadsheet_frontend::server::{self, ServerPage};
use broadsheet_shared::v2;

use super::cards;
use crate::{
    http::{Answer, AppState, Problem, cached, v2::site::site as site_body},
    platform::cache::{Entry, Ready},
    services::setup,
};

/// Stack of a rendering, in bytes: a thread of comments nests a hundred levels deep, and its view does so too.
const STACK_BYTES: usize = 32 << 20;

/// What every page shows of the site.
pub(super) async fn site(state: &AppState) -> Answer<v2::Site> {
    Ok(site_body(setup::site(state.context()).await?))
}

/// The document of a page. Rendering takes milliseconds of a processor, so it leaves the event loop.
pub(super) async fn make(state: &AppState, page: ServerPage) -> Answer<Entry> {
    let site = site(state).await?;
    let assets = state.assets().head(page.program()).to_owned();
    let cards = cards::of_page(&page, &site);
    let render = move || {
        let html = server::render_with(&page, &site, &cards);
        server::document(&html, &site.name, &assets)
    };
    let rendered = tokio::task::spawn_blocking(move || {
        let rendering = thread::Builder::new().name("page".to_owned()).stack_size(STACK_BYTES).spawn(render)?;
        rendering.join().map_err(|_| io::Error::other("rendering a page panicked"))
    });
    let document = rendered.await.map_err(Problem::internal)?.map_err(Problem::internal)?;
    Ok(Entry::new("text/html; charset=utf-8", document))
}

/// Sends a ready document or feed: anyone may keep it, if they ask each time whether it still holds.
pub(super) async fn send(ready: &Ready, request: &HeaderMap) -> Response {
    public(cached::answer(ready, request).await)
}

/// The same for a short text that is made anew for everyone.
pub(super) fn send_uncompressed(entry: &Entry, request: &HeaderMap) -> Response {
    public(cached::uncompressed(entry, request))
}

fn public(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, no-cache"));
    headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    response
}
