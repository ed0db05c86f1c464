//! Tags: they arise from posts and are read by everyone.

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
use broadsheet_shared::{problem::Code, v2};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{example, list, single};
use crate::{
    http::{
        Answer, AppState, Problem, cached, doc,
        extract::{Count, CurrentActor, CursorText, Json, PageLimit, Path, Query},
    },
    platform::cache::{Entry, Family, Key, Loaded, Tag},
    services::{
        follows,
        tags::{self, TagError},
    },
};

/// The operations of `/tags`.
pub fn routes() -> ApiRouter<AppState> {
    ApiRouter::new()
        .api_route("/tags", get_with(list_tags, list_tags_doc))
        .api_route("/tags/{tag}", get_with(show, show_doc))
}

/// What a list of tags is asked for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TagsQuery {
    /// Only tags that begin with this.
    #[serde(default)]
    #[schemars(length(max = 40))]
    q: String,
    /// `name` (the default), or `popular`: the most used first, one page of them.
    #[serde(default)]
    sort: TagSort,
    /// `exact` counts all entries into `total`.
    #[serde(default)]
    count: Option<Count>,
    /// How many items at most.
    #[serde(default)]
    limit: PageLimit,
    /// Only what comes after this cursor, taken from `next` of the page before.
    #[serde(default)]
    after: Option<CursorText>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum TagSort {
    #[default]
    Name,
    Popular,
}

#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct TagPath {
    /// The tag.
    #[schemars(length(max = 40))]
    pub(super) tag: String,
}

async fn list_tags(
    State(state): State<AppState>,
    _: CurrentActor,
    NoApi(OriginalUri(uri)): NoApi<OriginalUri>,
    Query(query): Query<TagsQuery>,
) -> Answer<Response> {
    if query.q.chars().count() > 40 {
        return Err(Problem::invalid("q", "too_long", "At most 40 characters."));
    }
    let limit = query.limit.get();
    let total = match query.count {
        Some(Count::Exact) => Some(tags::count(state.context(), &query.q).await?),
        None => None,
    };
    if query.sort == TagSort::Popular {
        let items = tags::popular(state.context(), limit).await?;
        return Ok(list::page(&uri, v2::List { items, next: None, total }));
    }
    let fingerprint = format!("tags?q={}", query.q);
    let after: Option<String> =
        query.after.map(|CursorText(cursor)| state.cursors().open(&fingerprint, &cursor)).transpose()?;
    let (items, next) = tags::listing(state.context(), &query.q, after.as_deref(), limit).await?;
    let next = next.map(|slug| state.cursors().seal(&fingerprint, &slug)).transpose()?;
    Ok(list::page(&uri, v2::List { items, next, total }))
}

async fn show(
    State(state): State<AppState>,
    CurrentActor(actor): CurrentActor,
    Path(TagPath { tag }): Path<TagPath>,
    headers: HeaderMap,
) -> Answer<Response> {
    if actor.person().is_some() {
        let tag = tags::find(state.context(), &tag).await?;
        let viewer = follows::tag_standing(state.context(), &actor, tag.id).await?;
        return single::answer(&v2::Tag { viewer, ..tag }, &headers);
    }
    let context = state.context().clone();
    let key = Key::new(Family::Lists, &["v2", "tag", &tag]);
    let load = || async move {
        let tag = tags::find(&context, &tag).await?;
        let entry = Entry::json(&tag).map_err(|error| TagError::Encoding(error.to_string()))?;
        Ok::<_, TagError>(Loaded::new(entry, [Tag::tag(tag.id), Tag::Tags]))
    };
    let ready = state.context().cache.ready(key, load).await?;
    Ok(cached::answer(&ready, &headers).await)
}

fn list_tags_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("listTags")
        .tag("tags")
        .summary("List tags")
        .description("Only tags that published posts carry, by name or the most used first.")
        .response_with::<200, Json<v2::List<v2::Tag>>, _>(|answer| {
            answer.description("One page of tags.").example(example::list(example::tag()))
        })
        .with(doc::problems(&[Code::CursorInvalid]))
}

fn show_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("showTag")
        .tag("tags")
        .summary("Read a tag")
        .description("With its number of published posts and of those who follow it.")
        .response_with::<200, Json<v2::Tag>, _>(|answer| answer.description("The tag.").example(example::tag()))
        .with(doc::revalidates)
        .with(doc::problems(&[Code::TagNotFound]))
}
