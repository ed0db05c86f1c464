//! The public list: newest or oldest first, filtered, by cursor; served from the cache as ready bytes.

use aide::{NoApi, transform::TransformOperation};
use axum::{
    extract::{OriginalUri, State},
    http::HeaderMap,
    response::Response,
};
use broadsheet_shared::{problem::Code, time::Timestamp, v2};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    domain::post::{PostKey, PostOrder},
    http::{
        Answer, AppState, Problem, cached, doc,
        extract::{CurrentActor, CursorText, Json, PageLimit, Query},
        listing,
        v2::example,
    },
    platform::cache::{Entry, Family, Key, Loaded},
    services::posts::{self, PostError, PostListing},
};

/// What a list is asked for.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct ListQuery {
    /// Only posts by this person: a username or an id.
    #[serde(default)]
    #[schemars(length(max = 60))]
    author: Option<String>,
    /// Only posts of the category with this slug.
    #[serde(default)]
    #[schemars(length(max = 100))]
    category: Option<String>,
    /// Only posts with this tag.
    #[serde(default)]
    #[schemars(length(max = 40))]
    tag: Option<String>,
    /// Only posts published later than this.
    #[serde(default)]
    published_after: Option<Timestamp>,
    /// Only posts published earlier than this.
    #[serde(default)]
    published_before: Option<Timestamp>,
    /// `latest` (the default) or `oldest`.
    #[serde(default)]
    sort: Sort,
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
enum Sort {
    #[default]
    Latest,
    Oldest,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Count {
    Exact,
}

impl ListQuery {
    fn listing(&self) -> Result<PostListing, Problem> {
        let bounded = |name: &str, value: &Option<String>, max: usize| match value {
            Some(text) if text.chars().count() > max => {
                Err(Problem::invalid(name, "too_long", format!("At most {max} characters.")))
            }
            _ => Ok(()),
        };
        bounded("author", &self.author, 60)?;
        bounded("category", &self.category, 100)?;
        bounded("tag", &self.tag, 40)?;
        Ok(PostListing {
            author: self.author.clone(),
            category: self.category.clone(),
            tag: self.tag.clone(),
            published_after: self.published_after,
            published_before: self.published_before,
            order: if self.sort == Sort::Latest { PostOrder::Latest } else { PostOrder::Oldest },
        })
    }
}

pub(super) async fn list(
    State(state): State<AppState>,
    _: CurrentActor,
    NoApi(OriginalUri(uri)): NoApi<OriginalUri>,
    headers: HeaderMap,
    Query(query): Query<ListQuery>,
) -> Answer<Response> {
    let listing = query.listing()?;
    let fingerprint = listing::posts_fingerprint(&listing);
    let after: Option<PostKey> = match &query.after {
        Some(CursorText(cursor)) => Some(state.cursors().open(&fingerprint, cursor)?),
        None => None,
    };
    let cursor = query.after.as_ref().map(|CursorText(text)| text.as_str()).unwrap_or_default();
    let (limit, counts) = (query.limit.get(), query.count.is_some());
    let key = Key::new(Family::Lists, &["v2", &fingerprint, cursor, &limit.to_string(), &counts.to_string()]);
    let loader = state.clone();
    let ready =
        state.context().cache.ready(key, || async move { load(&loader, &listing, after, limit, counts).await }).await?;
    Ok(cached::page(&ready, &uri, &headers).await)
}

async fn load(
    state: &AppState,
    listing: &PostListing,
    after: Option<PostKey>,
    limit: u8,
    counts: bool,
) -> Result<Loaded, PostError> {
    let (mut body, tags) = listing::posts(state, listing, after, limit).await?;
    if counts {
        body.total = Some(posts::count_published(state.context(), listing).await?);
    }
    let entry = Entry::json(&body).map_err(|error| PostError::Worker(error.to_string()))?.with_next(body.next);
    Ok(Loaded::new(entry, tags))
}

pub(super) fn list_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("listPosts")
        .tag("posts")
        .summary("List published posts")
        .description(
            "Newest first unless `sort` says otherwise. A filter that names nobody or nothing gives an empty list. \
             Pages by cursor: nothing is skipped or repeated while posts are added.",
        )
        .response_with::<200, Json<v2::List<v2::PostSummary>>, _>(|answer| {
            answer.description("One page of posts.").example(example::list(example::post_summary()))
        })
        .with(doc::problems(&[Code::CursorInvalid]))
}
