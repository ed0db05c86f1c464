//! Operations that take no query parameters refuse whatever is given: a misspelt parameter is told, not ignored (B9).
//!
//! Operations with parameters read them by [`Query`](crate::http::extract::Query), which refuses the unknown by itself.
//! Which operations those are, the OpenAPI document knows.

use std::{collections::HashSet, sync::Arc};

use axum::{
    Router,
    extract::{MatchedPath, Request},
    http::Method,
    middleware::{Next, from_fn},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::Value;

use crate::http::{AppState, doc::takes_query, extract::read_query};

/// No parameter at all.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// The same routes; those that the document gives no query parameters refuse all.
pub fn refuse_unknown(router: Router<AppState>, document: &Value) -> Router<AppState> {
    let without = Arc::new(without_parameters(document));
    router.route_layer(from_fn(move |request: Request, next: Next| {
        let refusal = refusal(&without, &request);
        async move {
            match refusal {
                Some(refusal) => refusal,
                None => next.run(request).await,
            }
        }
    }))
}

fn refusal(without: &HashSet<(String, Method)>, request: &Request) -> Option<Response> {
    let query = request.uri().query().filter(|query| !query.is_empty())?;
    let path = request.extensions().get::<MatchedPath>()?.as_str().to_owned();
    let method = if request.method() == Method::HEAD { Method::GET } else { request.method().clone() };
    if !without.contains(&(path, method)) {
        return None;
    }
    read_query::<Nothing>(query).err().map(IntoResponse::into_response)
}

fn without_parameters(document: &Value) -> HashSet<(String, Method)> {
    let mut without = HashSet::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            let Ok(method) = Method::from_bytes(method.to_uppercase().as_bytes()) else { continue };
            if !takes_query(operation.get("parameters")) {
                without.insert((path.clone(), method));
            }
        }
    }
    without
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::openapi;

    #[test]
    fn b9_what_refuses_every_parameter_documents_422() {
        for document in [openapi::v1().document, openapi::v2().document] {
            let without = without_parameters(&document);

            assert!(without.len() > 10, "{}", without.len());
            for (path, method) in &without {
                let operation = &document["paths"][path][method.as_str().to_lowercase()];
                assert!(operation["responses"]["422"]["content"].is_object(), "{method} {path}");
            }
        }
    }
}
