//! Comments: threads beneath a post, and one.

use aide::{
    NoApi,
    axum::{
        ApiRouter,
        routing::{get_with, put_with},
    },
};
use axum::{
    extract::{OriginalUri, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use broadsheet_shared::{
    id::{CommentId, PostId},
    problem::Code,
    v2,
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{example, posts::PostPath};
use crate::{
    domain::{
        actor::Actor,
        comment::{Comment, CommentOrder},
    },
    http::{
        Answer, AppState, Problem, cached, etag,
        extract::{
            Count, CurrentActor, CursorText, IdempotencyKey, IfMatch, Json, PageLimit, Path, Query, SignedIn, access,
        },
        listing,
    },
    platform::cache::{Entry, Family, Key, Loaded, Tag},
    services::{
        comments::{self, CommentError, CommentListing},
        idempotency::Claim,
    },
};

mod docs;

const CREATE: &str = "POST /api/v2/posts/{post}/comments";

/// The operations of comments.
pub fn routes() -> ApiRouter<AppState> {
    ApiRouter::new()
        .api_route("/posts/{post}/comments", get_with(list, docs::list).post_with(create, docs::create))
        .api_route(
            "/comments/{id}",
            get_with(show, docs::show).patch_with(revise, docs::revise).delete_with(delete, docs::delete),
        )
        .api_route("/comments/{id}/hide", put_with(hide, docs::hide).delete_with(unhide, docs::unhide))
}

/// What a list of comments is asked for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    /// Only answers to this comment, with what is beneath them.
    #[serde(default)]
    parent_id: Option<CommentId>,
    /// `oldest` (the default), `newest`, or `top`, the most liked first: the order of the threads. Answers come oldest
    /// first. By `top`, a thread whose likes change between two pages may come twice or not at all.
    #[serde(default)]
    sort: Sort,
    /// `exact` counts all threads into `total`, or all direct answers to `parent_id`.
    #[serde(default)]
    count: Option<Count>,
    /// How many threads at most.
    #[serde(default)]
    limit: PageLimit,
    /// Only what comes after this cursor, taken from `next` of the page before.
    #[serde(default)]
    after: Option<CursorText>,
    /// The part that holds this comment and all above it; without it the first. `after` and `parent_id` win.
    #[serde(default)]
    holding: Option<CommentId>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Sort {
    #[default]
    Oldest,
    Newest,
    Top,
}

/// Names a comment in an address.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct CommentPath {
    /// The comment.
    pub(super) id: CommentId,
}

async fn list(
    State(state): State<AppState>,
    CurrentActor(actor): CurrentActor,
    NoApi(OriginalUri(uri)): NoApi<OriginalUri>,
    Path(path): Path<PostPath>,
    headers: HeaderMap,
    Query(query): Query<ListQuery>,
) -> Answer<Response> {
    let post = super::posts::resolve(&state, &actor, &path).await?;
    let order = match query.sort {
        Sort::Oldest => CommentOrder::Oldest,
        Sort::Newest => CommentOrder::Newest,
        Sort::Top => CommentOrder::Top,
    };
    let (parent, holding, limit) = (query.parent_id, query.holding, query.limit.get());
    let counts = query.count == Some(Count::Exact);
    let mut listing = CommentListing { parent, order, after: None, holding, limit, counts };
    let fingerprint = listing::comments_fingerprint(post, &listing);
    let cursor = query.after.as_ref().map(|CursorText(text)| text.as_str()).unwrap_or_default();
    if let Some(CursorText(cursor)) = &query.after {
        listing.after = Some(state.cursors().open(&fingerprint, cursor)?);
    }
    // Anybody can think of comments: the part that holds one is not worth a place in the cache.
    if actor.person().is_some() || listing.holding.is_some() {
        let entry = load(&state, &actor, post, &listing).await?;
        return Ok(cached::uncompressed_page(&entry, &uri, &headers));
    }
    let key =
        Key::new(Family::Comments, &["v2", &fingerprint, cursor, &listing.limit.to_string(), &counts.to_string()]);
    let loader = state.clone();
    let load = || async move {
        let entry = load(&loader, &Actor::Anonymous, post, &listing).await?;
        Ok::<_, CommentError>(Loaded::new(entry, [Tag::comments_of(post), Tag::post(post), Tag::Users]))
    };
    let ready = state.context().cache.ready(key, load).await?;
    Ok(cached::page(&ready, &uri, &headers).await)
}

async fn load(state: &AppState, actor: &Actor, post: PostId, listing: &CommentListing) -> Result<Entry, CommentError> {
    let body = listing::comments(state, actor, post, listing).await?;
    Ok(Entry::json(&body).map_err(|error| CommentError::Worker(error.to_string()))?.with_next(body.next))
}

async fn create(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::CommentsWrite>,
    key: IdempotencyKey,
    Path(path): Path<PostPath>,
    Json(request): Json<v2::CreateComment>,
) -> Answer<Response> {
    let new = request.parse().map_err(Problem::invalid_fields)?;
    let post = super::posts::resolve(&state, &actor, &path).await?;
    let key = key.for_request(state.context(), CREATE, &[&post.to_string()], &request)?;
    if let Some(Claim::Replay { status, body }) = key.claim(state.context(), &actor).await? {
        return super::posts::replay(status, body);
    }
    match comments::create(state.context(), &actor, post, &new, key.inner().as_ref()).await {
        Ok(comment) => stored(&state, StatusCode::CREATED, &actor, comment).await,
        Err(error) => {
            key.release(state.context(), &actor).await?;
            Err(error.into())
        }
    }
}

async fn show(
    State(state): State<AppState>,
    CurrentActor(actor): CurrentActor,
    Path(CommentPath { id }): Path<CommentPath>,
    headers: HeaderMap,
) -> Answer<Response> {
    let comment = comments::find(state.context(), &actor, id).await?;
    let answer = stored(&state, StatusCode::OK, &actor, comment).await?;
    let tag = &answer.headers()[header::ETAG];
    if etag::none_match(&headers, &[tag]) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag.clone())]).into_response());
    }
    Ok(answer)
}

async fn revise(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::CommentsWrite>,
    Path(CommentPath { id }): Path<CommentPath>,
    if_match: IfMatch,
    Json(request): Json<v2::UpdateComment>,
) -> Answer<Response> {
    let body = request.parse().map_err(Problem::invalid_fields)?;
    let comment = comments::revise(state.context(), &actor, id, &if_match.precondition(), &body).await?;
    stored(&state, StatusCode::OK, &actor, comment).await
}

async fn delete(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::CommentsWriteOrModerate>,
    Path(CommentPath { id }): Path<CommentPath>,
    if_match: IfMatch,
) -> Answer<StatusCode> {
    comments::delete(state.context(), &actor, id, &if_match.precondition()).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn hide(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::CommentsWriteOrModerate>,
    Path(CommentPath { id }): Path<CommentPath>,
) -> Answer<StatusCode> {
    comments::hide(state.context(), &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn unhide(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::CommentsWriteOrModerate>,
    Path(CommentPath { id }): Path<CommentPath>,
) -> Answer<StatusCode> {
    comments::show(state.context(), &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A comment with its entity tag.
async fn stored(state: &AppState, status: StatusCode, actor: &Actor, comment: Comment) -> Answer<Response> {
    let is_liked = !comments::liked(state.context(), actor, [comment.id]).await?.is_empty();
    let body = comment.shown_to(actor, is_liked);
    let bytes = serde_json::to_vec(&body).map_err(Problem::internal)?;
    let tag: HeaderValue = etag::Tag::versioned(i64::try_from(body.version).unwrap_or(i64::MAX), &bytes).header();
    let mut response = (status, Json(body)).into_response();
    response.headers_mut().insert(header::ETAG, tag);
    Ok(response)
}

/// The comment that the document shows.
const EXAMPLE: fn() -> v2::Comment = example::comment;
/// What can be wrong with a comment that exists.
const REFUSALS: &[Code] = &[Code::CommentNotFound, Code::PermissionDenied];
