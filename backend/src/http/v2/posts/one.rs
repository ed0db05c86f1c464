//! One post. What everyone may see comes from the cache as ready bytes; a signed-in person gets their own view.

use aide::transform::TransformOperation;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use broadsheet_shared::{problem::Code, v2};

use super::{PostPath, answer};
use crate::{
    domain::actor::Actor,
    http::{
        Answer, AppState, cached, doc,
        extract::{CurrentActor, Json, Path},
        redirect,
        v2::example,
    },
    platform::cache::{Entry, Family, Key, Loaded, Tag},
    services::{
        Context,
        posts::{self, Found, Moved, PostError, PostTarget},
    },
};

/// Where posts are.
const POSTS: &str = "/api/v2/posts/";

pub(super) async fn show(
    State(state): State<AppState>,
    CurrentActor(actor): CurrentActor,
    Path(path): Path<PostPath>,
    headers: HeaderMap,
) -> Answer<Response> {
    let target = PostTarget::parse(&path.post);
    if actor.person().is_some() {
        return match posts::find(state.context(), &actor, &target).await? {
            Found::Post(post) => answer::read(&state, &actor, *post, &headers).await,
            Found::Moved(moved) => Ok(redirect::permanent(POSTS, &moved.slug)),
        };
    }
    let key = match &target {
        PostTarget::Id(id) => Key::new(Family::Posts, &["v2", "by-id", &id.to_string()]),
        PostTarget::Slug(slug) => Key::new(Family::Posts, &["v2", "by-slug", slug]),
    };
    let context = state.context().clone();
    let ready = state.context().cache.ready(key, || async move { load(&context, &target).await }).await?;
    if ready.status == StatusCode::PERMANENT_REDIRECT.as_u16() {
        return Ok(redirect::permanent(POSTS, &String::from_utf8_lossy(&ready.body)));
    }
    Ok(cached::answer(&ready, &headers).await)
}

async fn load(context: &Context, target: &PostTarget) -> Result<Loaded, PostError> {
    match posts::find(context, &Actor::Anonymous, target).await? {
        Found::Post(post) => {
            let mut tags = vec![Tag::post(post.summary.id), Tag::user(post.summary.author.id)];
            if post.summary.category.is_some() {
                tags.push(Tag::Categories);
            }
            let pictures = [&post.summary.cover, &post.summary.author.avatar];
            tags.extend(pictures.into_iter().flatten().map(|picture| Tag::media(picture.id)));
            let body = v2::Post::from(*post);
            let entry = Entry::json(&body).map_err(|error| PostError::Worker(error.to_string()))?;
            Ok(Loaded::new(entry.versioned(body.version), tags))
        }
        Found::Moved(Moved { id, slug }) => {
            let entry = Entry::new("text/plain", slug).with_status(StatusCode::PERMANENT_REDIRECT.as_u16());
            // A post outside the lists drops its own tag alone, and may take a former slug up again.
            Ok(Loaded::new(entry, [Tag::Posts, Tag::post(id)]))
        }
    }
}

pub(super) fn show_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("showPost")
        .tag("posts")
        .summary("Read a post")
        .description("With its text as Markdown and as sanitised HTML. Drafts are seen by their author alone.")
        .response_with::<200, Json<v2::Post>, _>(|answer| {
            answer.description("The post; its `ETag` is for `If-None-Match` and `If-Match`.").example(example::post())
        })
        .with(doc::revalidates)
        .response_with::<308, (), _>(|answer| answer.description("The slug is a former one; `Location` has the post."))
        .with(doc::problems(&[Code::PostNotFound, Code::PostRemoved]))
}
