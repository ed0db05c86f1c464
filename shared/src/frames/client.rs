//! What a client says.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A frame from a client. At most 64 KiB, and 20 of them a second.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "frame", rename_all = "snake_case", deny_unknown_fields)]
pub enum ClientFrame {
    /// The first frame, within ten seconds.
    Hello {
        /// The version of the frames that the client speaks: 1.
        version: u32,
        /// A ticket from `POST /api/v2/ws/tickets`, good once and for 30 seconds. Without one the client sees what
        /// strangers see, unless the handshake brought an `Authorization` field.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(length(max = 200))]
        ticket: Option<String>,
    },
    /// Asks for the events of a topic from now on.
    Subscribe {
        /// The topic: `home`, `posts/{id}/comments`, `posts/{id}/counts`, `posts/{id}/presence`, `me/notifications`, and for
        /// staff `staff/held-comments` and `staff/registrations`.
        #[schemars(length(max = 100))]
        topic: String,
        /// The id of the last event seen: what came after it comes first. A topic without a past takes no notice of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<u64>,
    },
    /// Wants no more of a topic.
    Unsubscribe {
        /// The topic.
        #[schemars(length(max = 100))]
        topic: String,
    },
    /// Says that the person who is signed in writes an answer, or does so no longer. Good for ten seconds: a client says it
    /// again every five while somebody types. Only to a topic that it has subscribed to.
    Replying {
        /// The topic: `posts/{id}/presence`.
        #[schemars(length(max = 100))]
        topic: String,
        /// True once the answer is sent or given up.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        is_over: bool,
    },
    /// Asks whether the server is there. Browsers cannot send the protocol's own pings.
    Ping {},
}
