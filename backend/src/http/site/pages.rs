//! First HTML of the app's addresses, from the app's own route table.

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Response},
    routing::get,
};
use broadsheet_frontend::routes::{CommentPart, Program, Route, TABLE, parameter};

use super::{
    contents::{self, Contents, Question},
    document, missing,
};
use crate::{
    http::{Answer, AppState, Problem, extract::RequestFacts},
    platform::cache::{Entry, Family, Key, Loaded, Ready},
};

/// Longest part of a question that is shown again.
const MAX_QUESTION_CHARS: usize = 200;

/// Listens to every address of the app's table.
pub(super) fn routes() -> Router<AppState> {
    TABLE.iter().fold(Router::new(), |router, row| router.route(&row.template(), get(show)))
}

async fn show(State(state): State<AppState>, facts: RequestFacts, uri: Uri, headers: HeaderMap) -> Response {
    match page(&state, &uri).await {
        Ok(ready) if ready.status == StatusCode::PERMANENT_REDIRECT.as_u16() => {
            redirect(StatusCode::PERMANENT_REDIRECT, &String::from_utf8_lossy(&ready.body))
        }
        Ok(ready) => document::send(&ready, &headers).await,
        Err(problem) => missing::answer(&state, &facts, &uri, problem).await,
    }
}

/// The ready document. Its key holds all that it is made from: what of the address means something, and the names of
/// the browser's files, for another build may share the cache. The rest of the address is not part of the page
/// (SECURITY J2).
async fn page(state: &AppState, uri: &Uri) -> Answer<Ready> {
    let query = uri.query().unwrap_or_default();
    let route = Route::parse(uri.path(), query);
    let program = Program::at(uri.path());
    let question = match &route {
        Route::Search { .. } => asked(query),
        _ => Question::default(),
    };
    // What anybody can think up must not crowd out what there is.
    let is_anybodys = !question.words.is_empty() || is_of_a_comment(&route);
    let family = if is_anybodys { Family::Search } else { Family::Pages };
    let after = question.after.as_deref().unwrap_or_default();
    let key = Key::new(family, &["page", state.assets().build(), &name(&route, program), &question.words, after]);
    let loader = state.clone();
    state.context().cache.ready(key, || async move { load(&loader, route, program, question).await }).await
}

/// What a search address asks. Where nothing is asked there is no later part either.
fn asked(query: &str) -> Question {
    let words: String = parameter(query, "q").unwrap_or_default().chars().take(MAX_QUESTION_CHARS).collect();
    let after = parameter(query, "after").filter(|_| !words.is_empty());
    Question { words, after }
}

/// True for pages that are named after a comment: as many as there are comments, and for ids of none.
fn is_of_a_comment(route: &Route) -> bool {
    matches!(route, Route::Post { part: CommentPart::Holding(_) | CommentPart::Answers { .. }, .. })
}

/// Tells one page from another. All that a program makes alone begin alike.
fn name(route: &Route, program: Program) -> String {
    if route.is_public() { format!("{route:?}") } else { program.name().to_owned() }
}

async fn load(state: &AppState, route: Route, program: Program, question: Question) -> Answer<Loaded> {
    match contents::of(state, route, program, question).await? {
        Contents::Page { page, tags } => Ok(Loaded::new(document::make(state, *page).await?, tags)),
        Contents::Elsewhere { path, tags } => {
            let entry = Entry::new("text/plain", path).with_status(StatusCode::PERMANENT_REDIRECT.as_u16());
            Ok(Loaded::new(entry, tags))
        }
    }
}

/// Sends the caller to another address.
pub(super) fn redirect(status: StatusCode, target: &str) -> Response {
    let Ok(location) = HeaderValue::from_str(target) else {
        return Problem::internal("the target of a redirect is not a header value").into_response();
    };
    let mut response = status.into_response();
    response.headers_mut().insert(header::LOCATION, location);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("public, no-cache"));
    response
}
