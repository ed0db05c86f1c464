//! One page of a list with its `Link` to the next.

use axum::{
    http::{HeaderValue, Uri, header},
    response::{IntoResponse, Response},
};
use broadsheet_shared::v2;
use serde::Serialize;

use crate::http::{cached::next_link, extract::Json};

/// The page, as an answer to `uri` (the original one, with its prefix).
pub(super) fn page<T: Serialize>(uri: &Uri, list: v2::List<T>) -> Response {
    let link = list.next.as_deref().map(|cursor| next_link(uri, cursor));
    let mut response = Json(list).into_response();
    if let Some(link) = link.and_then(|link| HeaderValue::from_str(&link).ok()) {
        response.headers_mut().insert(header::LINK, link);
    }
    response
}
