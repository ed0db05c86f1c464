//! Many sockets on one server: how soon each of them hears of a comment, and what that costs others; perhaps with some among
//! them that never read, perhaps at another server than the one that is written to. Reads and writes begin at a steady pace,
//! whether or not earlier ones have been answered.

mod deaf;
pub mod idle;
mod socket;

use std::{
    io,
    ops::Range,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    runtime,
    sync::{Semaphore, watch},
    task::{JoinSet, spawn_blocking},
    time::{Instant, sleep, sleep_until},
};

use self::{deaf::Deaf, socket::Socket};

/// What is to be measured.
#[derive(Debug, clap::Args)]
pub struct Plan {
    /// Where is read and written.
    #[arg(long)]
    port: u16,
    /// Where the sockets go, if not there too: another server, or the proxy before it.
    #[arg(long)]
    door: Option<u16>,
    /// The process that has the sockets, whose memory is read.
    #[arg(long)]
    server: u32,
    /// The post that is talked about.
    #[arg(long)]
    post: String,
    /// Access tokens of those who write.
    #[arg(long)]
    token: Vec<String>,
    /// Sockets on the post.
    #[arg(long)]
    readers: usize,
    /// Comments a second.
    #[arg(long, default_value_t = 20)]
    comments: u32,
    /// Seconds of each part.
    #[arg(long)]
    secs: u32,
    /// Further sockets on the post, which never read.
    #[arg(long, default_value_t = 0)]
    deaf: usize,
}

impl Plan {
    fn door(&self) -> u16 {
        self.door.unwrap_or(self.port)
    }
}

/// Requests of others in a second.
const READS: u32 = 100;
/// Handshakes at once.
const AT_ONCE: usize = 64;
/// For what was said last to arrive, and for a server to come to rest.
const REST: Duration = Duration::from_secs(3);
/// Stands before the time in the text of a comment.
const MARK: &[u8] = b"measured at ";

/// Measures, and gives the figures.
pub async fn measure(plan: Plan) -> io::Result<Value> {
    let plan = Arc::new(plan);
    read_for(plan.port, 1).await?;
    sleep(REST).await;
    let quiet = ask_elsewhere(plan.port, plan.secs).await?;
    let epoch = Instant::now();
    let crowd = Crowd::gather(&plan, epoch).await?;
    let deaf = Deaf::gather(&plan).await?;
    let before = resident_kib(plan.server)?;
    let (writes, busy, most) = tokio::join!(
        write_for(&plan, epoch),
        ask_elsewhere(plan.port, plan.secs),
        deaf::most_kib(plan.server, plan.secs)
    );
    let (written, busy, most) = (writes?, busy?, most?);
    let deaf_cut = deaf.cut().await;
    sleep(REST).await;
    let (delays, cut) = crowd.leave().await;
    Ok(json!({
        "readers": plan.readers,
        "comments": written,
        "expected": written * plan.readers,
        "delivered": delays.len(),
        "cut": cut,
        "delivery_p50_ms": quantile(&delays, 50),
        "delivery_p95_ms": quantile(&delays, 95),
        "delivery_p99_ms": quantile(&delays, 99),
        "quiet_p99_ms": quantile(&quiet, 99),
        "busy_p99_ms": quantile(&busy, 99),
        "deaf": plan.deaf,
        "deaf_cut": deaf_cut,
        "grown_mib": (most - before) / 1_024.0,
    }))
}

/// Everybody on the post.
struct Crowd {
    readers: JoinSet<Vec<Duration>>,
    cut: Arc<AtomicUsize>,
    stop: watch::Sender<bool>,
}

impl Crowd {
    async fn gather(plan: &Arc<Plan>, epoch: Instant) -> io::Result<Self> {
        let (mut readers, cut, stop) = (JoinSet::new(), Arc::new(AtomicUsize::new(0)), watch::Sender::new(false));
        for mut socket in open(plan.door(), 0..plan.readers).await? {
            for part in ["comments", "counts", "presence"] {
                socket.subscribe(&format!("posts/{}/{part}", plan.post)).await?;
            }
            let (ends, mut stopped) = (Arc::clone(&cut), stop.subscribe());
            readers.spawn(async move {
                let mut delays = Vec::new();
                loop {
                    tokio::select! {
                        said_at = socket.hear(moment) => match said_at {
                            Ok(Some(said_at)) => delays.push(epoch.elapsed().saturating_sub(said_at)),
                            Ok(None) => {}
                            Err(_) => {
                                ends.fetch_add(1, Relaxed);
                                return delays;
                            }
                        },
                        _ = stopped.changed() => return delays,
                    }
                }
            });
        }
        // All of them are told that all of them are there.
        sleep(REST).await;
        Ok(Self { readers, cut, stop })
    }

    async fn leave(self) -> (Vec<Duration>, usize) {
        self.stop.send_replace(true);
        let delays = self.readers.join_all().await.concat();
        (delays, self.cut.load(Relaxed))
    }
}

/// When a comment was sent, if this frame tells of one that is measured.
fn moment(text: &[u8]) -> Option<Duration> {
    if !text.starts_with(br#"{"frame":"event""#) {
        return None;
    }
    let at = text.windows(MARK.len()).position(|some| some == MARK)? + MARK.len();
    let digits: Vec<u8> = text[at..].iter().copied().take_while(u8::is_ascii_digit).collect();
    std::str::from_utf8(&digits).ok()?.parse().ok().map(Duration::from_micros)
}

/// The sockets of the strangers of these numbers, each welcomed.
async fn open(door: u16, numbers: Range<usize>) -> io::Result<Vec<Socket>> {
    let (mut coming, doors) = (JoinSet::new(), Arc::new(Semaphore::new(AT_ONCE)));
    for number in numbers {
        let doors = Arc::clone(&doors);
        coming.spawn(async move {
            let _place = doors.acquire().await.map_err(io::Error::other)?;
            Socket::open(door, number).await
        });
    }
    coming.join_all().await.into_iter().collect()
}

/// The same as [`read_for`], on a thread of its own: others wait for the server, not for the two thousand readers in this
/// program.
async fn ask_elsewhere(port: u16, secs: u32) -> io::Result<Vec<Duration>> {
    let asking = move || {
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(read_for(port, secs))
    };
    spawn_blocking(asking).await?
}

/// How long a list takes, from when it was due.
async fn read_for(port: u16, secs: u32) -> io::Result<Vec<Duration>> {
    let begun = Instant::now();
    let mut requests = JoinSet::new();
    for number in 0..READS * secs {
        let due = begun + Duration::from_secs(1) / READS * number;
        requests.spawn(async move {
            sleep_until(due).await;
            ask(port, "GET", "/api/v2/posts", "", None).await?;
            Ok(due.elapsed())
        });
    }
    requests.join_all().await.into_iter().collect()
}

/// Says something so often, each with its time; how often.
async fn write_for(plan: &Arc<Plan>, epoch: Instant) -> io::Result<usize> {
    let begun = Instant::now();
    let path = format!("/api/v2/posts/{}/comments", plan.post);
    let mut requests: JoinSet<io::Result<()>> = JoinSet::new();
    for number in 0..plan.comments * plan.secs {
        let due = begun + Duration::from_secs(1) / plan.comments * number;
        let token = plan.token[number as usize % plan.token.len()].clone();
        let (port, path) = (plan.port, path.clone());
        requests.spawn(async move {
            sleep_until(due).await;
            let text = format!("{}{} by somebody.", String::from_utf8_lossy(MARK), epoch.elapsed().as_micros());
            ask(port, "POST", &path, &token, Some(json!({ "body": text }).to_string())).await
        });
    }
    Ok(requests.join_all().await.into_iter().collect::<io::Result<Vec<()>>>()?.len())
}

/// A request on a connection of its own; any answer but a good one is an error.
async fn ask(port: u16, method: &str, path: &str, token: &str, body: Option<String>) -> io::Result<()> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
    stream.set_nodelay(true)?;
    let mut request = format!("{method} {path} HTTP/1.1\r\nhost: localhost:{port}\r\nconnection: close\r\n");
    if !token.is_empty() {
        request.push_str(&format!("authorization: Bearer {token}\r\n"));
    }
    if let Some(body) = &body {
        request.push_str(&format!("content-type: application/json\r\ncontent-length: {}\r\n", body.len()));
    }
    request.push_str("\r\n");
    request.push_str(&body.unwrap_or_default());
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    if answer.starts_with(b"HTTP/1.1 20") {
        return Ok(());
    }
    Err(io::Error::other(String::from_utf8_lossy(&answer).into_owned()))
}

/// Memory that a process really has now.
fn resident_kib(process: u32) -> io::Result<f64> {
    let text = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
    number.ok_or_else(|| io::Error::other("the kernel tells no memory"))
}

/// The time in milliseconds that so many of a hundred stay below.
fn quantile(times: &[Duration], percent: usize) -> f64 {
    let mut times = times.to_vec();
    times.sort_unstable();
    let at = (times.len() * percent / 100).min(times.len().saturating_sub(1));
    times.get(at).map_or(f64::NAN, |time| time.as_secs_f64() * 1_000.0)
}
