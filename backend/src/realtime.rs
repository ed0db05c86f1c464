//! Live updates: who listens to what, and how an event that was committed gets to all of them.
//!
//! An event is a row, written in the transaction of the deed; the bus only wakes. A [`Hub`] has a room for each stream
//! that somebody here listens to. A room that is woken reads the rows behind the last it has told, makes one frame of
//! each and puts it into the queues of its followers; so what the bus loses is told a little later, and never out of
//! order. Who is at a post is told as it stands, once a second at most, and is counted over all processes. Nothing here knows of HTTP: a WebSocket and a stream of Server-Sent Events are both a [`Guest`] with an
//! [`Outbox`]. Pattern: publish and subscribe over a log.

mod client;
mod farewell;
mod frame;
mod here;
mod hub;
mod listen;
mod places;
mod presence;
mod room;
mod subscribe;

pub use client::{Medium, Outbox};
pub use farewell::Farewell;
pub use frame::Frame;
pub use hub::{Arrival, Guest, Hub};
