//! Blocking and muting people.

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
use broadsheet_shared::problem::Code;

use super::{convert, list, users::UserPath};
use crate::{
    domain::{
        actor::Actor,
        turn::Turn,
        user::{ShieldKind, Since, Who},
    },
    http::{
        Answer, AppState, Problem,
        extract::{PageQuery, Path, Query, SignedIn, access},
    },
    services::shields,
};

mod docs;

/// The operations of blocks and mutes.
pub fn routes() -> ApiRouter<AppState> {
    ApiRouter::new()
        .api_route("/users/{username}/block", put_with(block, docs::block).delete_with(block, docs::unblock))
        .api_route("/users/{username}/mute", put_with(mute, docs::mute).delete_with(mute, docs::unmute))
        .api_route("/me/blocks", get_with(blocks, docs::blocks))
        .api_route("/me/mutes", get_with(mutes, docs::mutes))
}

async fn block(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::Follow>,
    turn: Turn,
    Path(UserPath { username }): Path<UserPath>,
) -> Answer<StatusCode> {
    let who = Who::parse(&username);
    match turn {
        Turn::On => shields::block(state.context(), &actor, &who).await?,
        Turn::Off => shields::unblock(state.context(), &actor, &who).await?,
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn mute(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::Follow>,
    turn: Turn,
    Path(UserPath { username }): Path<UserPath>,
) -> Answer<StatusCode> {
    let who = Who::parse(&username);
    match turn {
        Turn::On => shields::mute(state.context(), &actor, &who).await?,
        Turn::Off => shields::unmute(state.context(), &actor, &who).await?,
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn blocks(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::Read>,
    NoApi(OriginalUri(uri)): NoApi<OriginalUri>,
    Query(query): Query<PageQuery>,
) -> Answer<Response> {
    own(&state, &actor, &uri, ShieldKind::Block, query).await
}

async fn mutes(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn<access::Read>,
    NoApi(OriginalUri(uri)): NoApi<OriginalUri>,
    Query(query): Query<PageQuery>,
) -> Answer<Response> {
    own(&state, &actor, &uri, ShieldKind::Mute, query).await
}

async fn own(state: &AppState, actor: &Actor, uri: &Uri, kind: ShieldKind, query: PageQuery) -> Answer<Response> {
    let person = actor.user_id().ok_or_else(|| Problem::new(Code::AuthenticationRequired))?;
    let fingerprint = format!("me/shields?person={person}&kind={kind:?}");
    let part = list::part(state, &fingerprint, query)?;
    let page = shields::own(state.context(), actor, kind, &part).await?;
    list::answer(state, uri, &fingerprint, page, |Since { user, .. }| convert::user_ref(user))
}
