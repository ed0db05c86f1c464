//! One page of a list: which one a query asks for, and its answer with a `Link` to the next.

use axum::{
    http::{HeaderValue, Uri, header},
    response::{IntoResponse, Response},
};
use broadsheet_shared::v2;
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    domain::page::{Page, Part},
    http::{
        Answer, AppState, Problem,
        cached::next_link,
        extract::{CursorText, Json, PageQuery},
    },
};

/// The part that a query asks for. `fingerprint` names all that decides which rows come: see `http::cursor`.
pub(super) fn part<K: DeserializeOwned>(
    state: &AppState,
    fingerprint: &str,
    query: PageQuery,
) -> Result<Part<K>, Problem> {
    let after = query.after.map(|CursorText(cursor)| state.cursors().open(fingerprint, &cursor)).transpose()?;
    Ok(Part { after, limit: query.limit.get(), counts: query.count.is_some() })
}

/// The page of [`part`], each entry as `show` shows it, as an answer to `uri` (the original one, with its prefix).
pub(super) fn answer<T, K: Serialize, E: Serialize>(
    state: &AppState,
    uri: &Uri,
    fingerprint: &str,
    found: Page<T, K>,
    show: impl FnMut(T) -> E,
) -> Answer<Response> {
    let next = found.next.map(|key| state.cursors().seal(fingerprint, &key)).transpose()?;
    let items = found.items.into_iter().map(show).collect();
    Ok(page(uri, v2::List { items, next, total: found.total }))
}

/// The page, as an answer to `uri`.
pub(super) fn page<T: Serialize>(uri: &Uri, list: v2::List<T>) -> Response {
    let link = list.next.as_deref().map(|cursor| next_link(uri, cursor));
    let mut response = Json(list).into_response();
    if let Some(link) = link.and_then(|link| HeaderValue::from_str(&link).ok()) {
        response.headers_mut().insert(header::LINK, link);
    }
    response
}
