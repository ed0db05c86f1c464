//! Following people.

use aide::{
    axum::{ApiRouter, routing::post_with},
    transform::TransformOperation,
};
use axum::extract::State;
use broadsheet_shared::{limit::Action, problem::Code, v1};

use super::{example, users::UserPath};
use crate::{
    http::{
        Answer, AppState, doc,
        extract::{Json, Path, SignedIn, access},
    },
    services::{follows, profiles::Who},
};

/// The operations of follows.
pub fn routes() -> ApiRouter<AppState> {
    ApiRouter::new()
        .api_route("/users/{username}/follow", post_with(follow, follow_doc).delete_with(unfollow, unfollow_doc))
}

async fn follow(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::Follow>,
    Path(UserPath { username }): Path<UserPath>,
) -> Answer<Json<v1::Followed>> {
    let who = Who::parse(&username);
    follows::follow(state.context(), &actor, &who).await?;
    let follower_count = follows::count_followers(state.context(), &who).await?;
    Ok(Json(v1::Followed { following: true, follower_count }))
}

async fn unfollow(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::Follow>,
    Path(UserPath { username }): Path<UserPath>,
) -> Answer<Json<v1::Followed>> {
    let who = Who::parse(&username);
    follows::unfollow(state.context(), &actor, &who).await?;
    let follower_count = follows::count_followers(state.context(), &who).await?;
    Ok(Json(v1::Followed { following: false, follower_count }))
}

/// Of both verbs; a block keeps nobody from taking a follow back.
const PROBLEMS: &[Code] = &[Code::UserNotFound, Code::FollowSelf, Code::PermissionDenied, Code::AccountUnconfirmed];

fn follow_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("followUser")
        .tag("users")
        .with(doc::counts_as(Action::FollowsWrite))
        .summary("Follow a person")
        .description("Twice is once.")
        .response_with::<200, Json<v1::Followed>, _>(|answer| {
            answer.description("You follow them.").example(example::followed(true))
        })
        .with(doc::problems(PROBLEMS))
        .with(doc::problems(&[Code::UserBlocked]))
}

fn unfollow_doc(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("unfollowUser")
        .tag("users")
        .with(doc::counts_as(Action::FollowsWrite))
        .summary("Follow a person no longer")
        .description("Twice is once.")
        .response_with::<200, Json<v1::Followed>, _>(|answer| {
            answer.description("You do not follow them.").example(example::followed(false))
        })
        .with(doc::problems(PROBLEMS))
}
