//! One page of a list with its `Link` to the next.

use axum::{
    http::{HeaderValue, Uri, header},
    response::{IntoResponse, Response},
};
use broadsheet_shared::v2;
use serde::Serialize;

use crate::http::extract::Json;

/// The page, as an answer to `uri` (the original one, with its prefix).
pub(super) fn page<T: Serialize>(uri: &Uri, list: v2::List<T>) -> Response {
    let link = list.next.as_deref().map(|cursor| next_link(uri, cursor));
    let mut response = Json(list).into_response();
    if let Some(link) = link.and_then(|link| HeaderValue::from_str(&link).ok()) {
        response.headers_mut().insert(header::LINK, link);
    }
    response
}

/// The same address with another `after`. Cursors are base64url and need no escaping.
pub(super) fn next_link(uri: &Uri, cursor: &str) -> String {
    let others = uri.query().unwrap_or_default().split('&');
    let mut query: Vec<&str> = others.filter(|pair| !pair.is_empty() && !pair.starts_with("after=")).collect();
    let after = format!("after={cursor}");
    query.push(&after);
    format!("<{}?{}>; rel=\"next\"", uri.path(), query.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn next_page_keeps_the_other_parameters() {
        let uri = Uri::from_static("/api/v2/users?q=a&after=old&limit=2");

        assert_eq!(next_link(&uri, "new"), "</api/v2/users?q=a&limit=2&after=new>; rel=\"next\"");
        assert_eq!(next_link(&Uri::from_static("/x"), "new"), "</x?after=new>; rel=\"next\"");
    }
}
