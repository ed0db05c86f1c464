//! One client: who it is, what it hears of, and one queue of frames for it.
//!
//! What a client missed and what happens now go through the same queue, in the order in which they were put there. The
//! past waits for one of its few places, at the pace at which the client reads. What happens now waits for nobody, and
//! whoever lets the queue run full is sent away: a slow reader costs a bounded queue.

use std::{
    collections::HashMap,
    future::pending,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering},
    },
};

use broadsheet_shared::{
    frames::{ServerFrame, Topic},
    time::Timestamp,
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot, watch};

use super::{
    Farewell, Frame,
    room::{Room, Seat},
};
use crate::domain::actor::Actor;

/// Frames of the past that wait at once.
const PAST: usize = 32;
/// No tick.
const NEVER: u64 = u64::MAX;

/// By what a client hears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Medium {
    /// A WebSocket: it answers pings, and so shows that somebody is there.
    Socket,
    /// A stream of Server-Sent Events: it cannot be told from a dead one.
    Stream,
}

pub(super) struct Client {
    pub number: u64,
    pub medium: Medium,
    actor: Mutex<Arc<Actor>>,
    /// Epoch milliseconds at which the session or token is to be looked at again.
    ends_at: AtomicI64,
    /// The tick at which its person is looked at once more, whatever was seen before.
    again_at: AtomicU64,
    is_in_line: AtomicBool,
    queue: mpsc::Sender<Waiting>,
    past: Arc<Semaphore>,
    farewell: watch::Sender<Option<Farewell>>,
    following: Mutex<HashMap<Topic, Following>>,
}

/// A frame in the queue; one of the past gives its place back once it is taken.
type Waiting = (Frame, Option<Past>);

/// A place for a frame of the past.
#[derive(Debug)]
pub(super) struct Past {
    _place: OwnedSemaphorePermit,
}

/// A topic that a client hears of, or is about to.
pub(super) struct Following {
    /// Tells this subscription from a later one to the same topic.
    pub number: u64,
    pub seat: Seat,
    /// Tells whoever waits for this subscription's sake that it is over.
    _alive: oneshot::Sender<()>,
}

impl Following {
    /// A subscription, and what resolves when it is over.
    pub fn new(number: u64, seat: Seat) -> (Self, oneshot::Receiver<()>) {
        let (alive, over) = oneshot::channel();
        (Self { number, seat, _alive: alive }, over)
    }
}

impl Client {
    /// A client and its outbox.
    pub fn new(number: u64, actor: Actor, medium: Medium, queue: usize) -> (Arc<Self>, Outbox) {
        let (sender, waiting) = mpsc::channel(queue);
        let client = Self {
            number,
            medium,
            // A person is looked up once more as soon as they are here: the session may have ended meanwhile.
            ends_at: AtomicI64::new(if actor.person().is_some() { i64::MIN } else { i64::MAX }),
            actor: Mutex::new(Arc::new(actor)),
            again_at: AtomicU64::new(NEVER),
            is_in_line: AtomicBool::new(false),
            queue: sender,
            past: Arc::new(Semaphore::new((queue / 2).clamp(1, PAST))),
            farewell: watch::Sender::new(None),
            following: Mutex::default(),
        };
        (Arc::new(client), Outbox { waiting })
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

    /// Has its person looked at once more at this tick.
    pub fn look_again_at(&self, tick: u64) {
        self.again_at.store(tick, Ordering::Relaxed);
    }

    /// True if its person is to be looked at now.
    pub fn is_due(&self, now: Timestamp, tick: u64) -> bool {
        let is_asked = self.again_at.load(Ordering::Relaxed) <= tick;
        if is_asked {
            self.again_at.store(NEVER, Ordering::Relaxed);
        }
        is_asked || self.ends_at.load(Ordering::Relaxed) <= now.as_millis()
    }

    /// Puts it into the line of those to be looked at; false if it stands there already.
    pub fn stand_in_line(&self) -> bool {
        !self.is_in_line.swap(true, Ordering::Relaxed)
    }

    /// It is its turn. What changes from here on is seen by the look, or puts it into the line again.
    pub fn leave_line(&self) {
        self.is_in_line.store(false, Ordering::Relaxed);
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

    /// The room of a topic that it follows.
    pub fn room_of(&self, topic: Topic) -> Option<Arc<Room>> {
        self.following().get(&topic).map(|following| Arc::clone(&following.seat.room))
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
        self.put(frame, None);
    }

    fn put(&self, frame: Frame, past: Option<Past>) {
        if let Err(mpsc::error::TrySendError::Full(_)) = self.queue.try_send((frame, past)) {
            self.bid(Farewell::TooSlow);
        }
    }

    /// The same for a frame of its own.
    pub fn tell(&self, frame: &ServerFrame) {
        self.push(Frame::new(frame));
    }

    /// Waits for a place for a frame of the past.
    pub async fn room_for_past(&self) -> Past {
        match Arc::clone(&self.past).acquire_owned().await {
            Ok(place) => Past { _place: place },
            Err(_never_closed) => pending().await,
        }
    }

    /// Puts a frame of the past into the queue while the subscription stands; false if it does not. Whoever ends the
    /// subscription at the same time has their word behind this frame.
    pub fn push_past(&self, topic: Topic, number: u64, frame: Frame, past: Past) -> bool {
        let following = self.following();
        let is_following = following.get(&topic).is_some_and(|following| following.number == number);
        if is_following {
            self.put(frame, Some(past));
        }
        is_following
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
    waiting: mpsc::Receiver<Waiting>,
}

impl Outbox {
    /// The next frame. Nothing is lost if the wait is given up.
    pub async fn next(&mut self) -> Frame {
        match self.waiting.recv().await {
            Some((frame, _past)) => frame,
            None => pending().await,
        }
    }
}

#[cfg(test)]
impl Outbox {
    /// An outbox without a client, and what puts frames into it: for tests of those who take them out.
    pub fn alone() -> (impl Fn(Frame), Self) {
        let (sender, waiting) = mpsc::channel(64);
        let put = move |frame| sender.try_send((frame, None)).expect("room for a few frames");
        (put, Self { waiting })
    }
}

#[cfg(test)]
mod tests {
    use broadsheet_shared::frames::ServerFrame;
    use futures_util::FutureExt;

    use super::*;

    fn pong() -> Frame {
        Frame::new(&ServerFrame::Pong {})
    }

    #[tokio::test]
    async fn x16_who_lets_the_queue_run_full_is_sent_away_and_the_first_reason_counts() {
        let (client, _outbox) = Client::new(1, Actor::Anonymous, Medium::Socket, 16);

        (0..16).for_each(|_| client.push(pong()));
        assert_eq!(client.farewell().now_or_never(), None);
        client.push(pong());
        client.bid(Farewell::Restart);

        assert_eq!(client.farewell().await, Farewell::TooSlow);
    }

    #[tokio::test]
    async fn the_past_leaves_half_of_the_queue_to_what_happens_now() {
        let (client, mut outbox) = Client::new(1, Actor::Anonymous, Medium::Socket, 16);
        let mut places = Vec::new();
        for _ in 0..8 {
            places.push(client.room_for_past().await);
        }

        assert!(client.room_for_past().now_or_never().is_none(), "the past waits");
        client.put(pong(), places.pop());
        assert!(client.room_for_past().now_or_never().is_none(), "until it is taken");
        outbox.next().await;
        assert!(client.room_for_past().now_or_never().is_some());
    }

    #[test]
    fn one_stands_in_line_once() {
        let (client, _outbox) = Client::new(1, Actor::Anonymous, Medium::Socket, 16);

        assert!(client.stand_in_line() && !client.stand_in_line());
        client.leave_line();
        assert!(client.stand_in_line());
    }
}
