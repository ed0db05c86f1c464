//! Search, as people type.

use aide::{
    NoApi,
    axum::{ApiRouter, routing::get_with},
    transform::TransformOperation,
};
use axum::{
    extract::{OriginalUri, State},
    http::HeaderMap,
    response::Response,
};
use broadsheet_shared::{limit::Action, problem::Code, v2, value::SearchQuery};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{example, list};
use crate::{
    http::{
        Answer, AppState, Problem, cached, doc,
        extract::{Count, CurrentActor, CursorText, Json, PageLimit, PageQuery, Query},
        listing,
    },
    platform::cache::{Entry, Family, Key, Loaded, Tag},
    services::{search::SearchError, shields},
};

/// The operation of `/search`.
pub fn routes() -> ApiRouter<AppState> {
    ApiRouter::new().api_route("/search", get_with(find, find_doc))
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FindQuery {
    /// Words, 1 to 200 characters. All must match; the last may be unfinished. Operators are plain text.
    #[schemars(length(min = 1, max = 200))]
    q: String,
    /// What to find: `posts` (the default), `users`, `tags` or `comments`.
    #[serde(default, rename = "type")]
    kind: v2::SearchKind,
    /// `exact` counts all that the pages hold into `total`.
    #[serde(default)]
    count: Option<Count>,
    /// How many items at most.
    #[serde(default)]
    limit: PageLimit,
    /// Only what comes after this cursor, taken from `next` of the page before.
    #[serde(default)]
    after: Option<CursorText>,
}

async fn find(
    State(state): State<AppState>,
    CurrentActor(actor): CurrentActor,
    NoApi(OriginalUri(uri)): NoApi<OriginalUri>,
    headers: HeaderMap,
    Query(query): Query<FindQuery>,
) -> Answer<Response> {
    let words = SearchQuery::parse(&query.q);
    let words = words.map_err(|error| Problem::invalid("q", error.code(), error.to_string()))?;
    let fingerprint = listing::search_fingerprint(&words, query.kind);
    let kind = query.kind;
    let cursor = query.after.as_ref().map(|CursorText(text)| text.clone()).unwrap_or_default();
    let asked = PageQuery { limit: query.limit, after: query.after, count: query.count };
    let part = list::part(&state, &fingerprint, asked)?;
    let numbers = [part.limit.to_string(), part.counts.to_string()];
    let key = Key::new(Family::Search, &["v2", &fingerprint, &cursor, &numbers[0], &numbers[1]]);
    let viewer = shields::viewer(state.context(), &actor).await.map_err(SearchError::from)?;
    let loader = state.clone();
    let load = || async move {
        let body = listing::search(&loader, viewer, &words, kind, &part).await?;
        let next = body.next.clone();
        let entry = Entry::json(&body).map_err(|error| SearchError::Encoding(error.to_string()))?;
        Ok::<_, SearchError>(Loaded::new(entry.with_next(next), [Tag::Search, Tag::Posts, Tag::Users, Tag::Tags]))
    };
    if viewer.is_some() {
        return Ok(cached::uncompressed_page(&load().await?.entry, &uri, &headers));
    }
    let ready = state.context().cache.ready(key, load).await?;
    Ok(cached::page(&ready, &uri, &headers).await)
}

fn find_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("search")
        .tag("search")
        .with(doc::counts_as(Action::Search))
        .summary("Search")
        .description(
            "Best first, with the words that matched: what holds every word whole comes before what holds a word that only \
             begins like the last one. Case, accents and widths of letters make no difference. Where more than 1,000 \
             things match, the newest of them are judged and 1,000 shown: the pages end there, and `total` counts no \
             further. A longer query finds the others.",
        )
        .response_with::<200, Json<v2::SearchResults>, _>(|answer| {
            answer.description("One page of what was found.").example(example::search_results())
        })
        .with(doc::revalidates)
        .with(doc::problems(&[Code::CursorInvalid]))
}
