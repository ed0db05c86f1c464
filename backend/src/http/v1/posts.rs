//! Posts: lists by number, one, and writing.

use aide::{
    NoApi,
    axum::{ApiRouter, routing::get_with},
};
use axum::{
    extract::{OriginalUri, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use broadsheet_shared::{id::PostId, problem::Code, v1, value::SearchQuery};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    convert,
    page::{self, PageNumber, PageQuery, PerPage},
};
use crate::{
    domain::{
        actor::Actor,
        post::{PostOrder, PostStart},
        precondition::Precondition,
    },
    http::{
        Answer, AppState, Problem,
        extract::{CurrentActor, Json, Path, Query, SignedIn, access},
    },
    services::{
        posts::{self, Draft, Found, PostError, PostListing, PostTarget},
        search, shields,
    },
};

mod docs;

/// The operations of `/posts`.
pub fn routes() -> ApiRouter<AppState> {
    ApiRouter::new()
        .api_route("/posts", get_with(list, docs::list).post_with(create, docs::create))
        .api_route("/posts/search", get_with(find, docs::find))
        .api_route(
            "/posts/{post}",
            get_with(show, docs::show).patch_with(revise, docs::revise).delete_with(delete, docs::delete),
        )
        .api_route("/users/{username}/posts", get_with(of_user, docs::of_user))
}

/// Names a post in an address.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct PostPath {
    /// The id or the slug.
    #[schemars(length(max = 200))]
    pub(super) post: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
struct UserPath {
    /// The username or the id.
    #[schemars(length(max = 60))]
    username: String,
}

/// What a list is asked for.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ListQuery {
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
    /// Which page, from 1.
    #[serde(default)]
    page: PageNumber,
    /// Entries per page.
    #[serde(default)]
    per_page: PerPage,
}

impl ListQuery {
    fn require_bounds(&self) -> Result<(), Problem> {
        for (name, value, max) in
            [("author", &self.author, 60), ("category", &self.category, 100), ("tag", &self.tag, 40)]
        {
            if value.as_ref().is_some_and(|text| text.chars().count() > max) {
                return Err(Problem::invalid(name, "too_long", format!("At most {max} characters.")));
            }
        }
        Ok(())
    }
}

/// What a search is asked for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FindQuery {
    /// Words, 1 to 200 characters.
    #[schemars(length(min = 1, max = 200))]
    q: String,
    /// Which page, from 1.
    #[serde(default)]
    page: PageNumber,
    /// Entries per page.
    #[serde(default)]
    per_page: PerPage,
}

async fn list(
    State(state): State<AppState>,
    CurrentActor(actor): CurrentActor,
    NoApi(OriginalUri(uri)): NoApi<OriginalUri>,
    Query(query): Query<ListQuery>,
) -> Answer<Response> {
    query.require_bounds()?;
    let listing = PostListing {
        author: query.author,
        category: query.category,
        tag: query.tag,
        published_after: None,
        published_before: None,
        order: PostOrder::Latest,
        viewer: shields::viewer(state.context(), &actor).await.map_err(PostError::from)?,
        is_pinned: false,
    };
    page_of(&state, &uri, &listing, query.page, query.per_page).await
}

async fn of_user(
    State(state): State<AppState>,
    CurrentActor(actor): CurrentActor,
    NoApi(OriginalUri(uri)): NoApi<OriginalUri>,
    Path(UserPath { username }): Path<UserPath>,
    Query(query): Query<PageQuery>,
) -> Answer<Response> {
    let who = crate::services::profiles::Who::parse(&username);
    crate::services::profiles::owner(state.context(), &who).await?;
    let viewer = shields::viewer(state.context(), &actor).await.map_err(PostError::from)?;
    let listing = PostListing { author: Some(username), viewer, ..PostListing::default() };
    page_of(&state, &uri, &listing, query.page, query.per_page).await
}

async fn page_of(
    state: &AppState,
    uri: &axum::http::Uri,
    listing: &PostListing,
    number: PageNumber,
    per_page: PerPage,
) -> Answer<Response> {
    let offset = number.offset(per_page);
    let total = posts::count_published(state.context(), listing).await?;
    let found = if u64::from(offset) < total {
        posts::listing(state.context(), listing, PostStart::Offset(offset), per_page.get()).await?.items
    } else {
        // The database would walk over every post only to find that there is none behind them.
        Vec::new()
    };
    let pagination = number.of(per_page, total);
    let posts = found.into_iter().map(convert::summary).collect();
    Ok(page::answer(uri, pagination, &v1::Posts { posts, pagination }))
}

async fn find(
    State(state): State<AppState>,
    CurrentActor(actor): CurrentActor,
    NoApi(OriginalUri(uri)): NoApi<OriginalUri>,
    Query(query): Query<FindQuery>,
) -> Answer<Response> {
    let words = SearchQuery::parse(&query.q);
    let words = words.map_err(|error| Problem::invalid("q", error.code(), error.to_string()))?;
    let offset = query.page.offset(query.per_page);
    let (found, total) = search::posts(state.context(), &actor, &words, offset, query.per_page.get()).await?;
    let pagination = query.page.of(query.per_page, total);
    let posts = found.into_iter().map(convert::summary).collect();
    Ok(page::answer(&uri, pagination, &v1::Posts { posts, pagination }))
}

async fn show(
    State(state): State<AppState>,
    CurrentActor(actor): CurrentActor,
    Path(path): Path<PostPath>,
) -> Answer<Json<v1::Post>> {
    let post = read(&state, &actor, &path).await?;
    Ok(Json(convert::post(post)))
}

async fn create(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::PostsWrite>,
    Json(request): Json<v1::CreatePost>,
) -> Answer<Response> {
    let (post, is_published) = request.parse().map_err(Problem::invalid_fields)?;
    let draft = Draft { post, is_published, key: None };
    let post = posts::create(state.context(), &actor, &draft).await?;
    Ok((StatusCode::CREATED, Json(convert::post(post))).into_response())
}

async fn revise(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::PostsWrite>,
    Path(path): Path<PostPath>,
    Json(request): Json<v1::UpdatePost>,
) -> Answer<Json<v1::Post>> {
    let (patch, is_published) = request.parse().map_err(Problem::invalid_fields)?;
    let id = resolve(&state, &actor, &path).await?;
    let precondition = request.updated_at.map_or(Precondition::Any, Precondition::UpdatedAt);
    let post =
        posts::amend(state.context(), &actor, id, &precondition, &patch, is_published).await.map_err(conflict)?;
    Ok(Json(convert::post(post)))
}

async fn delete(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::PostsWrite>,
    Path(path): Path<PostPath>,
) -> Answer<StatusCode> {
    let id = resolve(&state, &actor, &path).await?;
    posts::delete(state.context(), &actor, id, &Precondition::Any).await.map_err(conflict)?;
    Ok(StatusCode::NO_CONTENT)
}

/// The post at an address; a former slug is as good as the present one. Version 1 has no verb that restores, so what
/// its author deleted is gone for them as well.
pub(super) async fn read(
    state: &AppState,
    actor: &Actor,
    path: &PostPath,
) -> Result<crate::domain::post::Post, Problem> {
    let mut target = PostTarget::parse(&path.post);
    for _ in 0..2 {
        match posts::find(state.context(), actor, &target).await? {
            Found::Post(post) if post.summary.state.as_str() == "deleted" => break,
            Found::Post(post) => return Ok(*post),
            Found::Moved(moved) => target = PostTarget::Slug(moved.slug),
        }
    }
    Err(PostError::NotFound.into())
}

/// The id behind an address.
pub(super) async fn resolve(state: &AppState, actor: &Actor, path: &PostPath) -> Result<PostId, Problem> {
    Ok(read(state, actor, path).await?.summary.id)
}

/// Version 1 has no If-Match: what v2 answers 412 is a conflict here, also where two changes met in one moment.
fn conflict(error: PostError) -> Problem {
    match error {
        PostError::Stale(_) => Problem::new(Code::PostChanged),
        error => error.into(),
    }
}
