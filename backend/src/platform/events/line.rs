//! The bus over any line that carries texts to all processes and keeps none, such as PostgreSQL's notices.
//!
//! As with Redis: what is said while nobody listens is lost, so a listener is told of a gap once the line stands, and a
//! sender whose word did not go out says so as soon as it can.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use async_trait::async_trait;
use tokio::{
    sync::{broadcast, mpsc},
    task::JoinHandle,
    time::{MissedTickBehavior, interval, sleep},
};
use uuid::Uuid;

use super::{
    Delivery, Signal,
    relay::{Envelope, State, understand},
};

/// A way to all processes of the site, this one included.
#[async_trait]
pub trait Line: Send + Sync + 'static {
    /// The longest text that it carries, in bytes.
    fn max_bytes(&self) -> usize;

    /// Says a text to whoever listens; false if it did not go out.
    async fn say(&self, text: &str) -> bool;

    /// Begins to listen; `None` while that is not possible.
    async fn listen(&self) -> Option<Box<dyn Ear>>;
}

/// The listening end of a line.
#[async_trait]
pub trait Ear: Send {
    /// The next text; `None` once something may have been missed: listen anew.
    async fn hear(&mut self) -> Option<String>;
}

/// How long to wait before listening is tried again, and before a loss is told again.
const AGAIN: Duration = Duration::from_millis(500);

/// Starts the two tasks: listens, sends.
pub(super) fn start(
    line: &Arc<dyn Line>,
    local: broadcast::Sender<Delivery>,
    waiting: mpsc::Receiver<Arc<Signal>>,
    state: &Arc<State>,
) -> Vec<JoinHandle<()>> {
    let sender = Uuid::now_v7();
    let outbox = Outbox { line: line.clone(), sender, waiting, state: state.clone() };
    let inbox = listen(line.clone(), sender, local, state.clone());
    vec![tokio::spawn(inbox), tokio::spawn(outbox.run())]
}

async fn listen(line: Arc<dyn Line>, sender: Uuid, local: broadcast::Sender<Delivery>, state: Arc<State>) {
    let tell = |delivery| drop(local.send(delivery));
    loop {
        if let Some(mut ear) = line.listen().await {
            tell(Delivery::Gap);
            state.set_subscribed(true);
            while let Some(text) = ear.hear().await {
                if let Some(delivery) = understand(sender, text.as_bytes()) {
                    tell(delivery);
                }
            }
            state.set_subscribed(false);
        }
        sleep(AGAIN).await;
    }
}

/// The sending side.
struct Outbox {
    line: Arc<dyn Line>,
    sender: Uuid,
    waiting: mpsc::Receiver<Arc<Signal>>,
    state: Arc<State>,
}

impl Outbox {
    async fn run(mut self) {
        let mut confession = interval(AGAIN);
        confession.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                signal = self.waiting.recv() => match signal {
                    Some(signal) => self.send(Some(&*signal)).await,
                    None => return,
                },
                _ = confession.tick() => {
                    if self.state.has_lost.swap(false, Ordering::SeqCst) {
                        self.send(None).await;
                    }
                }
            }
        }
    }

    /// What is too long for the line is told as a loss: the others read afresh.
    async fn send(&self, signal: Option<&Signal>) {
        let text = |signal| serde_json::to_string(&Envelope { sender: self.sender, signal }).unwrap_or_default();
        let mut words = text(signal);
        if words.len() > self.line.max_bytes() {
            words = text(None);
        }
        if !self.line.say(&words).await {
            self.state.lose();
        }
    }
}
