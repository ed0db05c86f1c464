//! The guard of one connection: knows what it is doing and since when, and ends it when that takes too long.
//!
//! hyper's own header timer is one timer made and dropped per request. This is one timer per connection, set again only
//! when a deadline moves nearer; a fast request costs two stores.

use std::{
    future::poll_fn,
    net::SocketAddr,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering::Relaxed},
    },
    task::Poll,
    time::Duration,
};

use axum::{Router, body::Body, extract::Request, http::StatusCode};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::TcpStream,
    sync::Notify,
    time::{Instant, sleep_until},
};
use tower::Service;

use super::{Leave, Limits, body::TimedBody, socket::Socket, taking::Taking};
use crate::http::extract::Peer;

/// More header bytes than any browser sends.
const MAX_HEADER_BYTES: usize = 64 * 1024;

/// What a connection is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Phase {
    /// Connected, and said nothing yet.
    New,
    /// Between requests.
    Idle,
    /// Sending header fields.
    Header,
    /// Waiting for the program; not the client's fault.
    Busy,
}

/// At a stop, a header or an answer that has not moved for so long is given up.
const FINISHING: Duration = Duration::from_secs(2);
const NEVER: u64 = u64::MAX;

/// Shared by the socket, the service and the task of one connection.
#[derive(Debug)]
pub(super) struct Guard {
    limits: Limits,
    begun: Instant,
    phase: AtomicU8,
    since_ms: AtomicU64,
    taking: Taking,
    has_read: AtomicBool,
    is_upgraded: AtomicBool,
    is_finishing: AtomicBool,
    finish: Notify,
}

impl Guard {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            begun: Instant::now(),
            phase: AtomicU8::new(Phase::New as u8),
            since_ms: AtomicU64::new(0),
            taking: Taking::default(),
            has_read: AtomicBool::new(false),
            is_upgraded: AtomicBool::new(false),
            is_finishing: AtomicBool::new(false),
            finish: Notify::new(),
        }
    }

    /// No further request after the one under way.
    pub(super) fn ask_to_finish(&self) {
        self.is_finishing.store(true, Relaxed);
        self.finish.notify_one();
    }

    fn now_ms(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(NEVER)
    }

    fn enter(&self, phase: Phase) {
        self.since_ms.store(self.now_ms(), Relaxed);
        self.phase.store(phase as u8, Relaxed);
    }

    fn phase(&self) -> Phase {
        match self.phase.load(Relaxed) {
            0 => Phase::New,
            1 => Phase::Idle,
            2 => Phase::Header,
            _ => Phase::Busy,
        }
    }

    /// The socket gave bytes.
    pub(super) fn on_read(&self) {
        self.has_read.store(true, Relaxed);
        if matches!(self.phase(), Phase::New | Phase::Idle) {
            self.enter(Phase::Header);
        }
    }

    /// True once this is no HTTP any more.
    pub(super) fn is_upgraded(&self) -> bool {
        self.is_upgraded.load(Relaxed)
    }

    /// The client took bytes, so an answer is on its way.
    pub(super) fn on_written(&self, bytes: usize) {
        self.taking.moved(bytes);
        if self.phase() == Phase::Idle {
            self.enter(Phase::Idle);
        }
    }

    /// The client takes nothing at present.
    pub(super) fn on_write_stuck(&self) {
        self.taking.is_stuck(self.now_ms());
    }

    /// All that there was to write is written.
    pub(super) fn on_flushed(&self) {
        if self.taking.stuck_since_ms().is_some() {
            self.taking.caught_up(self.now_ms());
        }
    }

    fn on_request(&self) {
        self.has_read.store(false, Relaxed);
        self.phase.store(Phase::Busy as u8, Relaxed);
    }

    /// Bytes that came after a request without a body belong to the next one: its clock is running.
    fn on_answer(&self, had_body: bool) {
        let has_begun_next = !had_body && self.has_read.load(Relaxed);
        self.enter(if has_begun_next { Phase::Header } else { Phase::Idle });
    }

    /// When this connection has had enough time, if nothing changes.
    fn deadline(&self) -> Option<Instant> {
        let since = self.since_ms.load(Relaxed);
        let most = if self.is_finishing.load(Relaxed) { FINISHING } else { Duration::MAX };
        let by_phase = match self.phase() {
            Phase::New | Phase::Header => Some(after(since, self.limits.header.min(most))),
            Phase::Idle => Some(after(since, self.limits.idle.min(most))),
            Phase::Busy => None,
        };
        let by_write = self.taking.stuck_since_ms().map(|since| after(since, self.limits.write));
        let nearest = by_phase.into_iter().chain(by_write).min()?;
        Some(self.begun + Duration::from_millis(nearest))
    }
}

fn after(since_ms: u64, limit: Duration) -> u64 {
    since_ms.saturating_add(u64::try_from(limit.as_millis()).unwrap_or(u64::MAX / 2))
}

/// Serves one connection to its end, or until it becomes a WebSocket: from then on whoever took it over keeps its time.
pub(super) async fn run(stream: TcpStream, peer: SocketAddr, router: Router, guard: Arc<Guard>, leave: Leave) {
    let service = service_fn(|request| answer(request, peer, router.clone(), Arc::clone(&guard)));
    let socket = TokioIo::new(Socket::new(stream, Arc::clone(&guard), leave));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(None)
        .max_buf_size(MAX_HEADER_BYTES)
        .serve_connection(socket, service)
        .with_upgrades();
    let mut connection = pin!(connection);
    let mut finish = pin!(guard.finish.notified());
    let mut is_asked = false;
    let far = || Instant::now() + guard.limits.header;
    let mut timer = pin!(sleep_until(far()));
    poll_fn(|context| {
        if !is_asked && finish.as_mut().poll(context).is_ready() {
            is_asked = true;
            connection.as_mut().graceful_shutdown();
        }
        if let Poll::Ready(ended) = connection.as_mut().poll(context) {
            if let Err(error) = ended {
                tracing::debug!(%error, "a connection broke");
            }
            return Poll::Ready(());
        }
        loop {
            let deadline = guard.deadline();
            if deadline.is_some_and(|deadline| deadline <= Instant::now()) {
                return Poll::Ready(());
            }
            // A deadline that moved away is found out when the timer fires; only a nearer one sets it again.
            if deadline.is_some_and(|deadline| deadline < timer.deadline()) {
                timer.as_mut().reset(deadline.unwrap_or_else(far));
            }
            if timer.as_mut().poll(context).is_pending() {
                return Poll::Pending;
            }
            timer.as_mut().reset(deadline.unwrap_or_else(far));
        }
    })
    .await;
}

async fn answer(
    request: Request<Incoming>,
    peer: SocketAddr,
    mut router: Router,
    guard: Arc<Guard>,
) -> Result<axum::response::Response, std::convert::Infallible> {
    guard.on_request();
    let had_body = !hyper::body::Body::is_end_stream(request.body());
    let (mut parts, body) = request.into_parts();
    parts.extensions.insert(Peer(peer));
    let body = if had_body { Body::new(TimedBody::new(body, guard.limits.body)) } else { Body::empty() };
    let answer = router.call(Request::from_parts(parts, body)).await;
    if answer.as_ref().is_ok_and(|answer| answer.status() == StatusCode::SWITCHING_PROTOCOLS) {
        guard.is_upgraded.store(true, Relaxed);
    }
    guard.on_answer(had_body);
    answer
}
