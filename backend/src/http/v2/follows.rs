//! Following people and tags, and who follows whom.

use aide::{
    NoApi,
    axum::{
        ApiRouter,
        routing::{get_with, put_with},
    },
};
use axum::{
    extract::{OriginalUri, State},
    http::{StatusCode, Uri},
    response::Response,
};

use super::{convert, list, tags::TagPath, users::UserPath};
use crate::{
    domain::{
        actor::Actor,
        turn::Turn,
        user::{FollowSide, Since, Who},
    },
    http::{
        Answer, AppState,
        extract::{CurrentActor, PageQuery, Path, Query, SignedIn, access},
        listing,
    },
    services::follows,
};

mod docs;

/// The operations of follows.
pub fn routes() -> ApiRouter<AppState> {
    ApiRouter::new()
        .api_route("/users/{username}/follow", put_with(follow, docs::follow).delete_with(follow, docs::unfollow))
        .api_route("/users/{username}/followers", get_with(followers, docs::followers))
        .api_route("/users/{username}/following", get_with(following, docs::following))
        .api_route(
            "/tags/{tag}/follow",
            put_with(follow_tag, docs::follow_tag).delete_with(follow_tag, docs::unfollow_tag),
        )
}

async fn follow(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::Follow>,
    turn: Turn,
    Path(UserPath { username }): Path<UserPath>,
) -> Answer<StatusCode> {
    let who = Who::parse(&username);
    match turn {
        Turn::On => follows::follow(state.context(), &actor, &who).await?,
        Turn::Off => follows::unfollow(state.context(), &actor, &who).await?,
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn follow_tag(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::Follow>,
    turn: Turn,
    Path(TagPath { tag }): Path<TagPath>,
) -> Answer<StatusCode> {
    match turn {
        Turn::On => follows::follow_tag(state.context(), &actor, &tag).await?,
        Turn::Off => follows::unfollow_tag(state.context(), &actor, &tag).await?,
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn followers(
    State(state): State<AppState>,
    CurrentActor(actor): CurrentActor,
    NoApi(OriginalUri(uri)): NoApi<OriginalUri>,
    Path(path): Path<UserPath>,
    Query(query): Query<PageQuery>,
) -> Answer<Response> {
    people(&state, &actor, &uri, &path, FollowSide::Followers, query).await
}

async fn following(
    State(state): State<AppState>,
    CurrentActor(actor): CurrentActor,
    NoApi(OriginalUri(uri)): NoApi<OriginalUri>,
    Path(path): Path<UserPath>,
    Query(query): Query<PageQuery>,
) -> Answer<Response> {
    people(&state, &actor, &uri, &path, FollowSide::Following, query).await
}

async fn people(
    state: &AppState,
    actor: &Actor,
    uri: &Uri,
    path: &UserPath,
    side: FollowSide,
    query: PageQuery,
) -> Answer<Response> {
    let who = Who::parse(&path.username);
    let fingerprint = listing::circle_fingerprint(&who, side);
    let part = list::part(state, &fingerprint, query)?;
    let page = follows::around(state.context(), actor, &who, side, &part).await?;
    list::answer(state, uri, &fingerprint, page, |Since { user, .. }| convert::user_ref(user))
}
