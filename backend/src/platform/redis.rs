//! The connection to Redis and the breaker in front of it.
//!
//! Redis is a convenience: whatever asks it must have another answer. So a command waits 100 ms at most, and once one
//! has failed nobody waits again: commands are refused at once until a heartbeat finds Redis well (circuit breaker).
//! One log line tells when Redis is lost and one when it is back.

mod breaker;
mod heartbeat;
#[cfg(test)]
pub(crate) mod test_server;

use std::{sync::Arc, time::Duration};

use breaker::Breaker;
pub use breaker::Health;
use fred::{
    clients::{Client, SubscriberClient},
    error::{Error, ErrorKind},
    interfaces::ClientLike,
    types::{
        Builder, RespVersion,
        config::{Config, ReconnectPolicy, TcpConfig, UnresponsiveConfig},
    },
};
use tokio::{sync::watch, task::JoinHandle, time::timeout};

/// How to reach Redis.
#[derive(Clone)]
pub struct RedisSettings {
    /// `redis://[user:password@]host[:port][/database]`, `rediss://` for TLS.
    pub url: String,
    /// Begins every key and channel, so that two sites can share one server.
    pub namespace: String,
    /// Longest wait for an answer. Three times this makes an outage, ten times this a dead connection.
    pub command_timeout: Duration,
    /// Longest wait at start-up before going on without Redis.
    pub connect_timeout: Duration,
}

impl RedisSettings {
    /// The usual limits for the server at `url`.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            namespace: "broadsheet".into(),
            command_timeout: Duration::from_millis(100),
            connect_timeout: Duration::from_millis(500),
        }
    }

    /// How long a suspected server has to answer the heartbeat: a moment of slowness is no outage.
    fn heartbeat_timeout(&self) -> Duration {
        self.command_timeout * 3
    }

    /// When a connection that owes an answer counts as dead and is made anew.
    fn unresponsive_after(&self) -> Duration {
        self.command_timeout * 10
    }
}

/// Why a command brought no answer.
#[derive(Debug, Clone, thiserror::Error)]
pub enum RedisError {
    /// The address cannot be read. The text does not repeat it, since it may hold a password.
    #[error("the Redis address is not valid: {0}")]
    Address(String),
    /// Redis is lost, or too slow to wait for.
    #[error("Redis is not reachable")]
    Unavailable,
    /// Redis answered with an error: full, read-only, loading, no permission.
    #[error("Redis refused: {0}")]
    Refused(String),
}

/// Commands that may wait for the connection before further ones are turned away.
const MAX_BUFFERED_COMMANDS: usize = 4_096;
/// Messages that may wait between the subscription and its reader; fred's own 32 are gone in one burst.
const MAX_BUFFERED_MESSAGES: usize = 1_024;
const CONNECT_ATTEMPT_TIMEOUT: Duration = Duration::from_secs(1);
const RECONNECT_DELAY_MILLIS: u32 = 400;

/// A connection to one Redis server. Clones share it; the last one closes it.
#[derive(Clone)]
pub struct Redis(Arc<Inner>);

struct Inner {
    settings: RedisSettings,
    client: Client,
    breaker: Arc<Breaker>,
    tasks: [JoinHandle<()>; 2],
}

impl Redis {
    /// Starts connecting and waits a moment for success. A server that is away is no error: the connection is made as
    /// soon as it comes. Only an address that makes no sense is refused.
    pub async fn connect(settings: RedisSettings) -> Result<Self, RedisError> {
        let client = builder(&settings)?.build().map_err(|error| RedisError::Address(error.details().into()))?;
        let breaker = Arc::new(Breaker::default());
        let tasks = [
            tokio::spawn(keep_connected(client.clone())),
            tokio::spawn(heartbeat::run(client.clone(), breaker.clone(), settings.heartbeat_timeout())),
        ];
        let redis = Self(Arc::new(Inner { settings, client, breaker, tasks }));
        let mut health = redis.health();
        let found = timeout(redis.0.settings.connect_timeout, health.wait_for(|health| *health == Health::Up)).await;
        if !matches!(found, Ok(Ok(_))) {
            redis.0.breaker.lost("no answer at start");
        }
        Ok(redis)
    }

    /// Runs `command`, unless Redis is known to be away. The future is not polled in that case.
    pub async fn run<T>(&self, command: impl Future<Output = Result<T, Error>>) -> Result<T, RedisError> {
        if !self.is_up() {
            return Err(RedisError::Unavailable);
        }
        match timeout(self.0.settings.command_timeout, command).await {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(error)) if is_answer(&error) => Err(RedisError::Refused(error.details().into())),
            Ok(Err(error)) => {
                self.0.breaker.suspect(error.kind().to_str());
                Err(RedisError::Unavailable)
            }
            Err(_elapsed) => {
                self.0.breaker.suspect("no answer in time");
                Err(RedisError::Unavailable)
            }
        }
    }

    /// Whether commands are tried at all.
    pub fn is_up(&self) -> bool {
        self.0.breaker.health() == Health::Up
    }

    /// How many times Redis has been lost since the start. It grows before [`Redis::is_up`] turns true again, so a
    /// caller that remembers the number knows whether it missed something.
    pub fn outages(&self) -> u64 {
        self.0.breaker.outages()
    }

    /// The health as it changes.
    pub fn health(&self) -> watch::Receiver<Health> {
        self.0.breaker.watch()
    }

    /// The client to make commands with, for [`Redis::run`].
    pub fn client(&self) -> &Client {
        &self.0.client
    }

    /// A name under this site's namespace: `broadsheet:cache:...`.
    pub fn name(&self, rest: &str) -> String {
        format!("{}:{rest}", self.0.settings.namespace)
    }

    /// How long the other end of a connection may be silent before it is made anew.
    pub(super) fn unresponsive_after(&self) -> Duration {
        self.0.settings.unresponsive_after()
    }

    /// A second connection that can subscribe. Not connected yet; whoever takes it drives it.
    pub(super) fn subscriber(&self) -> Result<SubscriberClient, RedisError> {
        let subscriber = builder(&self.0.settings)?.build_subscriber_client();
        subscriber.map_err(|error| RedisError::Address(error.details().into()))
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

/// Drives the connection. fred gives up when the first attempt fails and after some errors, a wrong password for one; a
/// server that is being repaired deserves another try.
pub(super) async fn keep_connected<C: ClientLike>(client: C) {
    loop {
        let mut connection = AbortOnDrop(client.connect());
        let _ended = (&mut connection.0).await;
        tokio::time::sleep(Duration::from_millis(RECONNECT_DELAY_MILLIS.into())).await;
    }
}

struct AbortOnDrop<T>(JoinHandle<T>);

impl<T> Drop for AbortOnDrop<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

fn builder(settings: &RedisSettings) -> Result<Builder, RedisError> {
    let mut config = Config::from_url(&settings.url).map_err(|error| RedisError::Address(error.details().into()))?;
    // Else the first attempt waits for as long as a later one would, longer than a start may.
    config.fail_fast = true;
    config.version = RespVersion::RESP3;
    let mut builder = Builder::from_config(config);
    let mut policy = ReconnectPolicy::new_constant(0, RECONNECT_DELAY_MILLIS);
    policy.set_jitter(100);
    builder
        .set_policy(policy)
        .with_performance_config(|performance| {
            performance.default_command_timeout = settings.command_timeout;
            performance.broadcast_channel_capacity = MAX_BUFFERED_MESSAGES;
        })
        .with_connection_config(|connection| {
            connection.connection_timeout = CONNECT_ATTEMPT_TIMEOUT;
            connection.internal_command_timeout = CONNECT_ATTEMPT_TIMEOUT;
            connection.max_command_attempts = 1;
            connection.max_command_buffer_len = MAX_BUFFERED_COMMANDS;
            connection.tcp = TcpConfig { nodelay: Some(true), ..TcpConfig::default() };
            connection.unresponsive = UnresponsiveConfig {
                max_timeout: Some(settings.unresponsive_after()),
                interval: settings.unresponsive_after() / 4,
            };
        });
    Ok(builder)
}

/// Whether the error is Redis's own answer, not a failure to get one.
fn is_answer(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::Unknown
            | ErrorKind::InvalidCommand
            | ErrorKind::InvalidArgument
            | ErrorKind::NotFound
            | ErrorKind::Parse
            | ErrorKind::Auth
    )
}
