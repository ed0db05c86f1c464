//! What the server says.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Event, Topic};
use crate::{id::UserId, problem::Code};

/// A frame from the server. A client passes over a `frame` that it does not know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "frame", rename_all = "snake_case")]
pub enum ServerFrame {
    /// The answer to `hello`.
    Welcome {
        /// The version of the frames.
        version: u32,
        /// Who the client is; null for a stranger.
        user_id: Option<UserId>,
        /// The server pings so often. A client that hears nothing for twice as long is cut off.
        heartbeat_secs: u32,
    },
    /// The client hears of the topic from now on.
    Subscribed {
        /// The topic.
        topic: Topic,
        /// What was asked for as `after`, or else the id of the last event so far.
        id: u64,
    },
    /// Something happened.
    Event {
        /// Beneath this topic.
        topic: Topic,
        /// The event's id, to be kept and sent as `after`.
        id: u64,
        /// What.
        #[serde(flatten)]
        event: Event,
    },
    /// Events are missing that cannot be told any more: read the thing again. What comes after `id` follows, as after
    /// `subscribed`.
    Resync {
        /// The topic.
        topic: Topic,
        /// The id of the last event so far.
        id: u64,
    },
    /// The client hears no more of the topic.
    Unsubscribed {
        /// The topic.
        topic: Topic,
        /// Why, if the client did not ask for it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code: Option<Code>,
    },
    /// The client may not hear of this topic, or there is none.
    Refused {
        /// What was asked for.
        #[schemars(length(max = 100))]
        topic: String,
        /// Why.
        code: Code,
    },
    /// Something is wrong with what the client sent. The socket is closed after it.
    Error {
        /// What.
        code: Code,
        /// In words.
        #[schemars(length(max = 500))]
        detail: String,
    },
    /// The answer to `ping`.
    Pong {},
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{frames::PostCounts, id::PostId};

    #[test]
    fn an_event_stands_flat_in_its_frame_and_is_read_back() {
        let event = Event::CountsChanged(PostCounts { comment_count: 3, like_count: 5 });
        let frame = ServerFrame::Event { topic: Topic::Counts(PostId(Uuid::nil())), id: 7, event };

        let text = serde_json::to_string(&frame).unwrap();

        let topic = "posts/00000000-0000-0000-0000-000000000000/counts";
        let told = format!(
            r#"{{"frame":"event","topic":"{topic}","id":7,"type":"counts.changed","data":{{"comment_count":3,"like_count":5}}}}"#
        );
        assert_eq!(text, told);
        assert_eq!(serde_json::from_str::<ServerFrame>(&text).unwrap(), frame);
    }
}
