//! People as others see them.

use aide::{
    axum::{ApiRouter, routing::get_with},
    transform::TransformOperation,
};
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use broadsheet_shared::{problem::Code, v1};
use schemars::JsonSchema;
use serde::Deserialize;

use super::example;
use crate::{
    http::{
        Answer, AppState, doc,
        extract::{CurrentActor, Json, Path},
        redirect,
    },
    services::profiles::{self, Found, Who},
};

/// The operations of `/users`.
pub fn routes() -> ApiRouter<AppState> {
    ApiRouter::new().api_route("/users/{username}", get_with(show, show_doc))
}

#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct UserPath {
    /// The username, or the id.
    #[schemars(length(max = 60))]
    pub(super) username: String,
}

async fn show(
    State(state): State<AppState>,
    _: CurrentActor,
    Path(UserPath { username }): Path<UserPath>,
) -> Answer<Response> {
    let profile = match profiles::find(state.context(), &Who::parse(&username)).await? {
        Found::Person(profile) => *profile,
        Found::Renamed { username, .. } => return Ok(redirect::permanent("/api/v1/users/", &username)),
    };
    let user = profile.user;
    let body = v1::User {
        id: user.card.id,
        username: user.card.username,
        display_name: user.card.display_name,
        bio: user.bio_markdown,
        website: user.website,
        avatar_url: user.card.avatar.map(|avatar| avatar.url),
        post_count: profile.post_count,
        follower_count: profile.follower_count,
        following_count: profile.following_count,
        created_at: user.created_at,
    };
    Ok(Json(body).into_response())
}

fn show_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("showUser")
        .tag("users")
        .summary("Read a person's public page")
        .response_with::<200, Json<v1::User>, _>(|answer| answer.description("The person.").example(example::user()))
        .response_with::<308, (), _>(|answer| {
            answer.description("The name is a former one; `Location` has the person.")
        })
        .with(doc::problems(&[Code::UserNotFound]))
}
