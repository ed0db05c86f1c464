//! Posts: lists, one, and every verb about them.

use aide::axum::{
    ApiRouter,
    routing::{get_with, post_with, put_with},
};
use broadsheet_shared::id::PostId;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    domain::actor::Actor,
    http::{AppState, Problem},
    services::posts::{self, PostTarget},
};

mod answer;
mod feed;
mod list;
mod moderate;
mod one;
mod own;
mod pin;
mod states;
mod write;

pub(super) use write::replay;

/// The operations of `/posts`, `/users/{username}/posts`, `/me/posts`, `/me/feed` and `/render`.
pub fn routes() -> ApiRouter<AppState> {
    ApiRouter::new()
        .api_route("/posts", get_with(list::list, list::list_doc).post_with(write::create, write::create_doc))
        .api_route(
            "/posts/{post}",
            get_with(one::show, one::show_doc)
                .patch_with(write::revise, write::revise_doc)
                .delete_with(write::delete, write::delete_doc),
        )
        .api_route("/posts/{post}/publish", post_with(states::publish, states::publish_doc))
        .api_route("/posts/{post}/unpublish", post_with(states::unpublish, states::unpublish_doc))
        .api_route("/posts/{post}/archive", post_with(states::archive, states::archive_doc))
        .api_route("/posts/{post}/restore", post_with(states::restore, states::restore_doc))
        .api_route("/posts/{post}/remove", post_with(moderate::remove, moderate::remove_doc))
        .api_route("/posts/{post}/pin", put_with(pin::pin, pin::pin_doc).delete_with(pin::pin, pin::unpin_doc))
        .api_route("/users/{username}/posts", get_with(list::of_user, list::of_user_doc))
        .api_route("/me/posts", get_with(own::list, own::list_doc))
        .api_route("/me/feed", get_with(feed::show, feed::show_doc))
        .api_route("/render", post_with(write::render, write::render_doc))
}

/// Names a post in an address.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct PostPath {
    /// The id, or the slug. A former slug answers 308 where a post is read.
    #[schemars(length(max = 200))]
    pub(super) post: String,
}

/// The id behind an address, for verbs: a former slug is as good as the present one.
pub(super) async fn resolve(state: &AppState, actor: &Actor, path: &PostPath) -> Result<PostId, Problem> {
    Ok(posts::locate(state.context(), actor, &PostTarget::parse(&path.post)).await?)
}
