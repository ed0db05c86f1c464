//! `/cards/{post}.png` and `/cards/site.png`: the pictures that stand for posts and for the site where an address is shared.
//!
//! An address names, behind `v=`, what is written on its picture, so whoever has one may keep it for good. Any other version
//! brings the present picture, for this once. Only published posts have one.

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::Response,
    routing::get,
};
use broadsheet_frontend::{
    paths,
    server::{self, ServerPage},
    text,
};
use broadsheet_shared::{id::PostId, problem::Code, v2};

use super::document;
use crate::{
    domain::actor::Actor,
    http::{Answer, AppState, Problem, cached},
    platform::{
        cache::{Entry, Family, Key, Loaded, Ready, Tag},
        cards::{self, Card},
        work_queue::WorkError,
    },
    services::posts::{self, Found, PostTarget},
};

// Heads tell the size that is drawn.
const _: () = assert!(server::CARD_WIDTH == cards::WIDTH && server::CARD_HEIGHT == cards::HEIGHT);

pub(super) fn routes() -> Router<AppState> {
    Router::new().route("/cards/{file}", get(send))
}

/// The addresses that stand in a page's head.
pub(super) fn of_page(page: &ServerPage, site: &v2::Site) -> server::Cards {
    let own = match page {
        ServerPage::Post { post, .. } if is_public(post.summary.state) => Some(path_of_post(&post.summary, site)),
        _ => None,
    };
    server::Cards { own, site: Some(paths::card(paths::SITE_CARD, &of_site(site).version())) }
}

/// The address of the picture of a published post.
pub(super) fn path_of_post(post: &v2::PostSummary, site: &v2::Site) -> String {
    paths::card(post.id, &of_post(post, site).version())
}

async fn send(State(state): State<AppState>, uri: Uri, headers: HeaderMap) -> Answer<Response> {
    let missing = || Problem::new(Code::RouteNotFound);
    let name = uri.path().strip_prefix("/cards/").and_then(|file| file.strip_suffix(".png")).ok_or_else(missing)?;
    let card = match name {
        paths::SITE_CARD => of_site(&document::site(&state).await?),
        id => find(&state, id.parse().map_err(|_| missing())?).await?,
    };
    let is_present = uri.query().and_then(|query| paths::parameter(query, "v")) == Some(card.version());
    let picture = drawn(&state, card).await?;
    if picture.status != StatusCode::NO_CONTENT.as_u16() {
        return Ok(answer(&picture, &headers, is_present));
    }
    // What cannot be written today can be tomorrow, with other fonts: nobody keeps what stands in for it.
    let of_site = drawn(&state, of_site(&document::site(&state).await?)).await?;
    if of_site.status == StatusCode::NO_CONTENT.as_u16() {
        return Err(Problem::internal("the site's own card could not be drawn"));
    }
    Ok(answer(&of_site, &headers, false))
}

fn answer(picture: &Entry, headers: &HeaderMap, is_for_good: bool) -> Response {
    let mut response = cached::uncompressed(picture, headers);
    let keeping = if is_for_good { "public, max-age=31536000, immutable" } else { "public, no-cache" };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(keeping));
    response
}

/// What is written on the card of a post that everybody can see in lists.
async fn find(state: &AppState, id: PostId) -> Answer<Card> {
    let key = Key::new(Family::Posts, &["card", &id.to_string()]);
    let loader = state.clone();
    let load = || async move {
        let post = match posts::find(loader.context(), &Actor::Anonymous, &PostTarget::Id(id)).await? {
            Found::Post(post) if is_public(post.summary.state) => post.summary,
            _ => return Err(Problem::new(Code::PostNotFound)),
        };
        let made_of = [Tag::Posts, Tag::post(id), Tag::Users, Tag::user(post.author.id), Tag::Site];
        let card = of_post(&post.into(), &document::site(&loader).await?);
        Ok(Loaded::new(Entry::json(&card).map_err(Problem::internal)?, made_of))
    };
    let known = state.context().cache.ready(key, load).await?;
    serde_json::from_slice(&known.body).map_err(Problem::internal)
}

/// The picture, drawn once however many wait. It depends on the words alone, and whether they may be seen was asked before. An
/// answer without content says that it cannot be drawn.
async fn drawn(state: &AppState, card: Card) -> Answer<Ready> {
    let key = Key::new(Family::Cards, &card.parts());
    let drawer = state.context().cards.clone();
    let load = || async move {
        let entry = match drawer.draw(card).await {
            Ok(Some(png)) => Entry::new("image/png", png),
            Ok(None) => nothing(),
            Err(WorkError::Full) => return Err(Problem::new(Code::ServiceBusy).retry_after_secs(2)),
            Err(WorkError::Failed(reason)) => {
                tracing::error!(reason, "a card could not be drawn");
                nothing()
            }
        };
        Ok(Loaded::new(entry, []))
    };
    state.context().cache.ready(key, load).await
}

fn nothing() -> Entry {
    Entry::new("image/png", "").with_status(StatusCode::NO_CONTENT.as_u16())
}

fn of_post(post: &v2::PostSummary, site: &v2::Site) -> Card {
    Card::Post {
        site: site.name.clone(),
        title: post.title.clone(),
        author: post.author.display_name.clone(),
        date: post.published_at.map(text::date).unwrap_or_default(),
    }
}

fn of_site(site: &v2::Site) -> Card {
    Card::Site { name: site.name.clone(), description: site.description.clone() }
}

fn is_public(state: v2::PostState) -> bool {
    state == v2::PostState::Published
}
