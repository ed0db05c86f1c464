//! What the document says of the channel.

use aide::transform::TransformOperation;
use broadsheet_shared::{limit::Action, problem::Code, v2};

use crate::http::{doc, extract::Json};

pub(super) fn give_ticket(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("createChannelTicket")
        .tag("channel")
        .with(doc::counts_as(Action::ChannelTicket))
        .summary("Get a ticket for a WebSocket")
        .description(
            "A page cannot send header fields with a WebSocket. It asks for a ticket and sends that in the first frame. A \
             ticket is good once, for 30 seconds, and the socket ends with the session. Programs need none: they send \
             `Authorization` with the handshake.",
        )
        .response_with::<201, Json<v2::ChannelTicket>, _>(|answer| {
            let ticket = "q7Jm3b1nY2wK0s9dV5tR8uE4xA6zC1oP-hLgFfDdSsA".to_owned();
            answer.description("Good for one socket.").example(v2::ChannelTicket { ticket, expires_in: 30 })
        })
        .with(doc::problems(&[Code::SessionRequired, Code::ChannelOff]))
}

pub(super) fn open(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("openChannel")
        .tag("channel")
        .summary("Open a WebSocket")
        .description(
            "Live updates. Frames are JSON, as `/api/v2/frames.json` says. The first is `hello`, within 10 seconds, with a \
             ticket or without; then `subscribe` to topics. The field `Origin` must name this site; a program that sends \
             `Authorization` may leave it out. Messages have 64 KiB at most, 20 a second; a person has 20 sockets, strangers \
             at one address 50. Closing codes: 1001 the server restarts, 1003 not text, 1008 not allowed or the session is \
             over, 1009 too large, 1013 too slow or too many: come back with the last id you have seen.",
        )
        .response_with::<101, (), _>(|answer| answer.description("The connection is a WebSocket from here on."))
        .with(doc::problems(&[Code::RequestMalformed, Code::OriginForbidden, Code::ChannelOff]))
}

pub(super) fn stream(operation: TransformOperation<'_>) -> TransformOperation<'_> {
    operation
        .id("streamEvents")
        .tag("channel")
        .summary("Live updates as Server-Sent Events")
        .description(
            "The same frames as those of the WebSocket, as `data` of events (`text/event-stream`), where sockets are blocked. \
             Each event's `id` names the place in all topics: whoever sends it back as `Last-Event-ID` gets what they \
             missed, or `resync`. The stream ends when the server restarts, the session is over, or the client reads too \
             slowly. A person has 20 streams and sockets, strangers at one address 50: 429 above that. Who is at a post is told \
             here as well, but a stream makes nobody present: it cannot be told from a dead one.",
        )
        .response_with::<200, (), _>(|answer| answer.description("A stream of frames."))
        .with(doc::problems(&[Code::LimitExceeded, Code::ChannelOff]))
}
