//! A room: one stream, those here who follow it, and how far it has been told.

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicU32, AtomicU64, Ordering},
    },
};

use broadsheet_shared::{
    frames::{ServerFrame, Topic},
    id::UserId,
    time::Timestamp,
};

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
        channel::{self, ChannelError, Hidden, PART, Told, What},
        shields,
    },
};

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
    pub fn show(&self, presence: &Presence, hidden: &Hidden) {
        let to_all = here::frame(self.topic(), presence, None, hidden);
        for follower in self.followers().values() {
            let viewer =
                follower.client.actor().user_id().filter(|user| hidden.iter().any(|(viewer, _)| viewer == user));
            let frame = match viewer {
                Some(_) => here::frame(self.topic(), presence, viewer, hidden),
                None => to_all.clone(),
            };
            follower.client.push(frame);
        }
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
        let context = &core.context;
        let _place = core.place_to_read().await;
        let Some(mut told) = turn.0 else {
            // The first look: nobody follows yet, so there is nothing to tell.
            let part = channel::read(context, self.stream, u64::MAX).await?;
            return Ok(self.reach(turn, part.last_id));
        };
        loop {
            let part = channel::read(context, self.stream, told).await?;
            if !part.is_whole {
                let frame = Frame::new(&ServerFrame::Resync { topic: self.topic(), id: part.last_id });
                self.followers().values().for_each(|follower| follower.client.push(frame.clone()));
                return Ok(self.reach(turn, part.last_id));
            }
            let has_authors = part.events.iter().any(|event| event.author.is_some());
            let hidden = match has_authors {
                true => channel::hidden(context, &self.viewers(), &part.events).await?,
                false => Hidden::default(),
            };
            let is_last = part.events.len() < usize::from(PART);
            for event in part.events {
                let id = event.id;
                match event.what {
                    What::Event(_) => self.push(event, &hidden),
                    What::Silence => {}
                    What::AskAgain => self.ask_again(core).await?,
                }
                told = self.reach(turn, id);
            }
            if is_last {
                return Ok(told);
            }
        }
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

    /// Into the queues of all but those from whom its author is hidden.
    fn push(&self, event: Told, hidden: &Hidden) {
        let followers = self.followers();
        let followers = followers.values().filter(|follower| {
            let viewer = if hidden.is_empty() { None } else { shields::guarded(&follower.client.actor(), self.stream) };
            !viewer.is_some_and(|viewer| event.is_hidden_from(viewer, hidden))
        });
        let listening: Vec<_> = followers.map(|follower| &follower.client).collect();
        let What::Event(said) = event.what else { return };
        let frame = Frame::event(self.topic(), event.id, said);
        listening.into_iter().for_each(|client| client.push(frame.clone()));
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
