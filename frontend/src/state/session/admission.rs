//! How a session shows itself to the channel: a page cannot send header fields with a socket, but with a stream of events.

use broadsheet_shared::{problem::Code, v2};
use leptos::prelude::*;

use super::Session;
use crate::api::{ApiError, channel};

impl Session {
    /// A ticket for a socket. `None` for a stranger, and for whoever the server treats as one for now.
    pub async fn ticket(self) -> Result<Option<String>, ApiError> {
        // Whose account goes, or has no second factor yet, gets none until that is settled.
        let may_have = |me: v2::Me| me.departure.is_none() && !me.needs_second_factor;
        if !untrack(|| self.me()).is_some_and(may_have) {
            return Ok(None);
        }
        match channel::give_ticket(self.api).await {
            Ok(ticket) => Ok(Some(ticket.ticket)),
            Err(error) if error.status() == Some(403) && error.code() != Some(Code::ChannelOff) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The token for a stream of events; `None` for a stranger.
    pub async fn bearer(self) -> Option<String> {
        self.good_token().await
    }
}
