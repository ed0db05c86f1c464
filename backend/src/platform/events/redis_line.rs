//! Redis as a line: one channel, one connection that listens, the shared connection to send.

use std::time::Duration;

use async_trait::async_trait;
use fred::{
    clients::SubscriberClient,
    interfaces::{ClientLike, EventInterface, PubsubInterface},
    types::{Message, config::Server},
};
use tokio::{
    sync::broadcast::{self, error::RecvError},
    task::JoinHandle,
    time::{Interval, MissedTickBehavior, interval, timeout},
};

use super::{Ear, Line};
use crate::platform::redis::{Redis, RedisError, keep_connected};

/// How often the connection that listens is asked whether it lives.
const BEAT: Duration = Duration::from_millis(500);

/// One channel of one Redis server.
pub(super) struct RedisLine {
    channel: String,
    redis: Redis,
    subscriber: SubscriberClient,
    connection: JoinHandle<()>,
}

impl RedisLine {
    /// Starts the connection that listens; it is made again whenever it breaks.
    pub fn new(redis: &Redis) -> Result<Self, RedisError> {
        let subscriber = redis.subscriber()?;
        let connection = tokio::spawn(keep_connected(subscriber.clone()));
        Ok(Self { channel: redis.name("events"), redis: redis.clone(), subscriber, connection })
    }
}

impl Drop for RedisLine {
    fn drop(&mut self) {
        self.connection.abort();
    }
}

#[async_trait]
impl Line for RedisLine {
    /// Redis takes 512 MiB; nothing that we say comes near.
    fn max_bytes(&self) -> usize {
        usize::MAX
    }

    /// While Redis is known to be away this is false at once.
    async fn say(&self, text: &str) -> bool {
        self.redis.run(self.redis.client().publish::<(), _, _>(self.channel.as_str(), text)).await.is_ok()
    }

    async fn listen(&self) -> Option<Box<dyn Ear>> {
        // A client without connection would keep our questions in its buffer, and they would pile up.
        if !self.subscriber.is_connected() {
            return None;
        }
        let answer_within = self.redis.unresponsive_after();
        // Before the subscription stands, so that nothing falls between.
        let (messages, connections) = (self.subscriber.message_rx(), self.subscriber.reconnect_rx());
        let done = timeout(answer_within, self.subscriber.subscribe(self.channel.as_str())).await;
        if !matches!(done, Ok(Ok(()))) {
            return None;
        }
        let mut beat = interval(BEAT);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Some(Box::new(Listening { subscriber: self.subscriber.clone(), messages, connections, beat, answer_within }))
    }
}

struct Listening {
    subscriber: SubscriberClient,
    messages: broadcast::Receiver<Message>,
    connections: broadcast::Receiver<Server>,
    beat: Interval,
    answer_within: Duration,
}

impl Listening {
    /// A connection that only listens cannot tell silence from death: ask. An unanswered question makes the client
    /// drop the connection and make another.
    async fn is_alive(&self) -> bool {
        if !self.subscriber.is_connected() {
            return false;
        }
        let is_alive = matches!(timeout(self.answer_within, self.subscriber.ping::<()>(None)).await, Ok(Ok(())));
        if !is_alive {
            let _ = timeout(self.answer_within, self.subscriber.force_reconnection()).await;
        }
        is_alive
    }
}

#[async_trait]
impl Ear for Listening {
    async fn hear(&mut self) -> Option<String> {
        loop {
            tokio::select! {
                biased;
                // Another connection knows nothing of the subscription.
                _ = self.connections.recv() => return None,
                message = self.messages.recv() => match message {
                    // What is no text is none of ours; the safe reading is that it matters.
                    Ok(message) => return message.value.as_string(),
                    Err(RecvError::Lagged(_) | RecvError::Closed) => return None,
                },
                _ = self.beat.tick() => {
                    if !self.is_alive().await {
                        return None;
                    }
                }
            }
        }
    }
}
