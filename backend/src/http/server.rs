//! The accept loop: HTTP/1.1 over sockets that cannot be held for ever.
//!
//! axum's own `serve` has no timers, so a client that never finishes its header fields would stay, and would hold a
//! stop. Here every connection has a guard (`guard`) with a deadline for what it is doing: sending its header, its
//! body, taking its answer, or being idle. Pattern: supervisor; the loop owns every task that it starts.

use std::{
    collections::HashMap,
    io,
    net::{IpAddr, SocketAddr},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::Router;
use tokio::{
    net::{TcpListener, TcpSocket, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    task::JoinSet,
    time::{Instant, sleep, timeout_at},
};

mod body;
mod guard;
mod intake;
mod limits;
mod socket;
mod taking;
#[cfg(test)]
mod tests;

pub use body::BodyTooSlow;
use guard::Guard;
pub use limits::Limits;

/// Connections that wait in the kernel while all places are taken.
const BACKLOG: u32 = 1_024;
/// After an accept that failed for want of descriptors or memory.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Sockets that listen, not yet served.
#[derive(Debug)]
pub struct Listeners(Vec<TcpListener>);

impl Listeners {
    /// Binds every address at one port. With port 0 the first address takes a free one and the others follow.
    ///
    /// A machine without IPv6 has no `::1`; that alone is no error while another address works.
    pub fn bind(addresses: &[IpAddr], port: u16) -> io::Result<Self> {
        let mut listeners: Vec<TcpListener> = Vec::new();
        let mut port = port;
        let mut missing = None;
        for address in addresses {
            match listen(SocketAddr::new(*address, port)) {
                Ok(listener) => {
                    port = listener.local_addr()?.port();
                    listeners.push(listener);
                }
                Err(error) if is_absent(&error) && addresses.len() > 1 => missing = Some(error),
                Err(error) => return Err(io::Error::new(error.kind(), format!("{address}, port {port}: {error}"))),
            }
        }
        match missing {
            Some(error) if listeners.is_empty() => Err(error),
            _ => Ok(Self(listeners)),
        }
    }

    /// Where they listen.
    pub fn addresses(&self) -> Vec<SocketAddr> {
        self.0.iter().filter_map(|listener| listener.local_addr().ok()).collect()
    }
}

fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // A restart must not wait for the kernel to forget old connections.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

fn is_absent(error: &io::Error) -> bool {
    // EAFNOSUPPORT has no stable kind of its own.
    error.kind() == io::ErrorKind::AddrNotAvailable || error.raw_os_error() == Some(97)
}

/// Serves until `stop` resolves, then lets requests under way finish for the limits' grace, then cuts.
///
/// Returns when every connection is gone. Returns how many had to be cut.
pub async fn serve(listeners: Listeners, router: Router, limits: Limits, stop: impl Future<Output = ()>) -> usize {
    let house = Arc::new(House::new(limits));
    let mut doors = JoinSet::new();
    for listener in listeners.0 {
        doors.spawn(accept(listener, router.clone(), Arc::clone(&house)));
    }
    stop.await;
    // Closes the listeners: the kernel refuses newcomers from here on.
    doors.shutdown().await;
    house.close().await
}

/// Takes connections as long as it lives. No error ends it: out of descriptors is a state that passes.
async fn accept(listener: TcpListener, router: Router, house: Arc<House>) {
    loop {
        let Ok(place) = Arc::clone(&house.places).acquire_owned().await else { return };
        match listener.accept().await {
            Ok((stream, peer)) => house.admit(stream, peer, place, router.clone()),
            Err(error) if is_of_one_connection(&error) => {}
            Err(error) => {
                tracing::error!(%error, "cannot accept connections; trying again");
                sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted)
}

/// Everyone inside.
#[derive(Debug)]
struct House {
    limits: Limits,
    places: Arc<Semaphore>,
    guests: Mutex<HashMap<u64, Guest>>,
    next: AtomicU64,
}

#[derive(Debug)]
struct Guest {
    guard: Arc<Guard>,
    task: tokio::task::AbortHandle,
}

impl House {
    fn new(limits: Limits) -> Self {
        let places = Arc::new(Semaphore::new(limits.connections));
        Self { limits, places, guests: Mutex::default(), next: AtomicU64::new(0) }
    }

    fn guests(&self) -> MutexGuard<'_, HashMap<u64, Guest>> {
        self.guests.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn admit(self: &Arc<Self>, stream: TcpStream, peer: SocketAddr, place: OwnedSemaphorePermit, router: Router) {
        // Without it small answers wait for the client's acknowledgement. A socket that refuses it is closing anyway.
        let _ = stream.set_nodelay(true);
        let guard = Arc::new(Guard::new(self.limits));
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let leave = Leave { house: Arc::clone(self), number, _place: place };
        // The lock is held until the entry stands, so that a task that ends at once finds it to remove.
        let mut guests = self.guests();
        let task = tokio::spawn(guard::run(stream, peer, router, Arc::clone(&guard), leave));
        guests.insert(number, Guest { guard, task: task.abort_handle() });
    }

    /// Asks everyone to finish, waits, then cuts who is left.
    async fn close(&self) -> usize {
        let deadline = Instant::now() + self.limits.grace;
        for guest in self.guests().values() {
            guest.guard.ask_to_finish();
        }
        let all = u32::try_from(self.limits.connections).unwrap_or(u32::MAX);
        // Whoever holds all places knows that nobody is inside.
        if timeout_at(deadline, self.places.acquire_many(all)).await.is_ok() {
            return 0;
        }
        let left: Vec<_> = self.guests().drain().map(|(_, guest)| guest.task).collect();
        left.iter().for_each(tokio::task::AbortHandle::abort);
        left.len()
    }
}

/// Gives the place back, however the connection ended. It goes along with the socket: one that became a WebSocket has
/// left its guard, and still has its place.
struct Leave {
    house: Arc<House>,
    number: u64,
    _place: OwnedSemaphorePermit,
}

impl Drop for Leave {
    fn drop(&mut self) {
        self.house.guests().remove(&self.number);
    }
}
