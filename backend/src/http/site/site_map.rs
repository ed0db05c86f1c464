//! `/sitemap.xml` and `/robots.txt`: what search engines may read, and where it is.
//!
//! One file holds so many addresses and no more. A site with more posts gets an index there (sitemaps.org, "Sitemap index
//! files") that leads to `/sitemaps/pages.xml` and, oldest first, `/sitemaps/1.xml` and so on: what is published later
//! changes the last of them alone.

use std::fmt::Write as _;

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, Uri},
    response::Response,
    routing::get,
};
use broadsheet_frontend::paths;
use broadsheet_shared::{problem::Code, time::Timestamp};

use super::document;
use crate::{
    domain::post::PostKey,
    http::{Answer, AppState, Problem},
    platform::{
        cache::{Entry, Family, Key, Loaded, Tag},
        xml::escaped,
    },
    services::{categories, posts},
};

const SITE_MAP: &str = "/sitemap.xml";
const PARTS: &str = "/sitemaps/";
/// The part of an index that holds what is no post.
const PAGES: &str = "pages";
/// The protocol's limit for one file is 50,000 addresses; the rest is room for the front page and the categories.
const MAX_POSTS: u32 = 49_000;
/// Staff keep few; more than these would not fit.
const MAX_CATEGORIES: usize = 900;

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Everything, or the way to it.
    Whole,
    /// The front page and the categories.
    Pages,
    /// Posts, from the first part on.
    Posts(usize),
}

pub(super) fn routes() -> Router<AppState> {
    holding(MAX_POSTS).route("/robots.txt", get(robots))
}

/// The files, with so many posts each at most.
fn holding(max_posts: u32) -> Router<AppState> {
    let whole = move |State(state): State<AppState>, headers: HeaderMap| async move {
        send(&state, &headers, Part::Whole, max_posts).await
    };
    let part = move |State(state): State<AppState>, uri: Uri, headers: HeaderMap| async move {
        let part = named(uri.path()).ok_or_else(missing)?;
        send(&state, &headers, part, max_posts).await
    };
    Router::new().route(SITE_MAP, get(whole)).route("/sitemaps/{file}", get(part))
}

/// The part of an index at an address. Each has one name: no zero in front, no sign.
fn named(path: &str) -> Option<Part> {
    let name = path.strip_prefix(PARTS)?.strip_suffix(".xml")?;
    if name == PAGES {
        return Some(Part::Pages);
    }
    let number: usize = name.parse().ok()?;
    (number > 0 && number.to_string() == name).then_some(Part::Posts(number))
}

fn missing() -> Problem {
    Problem::new(Code::RouteNotFound)
}

async fn send(state: &AppState, headers: &HeaderMap, part: Part, max_posts: u32) -> Answer<Response> {
    let key = match part {
        Part::Whole => Key::new(Family::Feeds, &["sitemap"]),
        Part::Pages => Key::new(Family::Feeds, &["sitemap", PAGES]),
        Part::Posts(number) => Key::new(Family::Feeds, &["sitemap", &number.to_string()]),
    };
    let loader = state.clone();
    let ready = state.context().cache.ready(key, || async move { load(&loader, part, max_posts).await }).await?;
    Ok(document::send(&ready, headers).await)
}

async fn load(state: &AppState, part: Part, max_posts: u32) -> Answer<Loaded> {
    let context = state.context();
    let base = document::site(state).await?.base_url;
    let parts = parts(state, max_posts).await?;
    let has_index = parts.len() > 1;
    let xml = match part {
        Part::Whole if has_index => index(&base, &parts),
        Part::Whole => {
            let posts = posts::addresses(context, max_posts).await?;
            addresses(&base, &pages(state).await?, &posts)
        }
        Part::Pages if has_index => addresses(&base, &pages(state).await?, &[]),
        Part::Posts(number) if has_index => {
            let start = *parts.get(number - 1).ok_or_else(missing)?;
            addresses(&base, &[], &posts::addresses_from(context, start, max_posts).await?)
        }
        Part::Pages | Part::Posts(_) => return Err(missing()),
    };
    let entry = Entry::new("application/xml; charset=utf-8", xml);
    Ok(Loaded::new(entry, [Tag::Posts, Tag::Categories, Tag::Site]))
}

/// Where the parts of posts begin. Kept ready as well: who asks for parts that are not there has no post counted for it.
async fn parts(state: &AppState, max_posts: u32) -> Answer<Vec<PostKey>> {
    let context = state.context().clone();
    let load = || async move {
        let parts = posts::address_parts(&context, max_posts).await?;
        let entry = Entry::json(&parts).map_err(Problem::internal)?;
        Ok::<_, Problem>(Loaded::new(entry, [Tag::Posts]))
    };
    let ready = state.context().cache.ready(Key::new(Family::Feeds, &["sitemap", "parts"]), load).await?;
    serde_json::from_slice(&ready.body).map_err(Problem::internal)
}

/// The paths of what is no post.
async fn pages(state: &AppState) -> Answer<Vec<String>> {
    let categories = categories::all(state.context()).await?;
    let categories = categories.iter().take(MAX_CATEGORIES).map(|category| paths::category(&category.slug));
    Ok([paths::HOME.to_owned()].into_iter().chain(categories).collect())
}

fn index(base: &str, parts: &[PostKey]) -> String {
    let numbers = (1..=parts.len()).map(|number| number.to_string());
    file("sitemapindex", [PAGES.to_owned()].into_iter().chain(numbers), |xml, name| {
        let _ = writeln!(xml, "<sitemap><loc>{}</loc></sitemap>", escaped(&format!("{base}{PARTS}{name}.xml")));
    })
}

fn addresses(base: &str, pages: &[String], posts: &[(String, Timestamp)]) -> String {
    let pages = pages.iter().map(|path| (path.clone(), None));
    let posts = posts.iter().map(|(slug, changed_at)| (paths::post(slug), Some(*changed_at)));
    file("urlset", pages.chain(posts), |xml, (path, changed_at)| {
        let changed = changed_at.map(|at| format!("<lastmod>{at}</lastmod>")).unwrap_or_default();
        let _ = writeln!(xml, "<url><loc>{}</loc>{changed}</url>", escaped(&format!("{base}{path}")));
    })
}

/// Writing to a string cannot fail, so what it says is passed over here and above.
fn file<T>(root: &str, entries: impl Iterator<Item = T>, write: impl Fn(&mut String, T)) -> String {
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<{root} xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
    );
    entries.for_each(|entry| write(&mut xml, entry));
    let _ = writeln!(xml, "</{root}>");
    xml
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

#[cfg(test)]
mod tests;
