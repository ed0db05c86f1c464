//! The way into the channel.

use broadsheet_shared::v2;

use super::client::{Api, ApiError};

/// A ticket for one socket.
pub async fn give_ticket(api: Api) -> Result<v2::ChannelTicket, ApiError> {
    api.post("/api/v2/ws/tickets").fetch().await
}
