//! Pages for people: first HTML of public addresses, feeds, the site map, pictures and the browser's files.
//!
//! What stands here ignores cookies and sessions, so an answer is the same for everyone and is made once: a ready
//! document in the cache. The app takes over in the browser. Pattern: cache-aside over pure rendering.

use axum::Router;

use super::AppState;

pub mod assets;
mod cards;
mod contents;
mod document;
mod feeds;
mod manifest;
mod media;
mod missing;
mod pages;
mod site_map;
mod unsubscribe;

pub(super) use missing::nothing_here;

/// Everything outside the API that people, feed readers and search engines ask for.
pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .merge(pages::routes())
        .merge(feeds::routes())
        .merge(cards::routes())
        .merge(manifest::routes())
        .merge(site_map::routes())
        .merge(media::routes())
        .merge(unsubscribe::routes())
}
