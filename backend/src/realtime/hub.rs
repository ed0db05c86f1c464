//! The hub of one process: who is here, and the rooms that they listen in.

use std::{
    collections::HashMap,
    fmt,
    net::IpAddr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use broadsheet_shared::frames::{ServerFrame, Topic};
use tokio::{
    sync::{Semaphore, SemaphorePermit, watch},
    task::JoinHandle,
};

use super::{
    Farewell, Outbox,
    client::Client,
    listen,
    places::{Holder, Place, Places},
    room::Room,
    subscribe,
};
use crate::{
    domain::{actor::Actor, stream::Stream},
    services::Context,
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
    task: JoinHandle<()>,
}

/// What the hub's tasks need; they never keep the hub itself alive.
pub(super) struct Core {
    pub context: Context,
    rooms: Mutex<HashMap<Stream, Arc<Room>>>,
    clients: Mutex<HashMap<u64, Arc<Client>>>,
    places: Arc<Places>,
    next: AtomicU64,
    is_closed: watch::Sender<bool>,
    reading: Semaphore,
    looking: Semaphore,
}

impl Hub {
    /// A hub with nobody in it. Needs a Tokio runtime.
    pub fn new(context: &Context) -> Self {
        let core = Arc::new(Core {
            context: context.clone(),
            rooms: Mutex::default(),
            clients: Mutex::default(),
            places: Arc::default(),
            next: AtomicU64::new(0),
            is_closed: watch::Sender::new(false),
            reading: Semaphore::new(READS),
            looking: Semaphore::new(LOOKS),
        });
        let listener = context.events.listen();
        Self(Arc::new(Inner { task: tokio::spawn(listen::run(Arc::clone(&core), listener)), core }))
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

    /// Lets them in as this actor, if there is a place for them.
    pub fn enter(self, actor: Actor) -> Result<(Guest, Outbox), Farewell> {
        let core = &self.hub.0.core;
        let channel = &core.context.config.channel;
        let (holder, most) = match actor.user_id() {
            Some(user) => (Holder::User(user), channel.sockets_per_user),
            None => (Holder::Stranger(self.address), channel.sockets_per_address),
        };
        let place = core.places.take(holder, most).ok_or(Farewell::Full)?;
        let number = core.next.fetch_add(1, Ordering::Relaxed);
        let queue = usize::try_from(channel.queue_frames).unwrap_or(usize::MAX);
        let (client, outbox) = Client::new(number, actor, queue);
        let mut clients = core.clients();
        // Under the lock of `close`: whoever comes in later is turned away.
        if self.hub.is_closed() {
            return Err(Farewell::Restart);
        }
        clients.insert(number, Arc::clone(&client));
        drop(clients);
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

    /// Puts an answer into the outbox.
    pub fn tell(&self, frame: &ServerFrame) {
        self.client.tell(frame);
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        self.hub.0.core.clients().remove(&self.client.number);
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
        self.task.abort();
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
