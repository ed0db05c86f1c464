//! `/sitemap.xml` and `/robots.txt`: what search engines may read, and where it is.

use std::fmt::Write as _;

use axum::{Router, extract::State, http::HeaderMap, response::Response, routing::get};
use broadsheet_frontend::paths;
use broadsheet_shared::time::Timestamp;

use super::document;
use crate::{
    http::{Answer, AppState, Problem},
    platform::{
        cache::{Entry, Family, Key, Loaded, Tag},
        xml::escaped,
    },
    services::{categories, posts},
};

const SITE_MAP: &str = "/sitemap.xml";
/// The protocol's limit for one file is 50,000 addresses; the rest is room for the front page and the categories.
const MAX_POSTS: usize = 49_000;
/// Staff keep few; more than these would not fit.
const MAX_CATEGORIES: usize = 900;

pub(super) fn routes() -> Router<AppState> {
    Router::new().route(SITE_MAP, get(site_map)).route("/robots.txt", get(robots))
}

async fn site_map(State(state): State<AppState>, headers: HeaderMap) -> Answer<Response> {
    let loader = state.clone();
    let load = || async move {
        let base = document::site(&loader).await?.base_url;
        let mut xml = String::from(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
        );
        place(&mut xml, &base, paths::HOME, None);
        for category in categories::all(loader.context()).await?.iter().take(MAX_CATEGORIES) {
            place(&mut xml, &base, &paths::category(&category.slug), None);
        }
        for (slug, changed_at) in posts::addresses(loader.context(), MAX_POSTS).await? {
            place(&mut xml, &base, &paths::post(&slug), Some(changed_at));
        }
        xml.push_str("</urlset>\n");
        let entry = Entry::new("application/xml; charset=utf-8", xml);
        Ok::<_, Problem>(Loaded::new(entry, [Tag::Posts, Tag::Categories, Tag::Site]))
    };
    let ready = state.context().cache.ready(Key::new(Family::Feeds, &["sitemap"]), load).await?;
    Ok(document::send(&ready, &headers).await)
}

fn place(xml: &mut String, base: &str, path: &str, changed_at: Option<Timestamp>) {
    let changed = changed_at.map(|at| format!("<lastmod>{at}</lastmod>")).unwrap_or_default();
    // Writing to a string cannot fail.
    let _ = writeln!(xml, "<url><loc>{}</loc>{changed}</url>", escaped(&format!("{base}{path}")));
}

async fn robots(State(state): State<AppState>, headers: HeaderMap) -> Answer<Response> {
    let base = document::site(&state).await?.base_url;
    let text = format!(
        "User-agent: *\nDisallow: /api/\nDisallow: {}\nDisallow: {}\nDisallow: {}\nDisallow: {}\n\nSitemap: {base}{SITE_MAP}\n",
        paths::SEARCH,
        paths::WRITE,
        paths::MY_POSTS,
        paths::SETTINGS,
    );
    Ok(document::send_uncompressed(&Entry::new("text/plain; charset=utf-8", text), &headers))
}
