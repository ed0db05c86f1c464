//! The Redis driver of the bus: one channel, one connection that listens, the shared connection to send.
//!
//! Redis keeps nothing for a subscriber that is away. So after every (re)connection the listeners are told of a gap,
//! and only once the subscription stands: whatever is sent after that moment arrives. A sender that could not send
//! tells of it as soon as it can, since its listeners may have noticed nothing.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

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
pub(super) struct Envelope<S> {
    /// Which process sent it, so that it can ignore its own.
    pub sender: Uuid,
    /// `None` says that earlier signals were lost.
    pub signal: Option<S>,
}

/// What a text from the others means; `None` for one's own.
pub(super) fn understand(own: Uuid, bytes: &[u8]) -> Option<Delivery> {
    match serde_json::from_slice::<Envelope<Signal>>(bytes) {
        Ok(envelope) if envelope.sender == own => None,
        Ok(Envelope { signal: Some(signal), .. }) => Some(Delivery::Remote(Arc::new(signal))),
        Ok(Envelope { signal: None, .. }) => Some(Delivery::Gap),
        // A newer version of the program says something we do not know: the safe reading is that it matters.
        Err(_) => Some(Delivery::Gap),
    }
}

/// How the link to the other processes stands.
#[derive(Debug, Default)]
pub(super) struct State {
    is_subscribed: AtomicBool,
    pub has_lost: AtomicBool,
}

impl State {
    /// Whether the others are heard.
    pub fn is_subscribed(&self) -> bool {
        self.is_subscribed.load(Ordering::SeqCst)
    }

    /// Notes whether the others are heard.
    pub fn set_subscribed(&self, is_subscribed: bool) {
        self.is_subscribed.store(is_subscribed, Ordering::SeqCst);
    }

    /// Whether the others still have to be told of a loss.
    #[cfg(test)]
    pub fn has_lost(&self) -> bool {
        self.has_lost.load(Ordering::SeqCst)
    }

    /// Notes that a signal did not reach the others.
    pub fn lose(&self) {
        self.has_lost.store(true, Ordering::SeqCst);
    }
}

const BEAT: Duration = Duration::from_millis(500);
const CONFESS_EVERY: Duration = Duration::from_millis(250);

/// Starts the three tasks: keeps the connection, listens, sends.
pub(super) fn start(
    redis: &Redis,
    local: broadcast::Sender<Delivery>,
    waiting: mpsc::Receiver<Arc<Signal>>,
    state: &Arc<State>,
) -> Result<Vec<JoinHandle<()>>, RedisError> {
    let sender = Uuid::now_v7();
    let channel = redis.name("events");
    let subscriber = redis.subscriber()?;
    let state = state.clone();
    let outbox = Outbox { channel: channel.clone(), sender, redis: redis.clone(), waiting, state: state.clone() };
    let answer_within = redis.unresponsive_after();
    let inbox = Inbox { channel, sender, local, subscriber: subscriber.clone(), state, answer_within };
    Ok(vec![tokio::spawn(inbox.run()), tokio::spawn(keep_connected(subscriber)), tokio::spawn(outbox.run())])
}

/// The sending side.
struct Outbox {
    channel: String,
    sender: Uuid,
    redis: Redis,
    waiting: mpsc::Receiver<Arc<Signal>>,
    state: Arc<State>,
}

impl Outbox {
    /// Sends what waits, in order. While Redis is away signals are thrown out at once: by its return they would be
    /// stale, and one word that there were some does for all.
    async fn run(mut self) {
        let mut confession = interval(CONFESS_EVERY);
        confession.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                signal = self.waiting.recv() => match signal {
                    Some(signal) => self.send(Some(&*signal)).await,
                    None => return,
                },
                _ = confession.tick() => {
                    if self.redis.is_up() && self.state.has_lost.swap(false, Ordering::SeqCst) {
                        self.send(None).await;
                    }
                }
            }
        }
    }

    async fn send(&self, signal: Option<&Signal>) {
        let Ok(text) = serde_json::to_string(&Envelope { sender: self.sender, signal }) else { return };
        let publish = self.redis.client().publish::<(), _, _>(self.channel.as_str(), text);
        if self.redis.run(publish).await.is_err() {
            self.state.lose();
        }
    }
}

/// The listening side.
struct Inbox {
    channel: String,
    sender: Uuid,
    local: broadcast::Sender<Delivery>,
    subscriber: SubscriberClient,
    state: Arc<State>,
    answer_within: Duration,
}

impl Inbox {
    async fn run(self) {
        let mut messages = self.subscriber.message_rx();
        let mut connections = self.subscriber.reconnect_rx();
        let mut beat = interval(BEAT);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                biased;
                connection = connections.recv() => match connection {
                    Err(broadcast::error::RecvError::Closed) => return,
                    _ => self.subscribe().await,
                },
                message = messages.recv() => match message {
                    Ok(message) => self.deliver(&message),
                    Err(broadcast::error::RecvError::Lagged(_)) => self.tell(Delivery::Gap),
                    Err(broadcast::error::RecvError::Closed) => return,
                },
                _ = beat.tick() => {
                    // A client without connection would keep our questions in its buffer, and they would pile up.
                    match (self.subscriber.is_connected(), self.state.is_subscribed()) {
                        (true, true) => self.beat().await,
                        (true, false) => self.subscribe().await,
                        (false, _) => self.state.is_subscribed.store(false, Ordering::SeqCst),
                    }
                }
            }
        }
    }

    /// Subscribes, and tells of the gap that lies before this moment.
    async fn subscribe(&self) {
        let done = timeout(self.answer_within, self.subscriber.subscribe(self.channel.as_str())).await;
        let is_subscribed = matches!(done, Ok(Ok(())));
        if is_subscribed {
            self.tell(Delivery::Gap);
        }
        self.state.is_subscribed.store(is_subscribed, Ordering::SeqCst);
    }

    /// A connection that only listens cannot tell silence from death: ask. An unanswered question makes the client
    /// drop the connection and make another.
    async fn beat(&self) {
        let is_alive = matches!(timeout(self.answer_within, self.subscriber.ping::<()>(None)).await, Ok(Ok(())));
        if !is_alive {
            self.state.is_subscribed.store(false, Ordering::SeqCst);
            let _ = timeout(self.answer_within, self.subscriber.force_reconnection()).await;
        }
    }

    fn deliver(&self, message: &Message) {
        let Some(bytes) = message.value.as_bytes() else { return };
        if let Some(delivery) = understand(self.sender, bytes) {
            self.tell(delivery);
        }
    }

    fn tell(&self, delivery: Delivery) {
        let _ = self.local.send(delivery);
    }
}
