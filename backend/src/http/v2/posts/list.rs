//! The public list: newest, oldest or most liked first, filtered, by cursor; served from the cache as ready bytes. A person's posts
//! are the same list with its author in the address.

use std::borrow::Cow;

use aide::{NoApi, transform::TransformOperation};
use axum::{
    extract::{OriginalUri, State},
    http::{HeaderMap, Uri},
    response::Response,
};
use broadsheet_shared::{problem::Code, time::Timestamp, v2};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, de};
use serde_json::Value;

use crate::{
    domain::{
        actor::Actor,
        post::{PostOrder, PostPlace},
    },
    http::{
        Answer, AppState, Problem, cached, doc,
        extract::{Count, CurrentActor, CursorText, Json, PageLimit, Path, Query},
        listing,
        v2::example,
    },
    platform::cache::{Entry, Family, Key, Loaded, Tag},
    services::{
        posts::{self, PostError, PostListing},
        profiles::{self, ProfileError, Who},
        shields,
    },
};

/// Longest text that may name a person: an id is 36.
const MAX_AUTHOR_CHARS: usize = 60;

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
    /// `latest` (the default), `oldest`, or `top`: the most liked first, the latest among equals.
    #[serde(default)]
    sort: Sort,
    /// `true`: only posts that their author has pinned to their page, three at most. Of one author alone.
    #[serde(default)]
    pinned: bool,
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

/// What the list of a person's posts is asked for: all but the author.
#[derive(Debug, Default, Deserialize)]
#[serde(try_from = "ListQuery")]
pub(in crate::http) struct OfUserQuery(ListQuery);

/// Names a person in an address.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct UserPath {
    /// The username, also a former one, or the id.
    #[schemars(length(max = 60))]
    username: String,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Sort {
    #[default]
    Latest,
    Oldest,
    Top,
}

impl TryFrom<ListQuery> for OfUserQuery {
    type Error = serde::de::value::Error;

    /// Flattened fields would take in whatever they do not know, so the one parameter too many is refused by hand.
    fn try_from(query: ListQuery) -> Result<Self, Self::Error> {
        if query.author.is_some() { Err(de::Error::unknown_field("author", &[])) } else { Ok(Self(query)) }
    }
}

impl JsonSchema for OfUserQuery {
    fn schema_name() -> Cow<'static, str> {
        "OfUserQuery".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = ListQuery::json_schema(generator);
        if let Some(parameters) = schema.ensure_object().get_mut("properties").and_then(Value::as_object_mut) {
            parameters.retain(|name, _| name != "author");
        }
        schema
    }
}

impl ListQuery {
    fn listing(&self) -> Result<PostListing, Problem> {
        let bounded = |name: &str, value: &Option<String>, max: usize| match value {
            Some(text) if text.chars().count() > max => {
                Err(Problem::invalid(name, "too_long", format!("At most {max} characters.")))
            }
            _ => Ok(()),
        };
        bounded("author", &self.author, MAX_AUTHOR_CHARS)?;
        bounded("category", &self.category, 100)?;
        bounded("tag", &self.tag, 40)?;
        if self.pinned && self.author.is_none() {
            return Err(Problem::invalid("pinned", "needs_author", "Name the author whose pinned posts you want."));
        }
        Ok(PostListing {
            author: self.author.clone(),
            category: self.category.clone(),
            tag: self.tag.clone(),
            published_after: self.published_after,
            published_before: self.published_before,
            order: match self.sort {
                Sort::Latest => PostOrder::Latest,
                Sort::Oldest => PostOrder::Oldest,
                Sort::Top => PostOrder::Top,
            },
            viewer: None,
            is_pinned: self.pinned,
        })
    }
}

pub(super) async fn list(
    State(state): State<AppState>,
    CurrentActor(actor): CurrentActor,
    NoApi(OriginalUri(uri)): NoApi<OriginalUri>,
    headers: HeaderMap,
    Query(query): Query<ListQuery>,
) -> Answer<Response> {
    answer(&state, &actor, &uri, &headers, &query, None).await
}

pub(super) async fn of_user(
    State(state): State<AppState>,
    CurrentActor(actor): CurrentActor,
    NoApi(OriginalUri(uri)): NoApi<OriginalUri>,
    headers: HeaderMap,
    Path(UserPath { username }): Path<UserPath>,
    Query(OfUserQuery(query)): Query<OfUserQuery>,
) -> Answer<Response> {
    let who = Who::parse(&username);
    // No name is that long; without this the list would call it a wrong parameter.
    if username.chars().count() > MAX_AUTHOR_CHARS {
        return Err(ProfileError::NotFound.into());
    }
    answer(&state, &actor, &uri, &headers, &ListQuery { author: Some(username), ..query }, Some(who)).await
}

/// One page from the cache; made anew for those from whom somebody is hidden. A list that belongs to somebody is there
/// only while they are.
async fn answer(
    state: &AppState,
    actor: &Actor,
    uri: &Uri,
    headers: &HeaderMap,
    query: &ListQuery,
    owner: Option<Who>,
) -> Answer<Response> {
    let mut listing = query.listing()?;
    let fingerprint = listing::posts_fingerprint(&listing);
    let after: Option<PostPlace> = match &query.after {
        Some(CursorText(cursor)) => Some(state.cursors().open(&fingerprint, cursor)?),
        None => None,
    };
    let cursor = query.after.as_ref().map(|CursorText(text)| text.as_str()).unwrap_or_default();
    let (limit, counts) = (query.limit.get(), query.count.is_some());
    let kind = if owner.is_some() { "of-user" } else { "all" };
    let key = Key::new(Family::Lists, &["v2", kind, &fingerprint, cursor, &limit.to_string(), &counts.to_string()]);
    listing.viewer = shields::viewer(state.context(), actor).await.map_err(PostError::from)?;
    let is_for_one = listing.viewer.is_some();
    let loader = state.clone();
    let load = || async move {
        let owner = match owner {
            Some(who) => Some(profiles::owner(loader.context(), &who).await?),
            None => None,
        };
        let mut loaded = load(&loader, &listing, after, limit, counts).await?;
        loaded.tags.extend(owner.map(Tag::user));
        Ok::<_, Problem>(loaded)
    };
    if is_for_one {
        return Ok(cached::uncompressed_page(&load().await?.entry, uri, headers));
    }
    let ready = state.context().cache.ready(key, load).await?;
    Ok(cached::page(&ready, uri, headers).await)
}

async fn load(
    state: &AppState,
    listing: &PostListing,
    after: Option<PostPlace>,
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
            "Newest first unless `sort` says otherwise, without people whom you have blocked or muted and those who have blocked \
             you. A filter that names nobody or nothing gives an empty list. Pages by cursor: nothing is skipped or repeated \
             while posts are added; with `sort=top` a post moves when it is liked between two pages. Strangers may be shown an \
             order of some seconds ago.",
        )
        .response_with::<200, Json<v2::List<v2::PostSummary>>, _>(|answer| {
            answer.description("One page of posts.").example(example::list(example::post_summary()))
        })
        .with(doc::revalidates)
        .with(doc::problems(&[Code::CursorInvalid]))
}

pub(super) fn of_user_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("listPostsOfUser")
        .tag("users")
        .summary("List a person's published posts")
        .description(
            "The list of `GET /posts` with its author in the address: the same entries, filters and cursors. Of somebody \
             who is not there it is 404, where `author=` gives an empty list. `pinned=true` gives what they show first.",
        )
        .response_with::<200, Json<v2::List<v2::PostSummary>>, _>(|answer| {
            answer.description("One page of posts.").example(example::list(example::post_summary()))
        })
        .with(doc::revalidates)
        .with(doc::problems(&[Code::CursorInvalid, Code::UserNotFound]))
}
