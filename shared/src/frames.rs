//! What travels on the channel: frames of JSON, by WebSocket in both directions, by Server-Sent Events from the server
//! alone. `backend/openapi/frames.json` is made of these types.
//!
//! A client opens with `hello`, subscribes to topics, and keeps of each topic the id of the last event that it has seen.
//! When it comes back it sends that id as `after` and gets what it missed, or `resync`: then too much happened, or too
//! long ago, and it reads the page again. Ids of a topic ascend by one; whoever gets the event 7 has been told of all
//! before it that concern them. What is told as `now` has no id: it says how things stand, and what was missed of it is of
//! no interest any more.

mod client;
mod event;
mod reading;
mod server;
mod topic;

pub use client::ClientFrame;
pub use event::{CommentLikes, Event, PostCounts, Presence, PublishedPost, Queue};
pub use server::ServerFrame;
pub use topic::{Topic, UnknownTopic};

/// The version of these frames. A `hello` with another one is refused.
pub const VERSION: u32 = 1;
