//! The Redis driver of the bus: one channel, one connection that listens, the shared connection to send.
//!
//! Redis keeps nothing for a subscriber that is away. So after every (re)connection the listeners are told of a gap,
//! and only once the subscription stands: whatever is sent after that moment arrives.

use std::{sync::Arc, time::Duration};

use fred::{
    clients::SubscriberClient,
    interfaces::{ClientLike, EventInterface, PubsubInterface},
    types::Message,
};
use serde::{Deserialize, Serialize};
use tokio::{
    sync::{broadcast, mpsc},
    task::JoinHandle,
    time::{MissedTickBehavior, interval, timeout},
};
use uuid::Uuid;

use super::{Delivery, Signal};
use crate::platform::redis::{Redis, RedisError, keep_connected};

/// What goes over the wire.
#[derive(Serialize, Deserialize)]
struct Envelope<S> {
    /// Which process sent it, so that it can ignore its own.
    sender: Uuid,
    signal: S,
}

const BEAT: Duration = Duration::from_millis(500);
const ANSWER_WITHIN: Duration = Duration::from_secs(1);

/// Starts the three tasks: keeps the connection, listens, sends.
pub(super) fn start(
    redis: &Redis,
    local: broadcast::Sender<Delivery>,
    waiting: mpsc::Receiver<Arc<Signal>>,
) -> Result<[JoinHandle<()>; 3], RedisError> {
    let sender = Uuid::now_v7();
    let subscriber = redis.subscriber()?;
    let inbox = Inbox { channel: redis.name("events"), sender, local, subscriber: subscriber.clone() };
    Ok([
        tokio::spawn(inbox.run()),
        tokio::spawn(keep_connected(subscriber)),
        tokio::spawn(send(redis.clone(), sender, waiting)),
    ])
}

/// Sends what waits, in order. While Redis is away signals are thrown out at once: they would be stale by its return,
/// and the others are told of the gap anyway.
async fn send(redis: Redis, sender: Uuid, mut waiting: mpsc::Receiver<Arc<Signal>>) {
    let channel = redis.name("events");
    while let Some(signal) = waiting.recv().await {
        let Ok(text) = serde_json::to_string(&Envelope { sender, signal: &*signal }) else { continue };
        if let Err(error) = redis.run(redis.client().publish::<(), _, _>(channel.as_str(), text)).await {
            tracing::debug!(%error, "a signal did not reach the other processes");
        }
    }
}

/// The listening side.
struct Inbox {
    channel: String,
    sender: Uuid,
    local: broadcast::Sender<Delivery>,
    subscriber: SubscriberClient,
}

impl Inbox {
    async fn run(self) {
        let mut messages = self.subscriber.message_rx();
        let mut connections = self.subscriber.reconnect_rx();
        let mut beat = interval(BEAT);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut is_subscribed = false;
        loop {
            tokio::select! {
                biased;
                connection = connections.recv() => match connection {
                    Err(broadcast::error::RecvError::Closed) => return,
                    _ => is_subscribed = self.subscribe().await,
                },
                message = messages.recv() => match message {
                    Ok(message) => self.deliver(&message),
                    Err(broadcast::error::RecvError::Lagged(_)) => self.tell(Delivery::Gap),
                    Err(broadcast::error::RecvError::Closed) => return,
                },
                _ = beat.tick() => {
                    // A client without connection would keep our questions in its buffer, and they would pile up.
                    match (self.subscriber.is_connected(), is_subscribed) {
                        (true, true) => self.beat().await,
                        (true, false) => is_subscribed = self.subscribe().await,
                        (false, _) => {}
                    }
                }
            }
        }
    }

    /// Subscribes, and tells of the gap that lies before this moment.
    async fn subscribe(&self) -> bool {
        let done = timeout(ANSWER_WITHIN, self.subscriber.subscribe(self.channel.as_str())).await;
        let is_subscribed = matches!(done, Ok(Ok(())));
        if is_subscribed {
            self.tell(Delivery::Gap);
        }
        is_subscribed
    }

    /// A connection that only listens cannot tell silence from death: ask. An unanswered question makes the client
    /// drop the connection and make another.
    async fn beat(&self) {
        let is_alive = matches!(timeout(ANSWER_WITHIN, self.subscriber.ping::<()>(None)).await, Ok(Ok(())));
        if !is_alive && self.subscriber.is_connected() {
            let _ = timeout(ANSWER_WITHIN, self.subscriber.force_reconnection()).await;
        }
    }

    fn deliver(&self, message: &Message) {
        let Some(bytes) = message.value.as_bytes() else { return };
        match serde_json::from_slice::<Envelope<Signal>>(bytes) {
            Ok(envelope) if envelope.sender == self.sender => {}
            Ok(envelope) => self.tell(Delivery::Remote(Arc::new(envelope.signal))),
            // A newer version of the program says something we do not know: the safe reading is that it matters.
            Err(_) => self.tell(Delivery::Gap),
        }
    }

    fn tell(&self, delivery: Delivery) {
        let _ = self.local.send(delivery);
    }
}
