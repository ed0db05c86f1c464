//! The channel: live updates by WebSocket, or as Server-Sent Events where sockets are blocked.

mod docs;
mod events;
mod heart;
mod pace;
mod socket;
mod together;

use aide::axum::{
    ApiRouter,
    routing::{get_with, post_with},
};
use axum::{extract::State, http::StatusCode, response::Response};
use broadsheet_shared::{problem::Code, v2};

use crate::{
    http::{
        Answer, AppState, Problem,
        extract::{CurrentActor, Json, RequestFacts, SignedIn, Upgrade},
    },
    realtime::Farewell,
    services::{channel, sessions},
};

/// The operations of `/ws` and `/events`.
pub fn routes() -> ApiRouter<AppState> {
    ApiRouter::new()
        .api_route("/ws/tickets", post_with(give_ticket, docs::give_ticket))
        .api_route("/ws", get_with(open, docs::open))
        .api_route("/events", get_with(events::stream, docs::stream))
}

async fn give_ticket(
    State(state): State<AppState>,
    SignedIn(actor, ..): SignedIn,
) -> Answer<(StatusCode, Json<v2::ChannelTicket>)> {
    channel::require_on(state.context()).await?;
    let ticket = sessions::give_ticket(state.context(), &actor).await?;
    let ticket = v2::ChannelTicket { ticket: ticket.into_string(), expires_in: sessions::TICKET_SECS };
    Ok((StatusCode::CREATED, Json(ticket)))
}

async fn open(
    State(state): State<AppState>,
    facts: RequestFacts,
    CurrentActor(bearer): CurrentActor,
    Upgrade(upgrade): Upgrade,
) -> Answer<Response> {
    if state.hub().is_closed() {
        return Err(turned_away(Farewell::Restart));
    }
    channel::require_on(state.context()).await?;
    Ok(upgrade.on_upgrade(move |socket| socket::serve(socket, state, bearer, facts.client_address())))
}

/// Why somebody is not let in, where that can still be said by HTTP.
fn turned_away(farewell: Farewell) -> Problem {
    match farewell {
        Farewell::Full => Problem::new(Code::LimitExceeded)
            .detail("As many sockets and event streams are open for you, or from your network, as may be.")
            .retry_after_secs(10),
        Farewell::SwitchedOff => Problem::new(Code::ChannelOff),
        _ => Problem::new(Code::ServiceUnavailable).cause(farewell.reason()).retry_after_secs(2),
    }
}
