//! A room: one stream, those here who follow it, and how far it has been told.

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicU32, AtomicU64, Ordering},
    },
    time::Duration,
};

use broadsheet_shared::{
    frames::{ServerFrame, Topic},
    id::UserId,
    time::Timestamp,
};
use tokio::time::sleep;

use super::{
    Frame,
    client::{Client, Medium},
    here::{self, Here},
    hub::Core,
};
use crate::{
    domain::{
        presence::{Census, Presence},
        stream::Stream,
    },
    services::{
        channel::{self, ChannelError, Hidden, PART, Part, Told, What},
        shields,
    },
};

/// Followers told at once, at least. A frame for each of two thousand is work for all processors for some ten
/// milliseconds, and whoever asks for a page meanwhile waits behind it; told in parts, pages get in between.
const PART_OF_CROWD: usize = 64;
/// Parts at most, so that the last of a large crowd hears some 40 ms after the first.
const PARTS: usize = 32;
/// Between two parts. The runtime's timers know no less.
const BREATH: Duration = Duration::from_millis(1);

pub(super) struct Room {
    pub stream: Stream,
    /// Whoever has it reads on: one at a time, or frames would overtake one another.
    pub turn: tokio::sync::Mutex<Turn>,
    followers: Mutex<HashMap<u64, Follower>>,
    /// Seats given out; guarded by the hub's lock on its rooms.
    seats: AtomicU32,
    /// Times it was woken since the reader began; 0 while nobody reads.
    wakes: AtomicU32,
    /// The last event told, for whoever only wants to know whether there may be more.
    told: AtomicU64,
    /// Who is here, where that is what the room tells of.
    pub here: Here,
}

/// How far the room has been told; `None` before it was read at all.
#[derive(Debug, Default)]
pub(super) struct Turn(Option<u64>);

struct Follower {
    client: Arc<Client>,
    /// The number of its subscription.
    number: u64,
}

impl Room {
    pub fn new(stream: Stream) -> Self {
        Self {
            stream,
            turn: tokio::sync::Mutex::default(),
            followers: Mutex::default(),
            seats: AtomicU32::new(0),
            wakes: AtomicU32::new(0),
            told: AtomicU64::new(u64::MAX),
            here: Here::default(),
        }
    }

    fn topic(&self) -> Topic {
        self.stream.topic()
    }

    fn followers(&self) -> MutexGuard<'_, HashMap<u64, Follower>> {
        self.followers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// True if an event of that number is news here.
    pub fn lacks(&self, id: u64) -> bool {
        let told = self.told.load(Ordering::Relaxed);
        told != u64::MAX && told < id
    }

    /// From the next event on. Only for whoever has the turn and has told the client of all before.
    pub fn join(&self, client: &Arc<Client>, number: u64) {
        self.followers().insert(client.number, Follower { client: Arc::clone(client), number });
        self.here.stir();
    }

    /// No more. Of another subscription than `number` it takes no notice.
    pub fn leave(&self, client: &Client, number: u64) {
        let mut followers = self.followers();
        if followers.get(&client.number).is_some_and(|follower| follower.number == number) {
            followers.remove(&client.number);
            self.here.stir();
        }
    }

    /// Those here, as they count at a post.
    pub fn census(&self, now: Timestamp) -> Census {
        let replying = self.here.replying(now);
        let mut census = Census::default();
        for follower in self.followers().values().filter(|follower| follower.client.medium == Medium::Socket) {
            if let Some(user) = follower.client.actor().user_id() {
                census.people.insert(user, replying.get(&user).copied());
            } else {
                census.strangers += 1;
            }
        }
        census
    }

    /// Tells everybody who is here.
    pub async fn show(&self, presence: Presence, hidden: Hidden) {
        let to_all = here::frame(self.topic(), &presence, None, &hidden);
        let show = |client: &Client| {
            let viewer = client.actor().user_id().filter(|user| hidden.iter().any(|(viewer, _)| viewer == user));
            let frame = match viewer {
                Some(_) => here::frame(self.topic(), &presence, viewer, &hidden),
                None => to_all.clone(),
            };
            client.push(frame);
        };
        self.tell(show).await;
    }

    /// Tells somebody who has just come who is here, or lets it be told in a moment.
    pub fn greet(&self, client: &Client) {
        if !matches!(self.stream, Stream::Presence(_)) {
            return;
        }
        match self.here.told_to_all() {
            Some(told) => client.push(here::frame(self.topic(), &told, None, &Hidden::default())),
            None => self.here.ask(),
        }
    }

    /// Reads on in a task of its own. However often it is called meanwhile, one more look follows and no more.
    pub fn wake(self: &Arc<Self>, core: &Arc<Core>) {
        if self.wakes.fetch_add(1, Ordering::SeqCst) > 0 {
            return;
        }
        let (room, core) = (Arc::clone(self), Arc::clone(core));
        tokio::spawn(async move {
            loop {
                let seen = room.wakes.load(Ordering::SeqCst);
                if let Err(error) = room.read_on(&core).await {
                    // The hub looks again in some seconds whether anything is left to tell.
                    tracing::warn!(stream = %room.stream, %error, "events could not be told");
                }
                if room.wakes.compare_exchange(seen, 0, Ordering::SeqCst, Ordering::SeqCst).is_ok() {
                    return;
                }
            }
        });
    }

    async fn read_on(&self, core: &Core) -> Result<(), ChannelError> {
        let mut turn = self.turn.lock().await;
        self.advance(core, &mut turn).await.map(drop)
    }

    /// Tells the followers all that they have not been told, and says how far that is.
    pub async fn advance(&self, core: &Core, turn: &mut Turn) -> Result<u64, ChannelError> {
        let Some(mut told) = turn.0 else {
            // The first look: nobody follows yet, so there is nothing to tell.
            let (part, _) = self.read(core, u64::MAX).await?;
            return Ok(self.reach(turn, part.last_id));
        };
        loop {
            let (part, hidden) = self.read(core, told).await?;
            if !part.is_whole {
                let frame = Frame::new(&ServerFrame::Resync { topic: self.topic(), id: part.last_id });
                self.tell(|client| client.push(frame.clone())).await;
                return Ok(self.reach(turn, part.last_id));
            }
            let is_last = part.events.len() < usize::from(PART);
            let mut news = Vec::new();
            for event in part.events {
                let (id, is_question) = (event.id, event.what == What::AskAgain);
                if is_question {
                    self.push(std::mem::take(&mut news), &hidden).await;
                    self.reach(turn, told);
                    self.ask_again(core).await?;
                } else {
                    news.push(event);
                }
                told = id;
            }
            self.push(news, &hidden).await;
            self.reach(turn, told);
            if is_last {
                return Ok(told);
            }
        }
    }

    /// The events after this one, and who of those here may not hear of whom.
    async fn read(&self, core: &Core, after: u64) -> Result<(Part, Hidden), ChannelError> {
        let _place = core.place_to_read().await;
        let part = channel::read(&core.context, self.stream, after).await?;
        let has_authors = part.events.iter().any(|event| event.author.is_some());
        let hidden = match has_authors {
            true => channel::hidden(&core.context, &self.viewers(), &part.events).await?,
            false => Hidden::default(),
        };
        Ok((part, hidden))
    }

    /// The people here from whom others may be hidden.
    pub fn viewers(&self) -> HashSet<UserId> {
        self.followers()
            .values()
            .filter_map(|follower| shields::guarded(&follower.client.actor(), self.stream))
            .collect()
    }

    fn reach(&self, turn: &mut Turn, id: u64) -> u64 {
        turn.0 = Some(id);
        self.told.store(id, Ordering::Relaxed);
        id
    }

    /// Each into the queues of all but those from whom its author is hidden.
    async fn push(&self, news: Vec<Told>, hidden: &Hidden) {
        let mut frames = Vec::with_capacity(news.len());
        for mut event in news {
            if let What::Event(said) = std::mem::replace(&mut event.what, What::Silence) {
                let frame = Frame::event(self.topic(), event.id, said);
                frames.push((event, frame));
            }
        }
        let tell = |client: &Client| {
            let viewer = if hidden.is_empty() { None } else { shields::guarded(&client.actor(), self.stream) };
            for (event, frame) in &frames {
                if !viewer.is_some_and(|viewer| event.is_hidden_from(viewer, hidden)) {
                    client.push(frame.clone());
                }
            }
        };
        if !frames.is_empty() {
            self.tell(tell).await;
        }
    }

    /// Tells each of those who follow, a part of them at a time. Whoever leaves before it is their turn is not told.
    async fn tell(&self, tell: impl Fn(&Client)) {
        let mut numbers: Vec<_> =
            self.followers().iter().map(|(client, follower)| (*client, follower.number)).collect();
        // The same order in all rooms: what the rooms of one post have to say at once, a client hears at once.
        numbers.sort_unstable();
        let mut parts = numbers.chunks(part_size(numbers.len())).peekable();
        while let Some(part) = parts.next() {
            {
                let followers = self.followers();
                let listening = part
                    .iter()
                    .filter_map(|(client, number)| followers.get(client).filter(|follower| follower.number == *number));
                listening.for_each(|follower| tell(&follower.client));
            }
            if parts.peek().is_some() {
                sleep(BREATH).await;
            }
        }
    }

    /// Sends those out who may not hear of this any more.
    async fn ask_again(&self, core: &Core) -> Result<(), ChannelError> {
        let rule = channel::rule_of(&core.context, self.stream).await?;
        let refused: Vec<_> = self
            .followers()
            .values()
            .filter_map(|follower| {
                let code = rule.admit(&follower.client.actor()).err()?;
                Some((Arc::clone(&follower.client), follower.number, code))
            })
            .collect();
        for (client, number, code) in refused {
            self.leave(&client, number);
            // Its seat is given back here, outside all locks.
            if client.unfollow(self.topic(), Some(number)).is_some() {
                client.tell(&ServerFrame::Unsubscribed { topic: self.topic(), code: Some(code) });
            }
        }
        Ok(())
    }
}

/// How many of so many followers are told at once.
fn part_size(followers: usize) -> usize {
    followers.div_ceil(PARTS).max(PART_OF_CROWD)
}

/// Keeps a room open; the last one to go closes it.
pub(super) struct Seat {
    pub room: Arc<Room>,
    core: Weak<Core>,
}

impl Seat {
    /// A seat in the room of this stream, which is opened if need be.
    pub fn take(core: &Arc<Core>, stream: Stream) -> Self {
        let mut rooms = core.rooms();
        let room = Arc::clone(rooms.entry(stream).or_insert_with(|| Arc::new(Room::new(stream))));
        room.seats.fetch_add(1, Ordering::Relaxed);
        Self { room, core: Arc::downgrade(core) }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let Some(core) = self.core.upgrade() else { return };
        let mut rooms = core.rooms();
        if self.room.seats.fetch_sub(1, Ordering::Relaxed) == 1 {
            rooms.remove(&self.room.stream);
        }
    }
}

#[cfg(test)]
mod tests {
    use broadsheet_shared::id::PostId;
    use futures_util::FutureExt;
    use uuid::Uuid;

    use super::*;
    use crate::domain::actor::Actor;

    #[tokio::test(start_paused = true)]
    async fn x16_a_crowd_is_told_in_parts_and_who_leaves_meanwhile_is_not() {
        let room = Room::new(Stream::Comments(PostId(Uuid::nil())));
        let mut crowd = Vec::new();
        for number in 0..150 {
            let (client, outbox) = Client::new(number, Actor::Anonymous, Medium::Socket, 16);
            room.join(&client, number);
            crowd.push((client, outbox));
        }
        let frame = Frame::new(&ServerFrame::Pong {});
        let mut telling = Box::pin(room.tell(|client| client.push(frame.clone())));

        assert!(telling.as_mut().now_or_never().is_none(), "a breath lies between two parts");
        let mut heard = |at: usize| crowd[at].1.next().now_or_never().is_some();
        assert!(heard(0) && heard(63) && !heard(64) && !heard(149), "the first part, and no more");
        room.leave(&crowd[149].0, 149);
        telling.await;

        let mut heard = |at: usize| crowd[at].1.next().now_or_never().is_some();
        assert!(!heard(0) && heard(64) && heard(148), "the others, and nobody twice");
        assert!(!heard(149), "who left is told no more");
    }
}
