//! The bus over a line that carries texts to all processes and keeps none.
//!
//! What is said while nobody listens is lost. So listeners are told of a gap whenever the line stands again, and only
//! then: whatever is sent after that moment arrives. A sender whose word did not go out says so as soon as it can, since
//! its listeners may have noticed nothing.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use serde::{Deserialize, Serialize};
use tokio::{
    sync::{broadcast, mpsc},
    task::JoinHandle,
    time::{MissedTickBehavior, interval, sleep},
};
use uuid::Uuid;

use super::{Delivery, Line, Signal};

/// What goes over the wire.
#[derive(Serialize, Deserialize)]
struct Envelope<S> {
    /// Which process sent it, so that it can ignore its own.
    sender: Uuid,
    /// `None` says that earlier signals were lost.
    signal: Option<S>,
}

/// What a text from the others means; `None` for one's own.
fn understand(own: Uuid, text: &str) -> Option<Delivery> {
    match serde_json::from_str::<Envelope<Signal>>(text) {
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
    has_lost: AtomicBool,
}

impl State {
    /// Whether the others are heard.
    pub fn is_subscribed(&self) -> bool {
        self.is_subscribed.load(Ordering::SeqCst)
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

    fn set_subscribed(&self, is_subscribed: bool) {
        self.is_subscribed.store(is_subscribed, Ordering::SeqCst);
    }

    /// Whether there is a loss to tell of, which counts as told from now on.
    fn take_loss(&self) -> bool {
        self.has_lost.swap(false, Ordering::SeqCst)
    }
}

/// How long to wait before listening is tried again where it was not possible.
const LISTEN_AGAIN: Duration = Duration::from_millis(500);
/// How often a loss is told until the word goes out.
const CONFESS_EVERY: Duration = Duration::from_millis(250);

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
    // An error means that nobody listens in this process, which is fine.
    let tell = |delivery| drop(local.send(delivery));
    loop {
        let Some(mut ear) = line.listen().await else {
            sleep(LISTEN_AGAIN).await;
            continue;
        };
        tell(Delivery::Gap);
        state.set_subscribed(true);
        while let Some(text) = ear.hear().await {
            if let Some(delivery) = understand(sender, &text) {
                tell(delivery);
            }
        }
        state.set_subscribed(false);
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
    /// Sends what waits, in order. While the line is broken signals are thrown out: by its return they would be stale, and
    /// one word that there were some does for all.
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
                    if self.state.take_loss() {
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
