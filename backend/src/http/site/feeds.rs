//! Feeds of the site, of a person and of a tag: the newest posts with their whole text, as Atom, RSS and JSON Feed.
//!
//! What a feed holds is gathered once; each form is a way to write it. Addresses in it are whole, for it is read elsewhere.

mod atom;
mod json;
mod rss;
mod xml;

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode},
    response::Response,
    routing::get,
};
use broadsheet_frontend::{
    head::Head,
    paths::{self, FeedForm},
};
use broadsheet_shared::{id::UserId, time::Timestamp, v2};
use url::Url;

use super::{cards, contents::named, document, pages};
use crate::{
    domain::post::PostSummary,
    http::{Answer, AppState, Problem, extract::Path, listing, v2::convert},
    platform::{
        cache::{Entry, Family, Key, Loaded, Tag},
        markdown,
        xml::escaped,
    },
    services::{
        posts::{self, PostListing},
        profiles::{self, Who},
        tags,
    },
};

/// Posts in a feed.
const ENTRIES: u8 = 20;
/// Bytes of HTML behind which no further post is taken in. Readers and validators take feeds of 5 MB, and in XML some of it is
/// escaped once more.
const MAX_HTML_BYTES: usize = 2 << 20;
const DAY_MS: i64 = 86_400_000;

/// Whose posts a feed brings.
#[derive(Debug, Clone)]
enum Whose {
    Site,
    Author(String),
    Tag(String),
}

/// What stands in a feed, whatever its form.
struct Feed {
    site: v2::Site,
    title: String,
    description: String,
    /// The page that shows the same, in full.
    page: String,
    /// Its own address, in full.
    address: String,
    changed_at: Timestamp,
    items: Vec<Item>,
}

/// A post in a feed.
struct Item {
    post: v2::PostSummary,
    /// Of its page, in full.
    address: String,
    /// Of its author's page, in full; `None` for an account that was erased.
    author: Option<String>,
    /// The picture that stands for it, in full.
    picture: String,
    /// Its cover and text; every address in it is whole.
    html: String,
}

pub(super) fn routes() -> Router<AppState> {
    FeedForm::ALL.into_iter().fold(Router::new(), |router, form| {
        let file = form.file();
        router
            .route(
                &format!("/{file}"),
                get(move |State(state): State<AppState>, headers: HeaderMap| async move {
                    send(&state, &headers, Whose::Site, form).await
                }),
            )
            .route(
                &format!("/users/{{username}}/{file}"),
                get(move |State(state): State<AppState>, Path(name): Path<String>, headers: HeaderMap| async move {
                    send(&state, &headers, Whose::Author(named(name)?), form).await
                }),
            )
            .route(
                &format!("/tags/{{slug}}/{file}"),
                get(move |State(state): State<AppState>, Path(slug): Path<String>, headers: HeaderMap| async move {
                    send(&state, &headers, Whose::Tag(named(slug)?), form).await
                }),
            )
    })
}

async fn send(state: &AppState, headers: &HeaderMap, whose: Whose, form: FeedForm) -> Answer<Response> {
    let (kind, name) = match &whose {
        Whose::Site => ("site", ""),
        Whose::Author(name) => ("author", name.as_str()),
        Whose::Tag(slug) => ("tag", slug.as_str()),
    };
    let key = Key::new(Family::Feeds, &["feed", form.file(), kind, name]);
    let loader = state.clone();
    let ready = state.context().cache.ready(key, || async move { load(&loader, whose, form).await }).await?;
    if ready.status == StatusCode::PERMANENT_REDIRECT.as_u16() {
        return Ok(pages::redirect(StatusCode::PERMANENT_REDIRECT, &String::from_utf8_lossy(&ready.body)));
    }
    let mut response = document::send(&ready, headers).await;
    // Readers on other sites show feeds.
    let policy = HeaderName::from_static("cross-origin-resource-policy");
    response.headers_mut().insert(policy, HeaderValue::from_static("cross-origin"));
    Ok(response)
}

async fn load(state: &AppState, whose: Whose, form: FeedForm) -> Answer<Loaded> {
    let (context, site) = (state.context(), document::site(state).await?);
    let (head, wanted, mut made_of) = match whose {
        Whose::Site => (Head::home(&site, None), PostListing::default(), Vec::new()),
        Whose::Author(name) => match profiles::find(context, &Who::parse(&name)).await? {
            profiles::Found::Person(profile) if profile.user.card.username == name => {
                let profile = convert::profile(*profile);
                let wanted = PostListing { author: Some(name), ..PostListing::default() };
                (Head::author(&profile, None, &site), wanted, vec![Tag::user(profile.user.id)])
            }
            profiles::Found::Person(profile) => {
                return Ok(moved(&profile.user.card.username, profile.user.card.id, form));
            }
            profiles::Found::Renamed { username, id } => return Ok(moved(&username, id, form)),
        },
        Whose::Tag(slug) => {
            let tag = tags::find(context, &slug).await?;
            let wanted = PostListing { tag: Some(slug), ..PostListing::default() };
            (Head::tag(&tag, None, &site), wanted, vec![Tag::tag(tag.id), Tag::Tags])
        }
    };
    let posts = posts::newest(context, &wanted, ENTRIES).await?;
    let summaries: Vec<PostSummary> = posts.iter().map(|(post, _)| post.clone()).collect();
    made_of.extend(listing::tags(&summaries));
    made_of.push(Tag::Site);
    let now = context.clock.now();
    let changed_at = changed_at(&summaries, now);
    // Tidying and writing megabytes of HTML is work for another thread.
    let written = tokio::task::spawn_blocking(move || write(site, &head, changed_at, posts, form)).await;
    let body = written.map_err(Problem::internal)?.map_err(Problem::internal)?;
    let content_type = format!("{}; charset=utf-8", form.media_type());
    // Names and the site's own words change without a post. What was dropped with one of them is made again, and later.
    Ok(Loaded::new(Entry::new(content_type, body).changed(now), made_of))
}

/// The feed of somebody under their present name.
fn moved(username: &str, id: UserId, form: FeedForm) -> Loaded {
    let path = paths::feed(&paths::author(username), form);
    let entry = Entry::new("text/plain", path).with_status(StatusCode::PERMANENT_REDIRECT.as_u16());
    Loaded::new(entry, [Tag::user(id)])
}

/// When the newest of the posts changed or came out. A feed without posts is as old as the day, so that it is the same until
/// tomorrow.
fn changed_at(posts: &[PostSummary], now: Timestamp) -> Timestamp {
    let times = posts.iter().flat_map(|post| [Some(post.updated_at), post.published_at]).flatten();
    times.max().unwrap_or_else(|| Timestamp::from_millis(now.as_millis().div_euclid(DAY_MS) * DAY_MS))
}

fn write(
    site: v2::Site,
    head: &Head,
    changed_at: Timestamp,
    posts: Vec<(PostSummary, String)>,
    form: FeedForm,
) -> std::io::Result<Vec<u8>> {
    let path = head.feed.as_deref().unwrap_or(paths::HOME);
    let mut items = Vec::new();
    let mut html_bytes = 0;
    for (post, body) in posts {
        let mut item = item(&site, post.into(), &body);
        // With whole addresses a text may be many times as long as it is stored.
        if item.html.len() > MAX_HTML_BYTES {
            item.html = format!("<p>{}</p>", escaped(&item.post.excerpt));
        }
        html_bytes += item.html.len();
        if html_bytes > MAX_HTML_BYTES {
            break;
        }
        items.push(item);
    }
    let feed = Feed {
        title: head.full_title(&site),
        description: head.description.clone(),
        page: format!("{}{path}", site.base_url),
        address: format!("{}{}", site.base_url, paths::feed(path, form)),
        changed_at,
        items,
        site,
    };
    match form {
        FeedForm::Atom => atom::write(&feed),
        FeedForm::Rss => rss::write(&feed),
        FeedForm::Json => Ok(json::write(&feed)?),
    }
}

fn item(site: &v2::Site, post: v2::PostSummary, body: &str) -> Item {
    let base = &site.base_url;
    let address = format!("{base}{}", paths::post(&post.slug));
    let author = (!post.author.is_gone()).then(|| format!("{base}{}", paths::author(&post.author.username)));
    let cover = post.cover.as_ref();
    let picture = cover.map_or_else(|| cards::path_of_post(&post, site), |cover| cover.url.clone());
    let figure = cover.map(|cover| {
        format!(
            "<p><img src=\"{base}{}\" alt=\"{}\" width=\"{}\" height=\"{}\"></p>\n",
            cover.url,
            escaped(&cover.alt),
            cover.width,
            cover.height,
        )
    });
    let text = Url::parse(&address).map(|page| markdown::for_feeds(body, &page)).unwrap_or_default();
    let html = figure.unwrap_or_default() + &text;
    Item { address, author, picture: format!("{base}{picture}"), html, post }
}

#[cfg(test)]
mod tests;
