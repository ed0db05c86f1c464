//! One client: who it is, what it hears of, and two queues of frames for it.
//!
//! What a client missed comes through `history`, at the pace at which it takes it. What happens now comes through
//! `live`, and whoever lets that run full is sent away: a slow reader costs a bounded queue, and nobody waits for it.

use std::{
    collections::HashMap,
    future::pending,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
};

use broadsheet_shared::{
    frames::{ServerFrame, Topic},
    time::Timestamp,
};
use tokio::sync::{mpsc, watch};

use super::{Farewell, Frame, room::Seat};
use crate::domain::actor::Actor;

/// Frames of the past that wait. A reader of the past waits for room.
const HISTORY: usize = 32;

pub(super) struct Client {
    pub number: u64,
    actor: Mutex<Arc<Actor>>,
    /// Epoch milliseconds at which the session or token is to be looked at again.
    ends_at: AtomicI64,
    pub history: mpsc::Sender<Frame>,
    live: mpsc::Sender<Frame>,
    farewell: watch::Sender<Option<Farewell>>,
    following: Mutex<HashMap<Topic, Following>>,
}

/// A topic that a client hears of, or is about to.
pub(super) struct Following {
    /// Tells this subscription from a later one to the same topic.
    pub number: u64,
    pub seat: Seat,
}

impl Client {
    /// A client and its outbox.
    pub fn new(number: u64, actor: Actor, queue: usize) -> (Arc<Self>, Outbox) {
        let (history, past) = mpsc::channel(HISTORY);
        let (live, present) = mpsc::channel(queue);
        let client = Self {
            number,
            // A person is looked up once more as soon as they are here: the session may have ended meanwhile.
            ends_at: AtomicI64::new(if actor.person().is_some() { i64::MIN } else { i64::MAX }),
            actor: Mutex::new(Arc::new(actor)),
            history,
            live,
            farewell: watch::Sender::new(None),
            following: Mutex::default(),
        };
        (Arc::new(client), Outbox { past, present, kept: None })
    }

    pub fn actor(&self) -> Arc<Actor> {
        Arc::clone(&self.actor.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Who it is from now on, and until when that holds.
    pub fn renew(&self, actor: Actor, ends_at: Timestamp) {
        *self.actor.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(actor);
        self.ends_at.store(ends_at.as_millis(), Ordering::Relaxed);
    }

    /// Has its person looked at again at the next tick.
    pub fn doubt(&self) {
        self.ends_at.store(i64::MIN, Ordering::Relaxed);
    }

    pub fn is_over(&self, now: Timestamp) -> bool {
        self.ends_at.load(Ordering::Relaxed) <= now.as_millis()
    }

    fn following(&self) -> MutexGuard<'_, HashMap<Topic, Following>> {
        self.following.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins to follow, in the place of an earlier subscription to the same topic; gives that back. `Err` if it follows
    /// too many.
    pub fn follow(&self, topic: Topic, new: Following, most: usize) -> Result<Option<Following>, Following> {
        let mut following = self.following();
        if following.len() >= most && !following.contains_key(&topic) {
            return Err(new);
        }
        Ok(following.insert(topic, new))
    }

    pub fn is_following(&self, topic: Topic, number: u64) -> bool {
        self.following().get(&topic).is_some_and(|following| following.number == number)
    }

    /// Follows no more; of another subscription than `number` it takes no notice.
    pub fn unfollow(&self, topic: Topic, number: Option<u64>) -> Option<Following> {
        let mut following = self.following();
        let is_meant = following.get(&topic).is_some_and(|known| number.is_none_or(|number| number == known.number));
        if is_meant { following.remove(&topic) } else { None }
    }

    pub fn unfollow_all(&self) -> HashMap<Topic, Following> {
        std::mem::take(&mut *self.following())
    }

    /// The topics that it follows, each with the number of its subscription.
    pub fn topics(&self) -> Vec<(Topic, u64)> {
        self.following().iter().map(|(topic, following)| (*topic, following.number)).collect()
    }

    /// Puts a frame into the queue; sends the client away if there is no room.
    pub fn push(&self, frame: Frame) {
        if let Err(mpsc::error::TrySendError::Full(_)) = self.live.try_send(frame) {
            self.bid(Farewell::TooSlow);
        }
    }

    /// The same for a frame of its own.
    pub fn tell(&self, frame: &ServerFrame) {
        self.push(Frame::new(frame));
    }

    /// Sends it away. The first reason counts.
    pub fn bid(&self, farewell: Farewell) {
        self.farewell.send_if_modified(|known| {
            let is_first = known.is_none();
            known.get_or_insert(farewell);
            is_first
        });
    }

    /// Waits until it is sent away.
    pub async fn farewell(&self) -> Farewell {
        let mut word = self.farewell.subscribe();
        match word.wait_for(Option::is_some).await.map(|word| *word) {
            Ok(Some(farewell)) => farewell,
            _ => pending().await,
        }
    }
}

/// What is on its way to a client.
#[derive(Debug)]
pub struct Outbox {
    past: mpsc::Receiver<Frame>,
    present: mpsc::Receiver<Frame>,
    kept: Option<Frame>,
}

impl Outbox {
    /// The next frame. Nothing is lost if the wait is given up.
    ///
    /// What lies in `past` when something of the present comes was put there before it, and goes before it.
    pub async fn next(&mut self) -> Frame {
        loop {
            if let Ok(frame) = self.past.try_recv() {
                return frame;
            }
            if let Some(frame) = self.kept.take() {
                return frame;
            }
            tokio::select! {
                biased;
                Some(frame) = self.past.recv() => return frame,
                Some(frame) = self.present.recv() => self.kept = Some(frame),
                else => pending().await,
            }
        }
    }
}
