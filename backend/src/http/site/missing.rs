//! Addresses with nothing behind them: an old path leads on, a removed post is gone, all else is a real 404 page.

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use broadsheet_frontend::{paths, routes::Program, server::ServerPage};
use broadsheet_shared::problem::Code;

use super::{document, pages};
use crate::{
    http::{Answer, AppState, Problem, extract::RequestFacts},
    platform::cache::{Entry, Family, Key, Loaded, Ready, Tag},
    services::redirects,
};

/// Longest path that can be an old one.
const MAX_PATH_BYTES: usize = 2_000;

/// What no route matches. Programs get a problem, browsers a page.
pub async fn nothing_here(
    State(state): State<AppState>,
    facts: RequestFacts,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let problem = Problem::new(Code::RouteNotFound);
    if uri.path().starts_with("/api/") || !matches!(method, Method::GET | Method::HEAD) {
        return problem.into_response();
    }
    if wants_page(&headers) {
        return answer(&state, &facts, &uri, problem).await;
    }
    match old_path(&state, &uri).await {
        Ok(Some(response)) => response,
        Ok(None) => problem.into_response(),
        Err(problem) => problem.into_response(),
    }
}

fn wants_page(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).map(HeaderValue::to_str);
    accept.is_some_and(|accept| accept.is_ok_and(|accept| accept.contains("text/html")))
}

/// A page in place of the one that could not be made. A fault of ours is left to the edge, which logs it and needs
/// neither database nor views to answer.
pub(super) async fn answer(state: &AppState, facts: &RequestFacts, uri: &Uri, problem: Problem) -> Response {
    let made = match problem.status() {
        StatusCode::NOT_FOUND => match old_path(state, uri).await {
            Ok(Some(response)) => return response,
            Ok(None) => kept(state, ServerPage::NotFound).await,
            Err(problem) => Err(problem),
        },
        StatusCode::GONE => kept(state, ServerPage::Removed).await,
        StatusCode::BAD_REQUEST => {
            let (request_id, program) = (facts.request_id().to_owned(), Program::at(uri.path()));
            let page = ServerPage::Error { status: 400, request_id, program };
            document::make(state, page).await.map(|entry| page_of(&entry, StatusCode::BAD_REQUEST))
        }
        _ => Err(problem),
    };
    made.unwrap_or_else(IntoResponse::into_response)
}

/// The same document for every address, made once; nothing of the address stands in it (SECURITY C7).
async fn kept(state: &AppState, page: ServerPage) -> Answer<Response> {
    let status = StatusCode::from_u16(page.status()).unwrap_or(StatusCode::NOT_FOUND);
    let key = Key::new(Family::Pages, &["missing", state.assets().build(), status.as_str()]);
    let loader = state.clone();
    let load = || async move { Ok::<_, Problem>(Loaded::new(document::make(&loader, page).await?, [Tag::Site])) };
    let ready: Ready = state.context().cache.ready(key, load).await?;
    Ok(page_of(&ready, status))
}

/// An error is never conditional, so it goes without entity tag.
fn page_of(entry: &Entry, status: StatusCode) -> Response {
    let mut response = entry.body.clone().into_response();
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response
}

/// Where an old path leads now: the path as it came, or decoded.
async fn old_path(state: &AppState, uri: &Uri) -> Answer<Option<Response>> {
    let path = uri.path();
    if path.len() > MAX_PATH_BYTES {
        return Ok(None);
    }
    let decoded = paths::decoded(path).filter(|decoded| decoded != path && !decoded.contains('\0'));
    for path in std::iter::once(path).chain(decoded.as_deref()) {
        if let Some(found) = redirects::find(state.context(), path).await? {
            let status = StatusCode::from_u16(found.status).ok().filter(StatusCode::is_redirection);
            return Ok(Some(pages::redirect(status.unwrap_or(StatusCode::PERMANENT_REDIRECT), &found.target)));
        }
    }
    Ok(None)
}
