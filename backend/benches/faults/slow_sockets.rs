//! F9: sockets that send their header a byte a second, or their body, or take their answer so, while others read.
//!
//! Whoever is sent away comes again, so that all places are held throughout. Others read at a steady pace that is kept
//! whether or not earlier answers have come, each on a connection of their own, so that a server that stalls or lets
//! nobody in cannot hide it.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

use socket2::{Domain, Socket, Type};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    task::JoinSet,
    time::{Instant, sleep, sleep_until, timeout},
};

use super::{Effort, finding::Finding, line::Question, site::Site};

const A_SECOND: u32 = 100;
/// As much as an Ethernet carries in a packet. Loopback's own is so large that kernels hold whole answers in between.
const SEGMENT: u32 = 1_400;
/// How long it may take until all are in.
const COMING: Duration = Duration::from_secs(30);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Manner {
    Header,
    Body,
    Reading,
}

/// Three lines: one for each manner.
pub async fn measure(effort: Effort) -> Vec<Finding> {
    let site = Arc::new(Site::start(&[]).await);
    let lasts = Duration::from_secs(effort.secs.into());
    read_for(&site, Duration::from_secs(1)).await;
    let mut findings = Vec::new();
    for (manner, name) in [
        (Manner::Header, "send their header slowly"),
        (Manner::Body, "send their body slowly"),
        (Manner::Reading, "take their answer slowly"),
    ] {
        let before = read_for(&site, lasts).await;
        let crowd = Crowd::come(site.port, manner, effort.sockets).await;
        let meanwhile = read_for(&site, lasts).await;
        let (inside, oldest) = crowd.leave().await;
        println!("{inside} sockets that {name}; the oldest that was closed had been open for {oldest:.1?}");
        let what = format!("{inside} sockets {name}: others' `GET /api/v2/posts`");
        findings.push(Finding::of_p99("F9", what, [&before, &meanwhile], "under 2x", 2.0));
    }
    findings
}

async fn read_for(site: &Arc<Site>, lasts: Duration) -> Vec<Duration> {
    let begun = Instant::now();
    let mut requests = JoinSet::new();
    for number in 0..A_SECOND * u32::try_from(lasts.as_secs()).unwrap_or(1) {
        let (site, due) = (Arc::clone(site), begun + Duration::from_secs(1) / A_SECOND * number);
        requests.spawn(async move {
            sleep_until(due).await;
            let (status, _) = site.ask(Question::get("/api/v2/posts", number % 200)).await;
            assert_eq!(status, 200, "others are answered");
            due.elapsed()
        });
    }
    requests.join_all().await
}

/// Everybody who is slow.
struct Crowd {
    people: JoinSet<()>,
    tally: Arc<Tally>,
}

#[derive(Debug, Default)]
struct Tally {
    inside: AtomicUsize,
    oldest_ms: AtomicUsize,
}

impl Crowd {
    /// Resolves once all are in, or no more come in.
    async fn come(port: u16, manner: Manner, count: usize) -> Self {
        let (mut people, tally) = (JoinSet::new(), Arc::new(Tally::default()));
        for number in 0..count {
            let tally = Arc::clone(&tally);
            people.spawn(async move {
                loop {
                    // Whoever is cut comes again, and so does who found no place.
                    let _ = visit(port, manner, number, &tally).await;
                    sleep(Duration::from_millis(50)).await;
                }
            });
            // In a queue, not in a crush.
            sleep(Duration::from_micros(200)).await;
        }
        let all_in = async {
            while tally.inside.load(Relaxed) < count {
                sleep(Duration::from_millis(20)).await;
            }
        };
        let _ = timeout(COMING, all_in).await;
        Self { people, tally }
    }

    /// How many were inside, and how long a connection lasted at most until the server ended it.
    async fn leave(mut self) -> (usize, Duration) {
        let inside = self.tally.inside.load(Relaxed);
        self.people.shutdown().await;
        (inside, Duration::from_millis(self.tally.oldest_ms.load(Relaxed) as u64))
    }
}

/// One connection, until the server ends it.
async fn visit(port: u16, manner: Manner, number: usize, tally: &Tally) -> io::Result<()> {
    let mut stream = connect(port).await?;
    let begun = Instant::now();
    let from = 10_000 + u32::try_from(number).unwrap_or_default();
    let opening = match manner {
        Manner::Header => "GET /api/v2/posts HTTP/1.1\r\nhost: localhost\r\nx-slow: ".to_owned(),
        Manner::Body => Question { method: "POST", ..Question::get("/api/v2/auth/login", from) }.head(1_000),
        Manner::Reading => Question::get("/api/v2/openapi.json", from).head(0),
    };
    stream.write_all(opening.as_bytes()).await?;
    tally.inside.fetch_add(1, Relaxed);
    let ended = be_slow(&mut stream, manner).await;
    tally.inside.fetch_sub(1, Relaxed);
    tally.oldest_ms.fetch_max(begun.elapsed().as_millis() as usize, Relaxed);
    ended
}

async fn be_slow(stream: &mut TcpStream, manner: Manner) -> io::Result<()> {
    let mut bytes = [0; 64];
    loop {
        if manner == Manner::Reading {
            sleep(Duration::from_secs(1)).await;
            if stream.read(&mut bytes).await? == 0 {
                return Ok(());
            }
            continue;
        }
        match timeout(Duration::from_secs(1), stream.read(&mut bytes)).await {
            Ok(Ok(0)) => return Ok(()),
            Ok(read) => {
                read?;
            }
            Err(_) => stream.write_all(b" ").await?,
        }
    }
}

async fn connect(port: u16) -> io::Result<TcpStream> {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
    socket.set_nonblocking(true)?;
    socket.set_recv_buffer_size(4_096)?;
    #[cfg(unix)]
    socket.set_tcp_mss(SEGMENT)?;
    let stream = TcpSocket::from_std_stream(socket.into());
    stream.connect(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await
}
