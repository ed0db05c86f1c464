//! Tickets for the channel. What travels on it is in [`crate::frames`].

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Opens one socket for the session that asked, once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ChannelTicket {
    /// For the frame `hello`. It belongs into no address.
    #[schemars(length(max = 200))]
    pub ticket: String,
    /// Seconds until it is over.
    pub expires_in: u32,
}
