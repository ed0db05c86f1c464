//! The hub of one process: who is here, and the rooms that they listen in.

use std::{
    collections::HashMap,
    fmt,
    net::IpAddr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use broadsheet_shared::{
    frames::{ServerFrame, Topic},
    id::{PostId, UserId},
    permission::Permission,
    problem::Code,
};
use tokio::{
    sync::{Semaphore, SemaphorePermit, watch},
    task::JoinHandle,
};
use uuid::Uuid;

use super::{
    Farewell, Medium, Outbox,
    client::Client,
    listen,
    places::{Holder, Place, Places},
    presence,
    room::Room,
    subscribe,
};
use crate::{
    domain::{
        actor::Actor,
        presence::{Lines, ProcessId},
        stream::Stream,
    },
    services::{Context, presence as people, refusal_code},
};

/// What rooms and newcomers read at once; the others wait. Ten thousand who come back after an interruption leave the
/// database to those who read pages.
const READS: usize = 4;
/// Routine looks at people at once, for the same reason.
const LOOKS: usize = 4;

/// The hub. Clones are the same hub; it ends with the last of them.
#[derive(Clone)]
pub struct Hub(Arc<Inner>);

struct Inner {
    core: Arc<Core>,
    tasks: [JoinHandle<()>; 2],
}

/// What the hub's tasks need; they never keep the hub itself alive.
pub(super) struct Core {
    pub context: Context,
    pub process: ProcessId,
    rooms: Mutex<HashMap<Stream, Arc<Room>>>,
    clients: Mutex<HashMap<u64, Arc<Client>>>,
    places: Arc<Places>,
    next: AtomicU64,
    is_closed: watch::Sender<bool>,
    is_switched_off: AtomicBool,
    is_crowd_stirred: AtomicBool,
    reading: Semaphore,
    looking: Semaphore,
}

impl Hub {
    /// A hub with nobody in it. Needs a Tokio runtime.
    pub fn new(context: &Context) -> Self {
        let core = Arc::new(Core {
            context: context.clone(),
            process: ProcessId(Uuid::now_v7()),
            rooms: Mutex::default(),
            clients: Mutex::default(),
            places: Arc::default(),
            next: AtomicU64::new(0),
            is_closed: watch::Sender::new(false),
            is_switched_off: AtomicBool::new(false),
            is_crowd_stirred: AtomicBool::new(false),
            reading: Semaphore::new(READS),
            looking: Semaphore::new(LOOKS),
        });
        let listener = context.events.listen();
        let listening = tokio::spawn(listen::run(Arc::clone(&core), listener));
        let keeping = tokio::spawn(presence::run(Arc::clone(&core)));
        Self(Arc::new(Inner { tasks: [listening, keeping], core }))
    }

    /// Sends everybody away and lets nobody in: the process stops.
    pub fn close(&self) {
        let core = &self.0.core;
        let clients = core.clients();
        core.is_closed.send_replace(true);
        for client in clients.values() {
            client.bid(Farewell::Restart);
        }
    }

    /// True once it lets nobody in.
    pub fn is_closed(&self) -> bool {
        *self.0.core.is_closed.borrow()
    }

    /// How many are here.
    pub fn count(&self) -> usize {
        self.0.core.clients().len()
    }

    /// Somebody is at the door who has not said who they are.
    pub fn arrive(&self, address: IpAddr) -> Result<Arrival, Farewell> {
        let address = Holder::of(address);
        let most = self.0.core.context.config.channel.sockets_per_address;
        let place = self.0.core.places.take(Holder::Arriving(address), most).ok_or(Farewell::Full)?;
        Ok(Arrival { hub: self.clone(), address, _place: place })
    }
}

/// Somebody at the door.
pub struct Arrival {
    hub: Hub,
    address: u128,
    _place: Place,
}

impl Arrival {
    /// Waits until the process stops: there is no way in any more.
    pub async fn turned_away(&self) -> Farewell {
        let mut closed = self.hub.0.core.is_closed.subscribe();
        // An error means that the hub is gone, which is as good.
        let _ = closed.wait_for(|is_closed| *is_closed).await;
        Farewell::Restart
    }

    /// Lets them in as this actor, if there is a place for them: a person has so many at all processes together.
    pub async fn enter(self, actor: Actor, medium: Medium) -> Result<(Guest, Outbox), Farewell> {
        let core = &self.hub.0.core;
        let channel = &core.context.config.channel;
        let (holder, most) = match actor.user_id() {
            Some(user) => {
                let elsewhere = people::lines_elsewhere(&core.context, user, core.process).await;
                let elsewhere = elsewhere.map_err(|_out_of_reach| Farewell::Unavailable)?;
                let elsewhere = u32::try_from(elsewhere).unwrap_or(u32::MAX);
                (Holder::User(user), channel.sockets_per_user.saturating_sub(elsewhere))
            }
            None => (Holder::Stranger(self.address), channel.sockets_per_address),
        };
        let place = core.places.take(holder, most).ok_or(Farewell::Full)?;
        let number = core.next.fetch_add(1, Ordering::Relaxed);
        let queue = usize::try_from(channel.queue_frames).unwrap_or(usize::MAX);
        let (client, outbox) = Client::new(number, actor, medium, queue);
        let mut clients = core.clients();
        // Under the lock of `close`: whoever comes in later is turned away.
        if self.hub.is_closed() {
            return Err(Farewell::Restart);
        }
        if core.is_switched_off.load(Ordering::Relaxed) {
            return Err(Farewell::SwitchedOff);
        }
        clients.insert(number, Arc::clone(&client));
        drop(clients);
        core.stir_crowd();
        Ok((Guest { hub: self.hub.clone(), client, _place: place }, outbox))
    }
}

/// Somebody who is in; gone when it is dropped.
pub struct Guest {
    hub: Hub,
    client: Arc<Client>,
    _place: Place,
}

impl Guest {
    /// Waits until it is sent away.
    pub async fn told_to_leave(&self) -> Farewell {
        self.client.farewell().await
    }

    /// Begins to follow a topic, from after this event or from now on. The answer comes through the outbox.
    pub fn subscribe(&self, topic: Topic, after: Option<u64>) {
        subscribe::subscribe(&self.hub.0.core, &self.client, topic, after);
    }

    /// Follows a topic no more.
    pub fn unsubscribe(&self, topic: Topic) {
        if let Some(following) = self.client.unfollow(topic, None) {
            following.seat.room.leave(&self.client, following.number);
            self.client.tell(&ServerFrame::Unsubscribed { topic, code: None });
        }
    }

    /// Says that the person writes an answer, or does so no longer. Who they are only their session says.
    pub fn replying(&self, topic: Topic, is_over: bool) {
        let refuse = |code| self.tell(&ServerFrame::Refused { topic: topic.to_string(), code });
        if !matches!(topic, Topic::Presence(_)) {
            return refuse(Code::TopicUnknown);
        }
        let actor = self.client.actor();
        let user = match actor.require(Permission::CommentsWrite) {
            Ok(person) => person.id,
            Err(refusal) => return refuse(refusal_code(&refusal)),
        };
        // Who does not follow the topic, or no more, is not there.
        let Some(room) = self.client.room_of(topic) else { return };
        if is_over {
            room.here.cease(user);
        } else {
            room.here.begin(user, self.hub.0.core.context.clock.now());
        }
    }

    /// Puts an answer into the outbox.
    pub fn tell(&self, frame: &ServerFrame) {
        self.client.tell(frame);
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        self.hub.0.core.clients().remove(&self.client.number);
        self.hub.0.core.stir_crowd();
        for following in self.client.unfollow_all().into_values() {
            following.seat.room.leave(&self.client, following.number);
        }
    }
}

impl Core {
    pub fn rooms(&self) -> MutexGuard<'_, HashMap<Stream, Arc<Room>>> {
        self.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn clients(&self) -> MutexGuard<'_, HashMap<u64, Arc<Client>>> {
        self.clients.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Those here for whom this is true.
    pub fn find(&self, is_wanted: impl Fn(&Client) -> bool) -> Vec<Arc<Client>> {
        self.clients().values().filter(|client| is_wanted(client)).cloned().collect()
    }

    /// True once the process stops.
    pub fn closed(&self) -> watch::Receiver<bool> {
        self.is_closed.subscribe()
    }

    /// Whether there is a reason to ask if live updates are on.
    pub fn is_in_use(&self) -> bool {
        !self.clients().is_empty() || self.is_switched_off.load(Ordering::Relaxed)
    }

    /// Live updates are on, or they are off: then everybody is sent away.
    pub fn switch(&self, is_on: bool) {
        let clients = self.clients();
        self.is_switched_off.store(!is_on, Ordering::Relaxed);
        if !is_on {
            clients.values().for_each(|client| client.bid(Farewell::SwitchedOff));
        }
    }

    /// Somebody came or went.
    pub fn stir_crowd(&self) {
        self.is_crowd_stirred.store(true, Ordering::Relaxed);
    }

    /// Whether that was so since it was asked last.
    pub fn take_crowd_stirred(&self) -> bool {
        self.is_crowd_stirred.swap(false, Ordering::Relaxed)
    }

    /// The people here, each with their lines.
    pub fn crowd(&self) -> HashMap<UserId, Lines> {
        let mut crowd: HashMap<UserId, Lines> = HashMap::new();
        for client in self.clients().values() {
            let Some(user) = client.actor().user_id() else { continue };
            let lines = crowd.entry(user).or_default();
            match client.medium {
                Medium::Socket => lines.sockets += 1,
                Medium::Stream => lines.streams += 1,
            }
        }
        crowd
    }

    /// The rooms that tell who is at a post.
    pub fn rooms_of_presence(&self) -> HashMap<PostId, Arc<Room>> {
        let of_post = |(stream, room): (&Stream, &Arc<Room>)| match stream {
            Stream::Presence(post) => Some((*post, Arc::clone(room))),
            _ => None,
        };
        self.rooms().iter().filter_map(of_post).collect()
    }

    /// Waits for a place among those who read; `None` never comes, for nobody closes the door.
    pub async fn place_to_read(&self) -> Option<SemaphorePermit<'_>> {
        self.reading.acquire().await.ok()
    }

    /// The same for those who look at people.
    pub async fn place_to_look(&self) -> Option<SemaphorePermit<'_>> {
        self.looking.acquire().await.ok()
    }

    /// A number that no other subscription has.
    pub fn number(&self) -> u64 {
        self.next.fetch_add(1, Ordering::Relaxed)
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

impl fmt::Debug for Hub {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hub")
    }
}

impl fmt::Debug for Arrival {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Arrival")
    }
}

impl fmt::Debug for Guest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Guest")
    }
}
