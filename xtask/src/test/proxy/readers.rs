//! People who read a post: each has a socket through the proxy, comes back whenever it ends, and says then what was heard
//! last.

use std::net::TcpStream;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, anyhow, bail, ensure};
use serde_json::{Value, json};
use tungstenite::client::IntoClientRequest as _;
use tungstenite::{Error, Message, WebSocket};

use crate::server;

/// Between two tries to come back, and two looks at what everybody has heard.
const PACE: Duration = Duration::from_millis(100);
/// How long a handshake may take.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// How long one listens before looking whether it is time to go.
const GLANCE: Duration = Duration::from_secs(1);
/// Ten times what anything takes that is promised here.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a reader went through.
#[derive(Debug, Default, Clone)]
pub struct Story {
    /// Numbers of the comments, as they came.
    pub heard: Vec<u64>,
    /// How often it was let in and follows the post.
    pub seats: usize,
    /// The codes with which it was sent away.
    pub farewells: Vec<u16>,
}

impl Story {
    fn last(&self) -> u64 {
        self.heard.last().copied().unwrap_or_default()
    }

    /// Every comment up to this one, once and in order.
    pub fn is_whole(&self, last: u64) -> bool {
        self.heard.iter().copied().eq(1..=last)
    }
}

/// Everybody on the post; they leave when this is dropped.
pub struct Crowd {
    /// The number of the comment after which they go.
    end: Arc<AtomicU64>,
    members: Vec<Member>,
}

/// One reader, seen from outside.
struct Member {
    story: Arc<Mutex<Story>>,
    thread: JoinHandle<Result<()>>,
}

impl Crowd {
    /// So many come through the proxy at this port.
    pub fn gather(port: u16, post: &str, count: usize) -> Self {
        let end = Arc::new(AtomicU64::new(u64::MAX));
        let members = (0..count).map(|_| {
            let story = Arc::new(Mutex::new(Story::default()));
            let topic = format!("posts/{post}/comments");
            let reader = Reader { port, topic, story: Arc::clone(&story), end: Arc::clone(&end) };
            Member { story, thread: thread::spawn(move || reader.follow()) }
        });
        let members = members.collect();
        Self { end, members }
    }

    /// Waits until it is so for everybody.
    pub fn until(&mut self, what: &str, is_so: impl Fn(&Story) -> bool) -> Result<()> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            // Before the end nobody leaves without a reason.
            if let Some(place) = self.members.iter().position(|member| member.thread.is_finished()) {
                self.members.swap_remove(place).ended()?;
                bail!("a reader left");
            }
            let (ready, all) = (self.count(&is_so), self.members.len());
            if ready == all {
                return Ok(());
            }
            ensure!(Instant::now() < deadline, "{ready} of {all} readers {what} after {} s", PATIENCE.as_secs());
            thread::sleep(PACE);
        }
    }

    /// For how many it is so.
    pub fn count(&self, is_so: impl Fn(&Story) -> bool) -> usize {
        self.members.iter().filter(|member| is_so(&lock(&member.story))).count()
    }

    /// Lets everybody go once all have heard this comment; what they went through.
    pub fn leave_after(mut self, last: u64) -> Result<Vec<Story>> {
        self.until("heard the last comment", |story| story.last() >= last)?;
        self.end.store(last, Ordering::Relaxed);
        std::mem::take(&mut self.members).into_iter().map(Member::ended).collect()
    }
}

impl Member {
    /// Waits for its end; what it went through.
    fn ended(self) -> Result<Story> {
        self.thread.join().map_err(|_| anyhow!("a reader panicked"))??;
        let story = lock(&self.story).clone();
        Ok(story)
    }
}

impl Drop for Crowd {
    fn drop(&mut self) {
        self.end.store(0, Ordering::Relaxed);
    }
}

fn lock(story: &Mutex<Story>) -> MutexGuard<'_, Story> {
    story.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One of them.
struct Reader {
    port: u16,
    topic: String,
    story: Arc<Mutex<Story>>,
    end: Arc<AtomicU64>,
}

impl Reader {
    fn is_done(&self) -> bool {
        lock(&self.story).last() >= self.end.load(Ordering::Relaxed)
    }

    /// Fails where something is heard that should not be; who cannot come in tries again.
    fn follow(&self) -> Result<()> {
        while !self.is_done() {
            if let Ok(socket) = self.open() {
                self.listen(socket)?;
            }
            thread::sleep(PACE);
        }
        Ok(())
    }

    fn open(&self) -> Result<WebSocket<TcpStream>> {
        let mut request = format!("ws://localhost:{}/api/v2/ws", self.port).into_client_request()?;
        request.headers_mut().insert("origin", server::address(self.port).parse()?);
        let stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(HANDSHAKE))?;
        let (mut socket, _) = tungstenite::client(request, stream).map_err(|error| anyhow!("no handshake: {error}"))?;
        socket.send(Message::text(r#"{"frame":"hello","version":1}"#))?;
        let after = lock(&self.story).last();
        let subscribe = json!({ "frame": "subscribe", "topic": self.topic, "after": after });
        socket.send(Message::text(subscribe.to_string()))?;
        socket.get_ref().set_read_timeout(Some(GLANCE))?;
        Ok(socket)
    }

    /// Writes down what it hears, as long as the line holds.
    fn listen(&self, mut socket: WebSocket<TcpStream>) -> Result<()> {
        while !self.is_done() {
            match socket.read() {
                Ok(Message::Text(text)) => self.note(&serde_json::from_str(&text)?)?,
                Ok(Message::Close(why)) => {
                    lock(&self.story).farewells.extend(why.map(|why| u16::from(why.code)));
                    // The answer goes out with the next look.
                    while socket.read().is_ok() {}
                    return Ok(());
                }
                Ok(_) => {}
                Err(Error::Io(error)) if is_silence(&error) => {}
                Err(_) => return Ok(()),
            }
        }
        Ok(())
    }

    fn note(&self, frame: &Value) -> Result<()> {
        match frame["frame"].as_str() {
            Some("welcome") => {}
            Some("subscribed") => lock(&self.story).seats += 1,
            Some("event") => {
                let number = frame["id"].as_u64().context("an event has a number")?;
                let said = frame["data"]["body"].as_str().and_then(|body| body.parse().ok());
                let is_comment = frame["type"] == "comment.created" && said == Some(number);
                ensure!(is_comment, "in the place of comment {number} came {frame}");
                lock(&self.story).heard.push(number);
            }
            _ => bail!("in the place of a comment came {frame}"),
        }
        Ok(())
    }
}

/// Nothing came for a while, and the line holds.
fn is_silence(error: &std::io::Error) -> bool {
    matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut)
}
