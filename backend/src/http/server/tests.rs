//! Raw sockets on the real loopback: what a slow, silent or greedy client can hold, and for how long.

use std::time::Instant as Clock;

use axum::{body::Bytes, response::IntoResponse, routing::get};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    sync::{Notify, oneshot},
    task::JoinHandle,
    time::timeout,
};

use super::*;
use crate::http::{Problem, extract::Json};

mod upgraded;

const GET: &[u8] = b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n";
/// Ten times what any promise here takes.
const LONG: Duration = Duration::from_secs(20);

fn limits() -> Limits {
    Limits {
        connections: 64,
        header: Duration::from_millis(300),
        idle: Duration::from_millis(900),
        body: Duration::from_millis(300),
        write: Duration::from_millis(500),
        grace: Duration::from_secs(5),
    }
}

struct Running {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    served: JoinHandle<usize>,
    slow: Arc<Slow>,
}

/// The work of `/slow`: tells that it has begun, and ends when it is told to.
#[derive(Default)]
struct Slow {
    begun: Notify,
    end: Notify,
}

impl Running {
    async fn start(limits: Limits) -> Self {
        let listeners = Listeners::bind(&[IpAddr::from([127, 0, 0, 1])], 0).unwrap();
        let address = listeners.addresses()[0];
        let (stop, stopped) = oneshot::channel::<()>();
        let slow = Arc::new(Slow::default());
        let served = tokio::spawn(serve(listeners, router(Arc::clone(&slow)), limits, async {
            let _ = stopped.await;
        }));
        Self { address, stop: Some(stop), served, slow }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    fn tell_to_stop(&mut self) {
        let _ = self.stop.take().unwrap().send(());
    }

    /// Waits until the stop has been heard.
    async fn refuses_newcomers(&self) {
        let refused = async {
            while TcpStream::connect(self.address).await.is_ok() {
                sleep(Duration::from_millis(5)).await;
            }
        };
        timeout(LONG, refused).await.expect("the door closes");
    }

    async fn stopped(self) -> usize {
        timeout(LONG, self.served).await.expect("it stops").unwrap()
    }
}

fn router(slow: Arc<Slow>) -> Router {
    let slow = async move || {
        slow.begun.notify_one();
        slow.end.notified().await;
        "slow"
    };
    let json = async |body: Result<Json<serde_json::Value>, Problem>| match body {
        Ok(_) => "read".into_response(),
        Err(problem) => (problem.status(), "not read").into_response(),
    };
    Router::new()
        .route("/", get(async || "here"))
        .route("/slow", get(slow))
        .route("/large", get(async || Bytes::from(vec![b'x'; 64 * 1024 * 1024])))
        .route("/json", axum::routing::post(json))
}

/// Everything until the server closes, and how long that took.
async fn until_closed(stream: &mut TcpStream) -> (String, Duration) {
    let begun = Clock::now();
    let mut bytes = Vec::new();
    // A reset is a close as well.
    let _ = timeout(LONG, stream.read_to_end(&mut bytes)).await.expect("the server closes");
    (String::from_utf8_lossy(&bytes).into_owned(), begun.elapsed())
}

async fn answer(stream: &mut TcpStream, request: &[u8], end: &str) -> String {
    stream.write_all(request).await.unwrap();
    let mut bytes = Vec::new();
    while !String::from_utf8_lossy(&bytes).ends_with(end) {
        let mut buffer = [0; 1024];
        let count = timeout(LONG, stream.read(&mut buffer)).await.expect("an answer").unwrap();
        assert!(count > 0, "closed after {:?}", String::from_utf8_lossy(&bytes));
        bytes.extend_from_slice(&buffer[..count]);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[tokio::test]
async fn connection_is_kept_for_further_requests() {
    let server = Running::start(limits()).await;
    let mut stream = server.connect().await;

    for _ in 0..5 {
        assert!(answer(&mut stream, GET, "here").await.starts_with("HTTP/1.1 200"));
    }
}

#[tokio::test]
async fn f9_x18_half_sent_header_is_closed() {
    let server = Running::start(limits()).await;
    let mut stream = server.connect().await;
    stream.write_all(b"GET / HTTP/1.1\r\nhost: local").await.unwrap();

    let (_, took) = until_closed(&mut stream).await;

    assert!(took >= Duration::from_millis(250), "{took:?}");
}

#[tokio::test]
async fn f9_x18_header_that_drips_is_closed() {
    let server = Running::start(limits()).await;
    let (mut reader, mut writer) = server.connect().await.into_split();
    let drip = tokio::spawn(async move {
        let _ = writer.write_all(b"GET / HTTP/1.1\r\n").await;
        while writer.write_all(b"x: y\r\n").await.is_ok() {
            sleep(Duration::from_millis(50)).await;
        }
    });

    let mut bytes = Vec::new();
    let _ = timeout(LONG, reader.read_to_end(&mut bytes)).await.expect("the server closes");

    drip.abort();
}

#[tokio::test]
async fn f9_silent_connection_is_closed() {
    let server = Running::start(limits()).await;
    let mut stream = server.connect().await;

    let (text, _) = until_closed(&mut stream).await;

    assert_eq!(text, "");
}

#[tokio::test]
async fn idle_connection_is_closed_later_than_a_half_header() {
    let server = Running::start(limits()).await;
    let mut stream = server.connect().await;
    answer(&mut stream, GET, "here").await;

    let (_, idle) = until_closed(&mut stream).await;

    assert!(idle >= Duration::from_millis(800), "{idle:?}");
    let mut stream = server.connect().await;
    answer(&mut stream, GET, "here").await;
    stream.write_all(b"GET / HTTP/1.1\r\nhost").await.unwrap();
    let (_, half) = until_closed(&mut stream).await;
    // Ten times the promise: a busy machine is no fault of the guard's.
    assert!(half < limits().header * 10, "{half:?}");
}

#[tokio::test]
async fn f9_body_that_drips_is_408() {
    let server = Running::start(limits()).await;
    let mut stream = server.connect().await;
    let head =
        b"POST /json HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n[";
    stream.write_all(head).await.unwrap();

    let (text, _) = until_closed(&mut stream).await;

    assert!(text.starts_with("HTTP/1.1 408"), "{text}");
}

/// Half of what the process may open is the test's own end of each.
fn as_many_sockets_as_the_row_says() -> usize {
    const ROW: usize = 2_000;
    let limit = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let files =
        limit.lines().find_map(|line| line.strip_prefix("Max open files")?.split_whitespace().next()?.parse().ok());
    let count = files.map_or(ROW, |files: usize| ROW.min(files.saturating_sub(200) / 2));
    assert!(count >= 300, "{count}: the limit of open files is too low for this test");
    count
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f9_two_thousand_slow_sockets_are_closed_and_others_are_answered() {
    let head: &[u8] =
        b"POST /json HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n[";
    let openings = [b"".as_slice(), b"GET / HTTP/1.1\r\nhost: local", head];
    let header = Duration::from_secs(2);
    let server = Running::start(Limits { connections: 4_096, header, body: header, ..limits() }).await;
    let mut slow = Vec::new();
    for number in 0..as_many_sockets_as_the_row_says() {
        let mut stream = server.connect().await;
        stream.write_all(openings[number % openings.len()]).await.unwrap();
        slow.push(stream);
    }

    let mut other = server.connect().await;
    for _ in 0..100 {
        assert!(answer(&mut other, GET, "here").await.starts_with("HTTP/1.1 200"));
    }
    for (number, stream) in slow.iter_mut().enumerate() {
        let (text, _) = until_closed(stream).await;
        assert!(number % 3 == 2 || !text.starts_with("HTTP/1.1 200"), "{text}");
    }

    assert!(answer(&mut server.connect().await, GET, "here").await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn f9_client_that_takes_nothing_is_cut() {
    let mut server = Running::start(limits()).await;
    let mut stream = server.connect().await;
    stream.write_all(b"GET /large HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
    // Whoever writes to a connection that the other end has cut is told so.
    let cut = async {
        while stream.write_all(b"x").await.is_ok() {
            sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(LONG, cut).await.expect("the server cuts");

    let (text, _) = until_closed(&mut stream).await;

    assert!(text.len() < 64 * 1024 * 1024, "{}", text.len());
    server.tell_to_stop();
    assert_eq!(server.stopped().await, 0);
}

#[tokio::test]
async fn x18_good_requests_pass_among_slow_ones() {
    let server = Running::start(Limits { connections: 600, ..limits() }).await;
    let mut slow = Vec::new();
    for _ in 0..300 {
        let mut stream = server.connect().await;
        stream.write_all(b"GET / HTTP/1.1\r\n").await.unwrap();
        slow.push(stream);
    }

    let mut stream = server.connect().await;

    assert!(answer(&mut stream, GET, "here").await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn cap_holds_newcomers_back_until_a_place_is_free() {
    let server = Running::start(Limits { connections: 2, ..limits() }).await;
    let mut first = server.connect().await;
    let mut second = server.connect().await;
    answer(&mut first, GET, "here").await;
    answer(&mut second, GET, "here").await;
    let mut third = server.connect().await;
    third.write_all(GET).await.unwrap();
    let mut byte = [0];
    assert!(timeout(Duration::from_millis(200), third.read(&mut byte)).await.is_err(), "the cap was passed");

    drop(first);

    assert!(timeout(LONG, third.read(&mut byte)).await.expect("a place").unwrap() == 1);
}

#[tokio::test]
async fn x20_stop_answers_what_is_under_way() {
    let mut server = Running::start(limits()).await;
    let mut stream = server.connect().await;
    stream.write_all(b"GET /slow HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
    timeout(LONG, server.slow.begun.notified()).await.expect("work begins");

    server.tell_to_stop();
    server.refuses_newcomers().await;
    server.slow.end.notify_one();

    let (text, _) = until_closed(&mut stream).await;
    assert!(text.ends_with("slow"), "{text}");
    assert_eq!(server.stopped().await, 0);
}

#[tokio::test]
async fn x20_stop_waits_for_no_half_sent_header() {
    let mut server =
        Running::start(Limits { header: Duration::from_secs(3600), idle: Duration::from_secs(3600), ..limits() }).await;
    let mut half = server.connect().await;
    half.write_all(b"GET / HTTP/1.1\r\nhos").await.unwrap();
    let _silent = server.connect().await;
    let mut idle = server.connect().await;
    answer(&mut idle, GET, "here").await;
    let begun = Clock::now();

    server.tell_to_stop();

    assert_eq!(server.stopped().await, 0);
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn x20_hard_stop_cuts_who_never_ends() {
    let mut server = Running::start(Limits { grace: Duration::from_millis(200), ..limits() }).await;
    let mut stream = server.connect().await;
    stream.write_all(b"GET /slow HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
    timeout(LONG, server.slow.begun.notified()).await.expect("work begins");

    server.tell_to_stop();

    assert_eq!(server.stopped().await, 1);
}

#[tokio::test]
async fn x20_newcomers_are_refused_once_stopping() {
    let mut server = Running::start(limits()).await;
    let address = server.address;
    server.tell_to_stop();
    server.stopped().await;

    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn f11_ambiguous_framing_is_refused_and_closes() {
    let server = Running::start(limits()).await;
    let requests: [&[u8]; 4] = [
        b"POST /json HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nxx",
        b"POST /json HTTP/1.1\r\nhost: a\r\ntransfer-encoding: gzip, identity\r\n\r\n0\r\n\r\n",
        b"GET / HTTP/1.1\r\nhost: a\r\nx : y\r\n\r\n",
        b"GET / HTTP/1.1\r\nhost: a\r\nx: y\r\n folded\r\n\r\n",
    ];
    for request in requests {
        let mut stream = server.connect().await;
        stream.write_all(request).await.unwrap();
        let (text, _) = until_closed(&mut stream).await;
        assert!(text.starts_with("HTTP/1.1 400"), "{:?} got {text}", String::from_utf8_lossy(request));
    }
}
