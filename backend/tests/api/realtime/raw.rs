//! X17: frames that are broken in every way, each with the code that ends it; and some thousand at random.

mod corpus;

use std::time::{Duration, Instant};

use broadsheet::config;
use tokio::task::JoinSet;

use crate::support::{
    App, Listener, Socket, eventually,
    raw::{CLOSE, CONTINUATION, Length, PING_FRAME, Raw, RawSocket, TEXT, Verdict, closing},
};

/// Connections that are tried at once: fewer than one address may have.
const AT_ONCE: usize = 16;
/// Ten times the promise for the delivery of an event.
const DELIVERY: Duration = Duration::from_millis(2_500);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn x17_every_broken_frame_ends_its_own_socket_with_the_right_code() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let address = server.address();
    let mut bystander = Listener::stranger(&server).await;
    let cases = corpus::cases();
    assert!(cases.len() >= 247, "{} cases", cases.len());

    let mut wrong = Vec::new();
    for some in cases.chunks(AT_ONCE) {
        let mut tries = JoinSet::new();
        for case in some.iter().cloned() {
            tries.spawn(async move {
                let mut socket = RawSocket::open(address).await;
                if !case.is_first {
                    socket.hello().await;
                }
                socket.send(&case.bytes).await;
                let verdict = socket.verdict().await;
                (verdict != case.verdict).then(|| format!("{}: {verdict:?}, not {:?}", case.name, case.verdict))
            });
        }
        while let Some(outcome) = tries.join_next().await {
            wrong.extend(outcome.expect("a try that does not panic"));
        }
    }

    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
    assert!(bystander.says_pong_first().await);
    eventually("nobody else to be here", async || app.hub().count() == 1).await;
}

/// A small generator of numbers, so that a failure comes again.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        // xorshift64*
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % sides
    }

    fn bytes(&mut self, count: u64) -> Vec<u8> {
        (0..count).map(|_| self.roll(256) as u8).collect()
    }

    /// A frame whose length is true, or too large to be waited for: whatever it is, the server can answer.
    fn frame(&mut self) -> Raw {
        let opcode = match self.roll(4) {
            0 => self.roll(16) as u8,
            1 => CONTINUATION,
            2 => PING_FRAME,
            _ => TEXT,
        };
        let payload = match self.roll(6) {
            0 => Vec::new(),
            1 => br#"{"frame":"ping"}"#.to_vec(),
            2 => br#"{"frame":"subscribe","topic":"home"}"#.to_vec(),
            3 => closing(self.roll(5_100) as u16, b"so long"),
            4 => {
                let count = self.roll(300);
                self.bytes(count)
            }
            _ => {
                let count = self.roll(130);
                vec![b' '; count as usize]
            }
        };
        let length = match self.roll(12) {
            0 => Length::Sixteen,
            1 => Length::SixtyFour,
            2 => Length::Claimed(70_000 + self.roll(u64::MAX >> 34)),
            _ => Length::Short,
        };
        let reserved = if self.roll(8) == 0 { self.roll(8) as u8 } else { 0 };
        Raw { is_last: self.roll(3) > 0, reserved, opcode, is_masked: self.roll(16) > 0, length, payload }
    }
}

/// Some thousand frames in every run; `BROADSHEET_FUZZ_ROUNDS` asks for more (14,000 are a million frames).
fn rounds() -> u64 {
    std::env::var("BROADSHEET_FUZZ_ROUNDS").ok().map_or(40, |rounds| rounds.parse().expect("a number of rounds"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn x17_whatever_comes_at_random_is_answered_and_hurts_nobody() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let address = server.address();
    let mut bystander = Listener::stranger(&server).await;

    for round in 0..rounds() {
        let mut tries = JoinSet::new();
        for number in 0..AT_ONCE as u64 {
            let seed = 1 + round * AT_ONCE as u64 + number;
            tries.spawn(async move {
                let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
                let mut socket = RawSocket::open(address).await;
                if dice.roll(4) > 0 {
                    socket.hello().await;
                }
                let frames: Vec<_> = (0..1 + dice.roll(8)).map(|_| dice.frame()).collect();
                socket.send(&frames.iter().flat_map(Raw::bytes).collect::<Vec<_>>()).await;
                (seed, frames, socket.verdict().await)
            });
        }
        while let Some(outcome) = tries.join_next().await {
            let (seed, frames, verdict) = outcome.expect("a try that does not panic");
            // A line that is cut without a word would be a task that has died.
            assert!(verdict != Verdict::Cut, "seed {seed}: {frames:?}");
            let sent_close = frames.iter().any(|frame| frame.opcode == CLOSE);
            let ours = [1002, 1003, 1007, 1008, 1009];
            let is_right = match verdict {
                Verdict::Closed(Some(code)) => ours.contains(&code) || sent_close,
                Verdict::Closed(None) => sent_close,
                Verdict::Lives | Verdict::Cut => verdict == Verdict::Lives,
            };
            assert!(is_right, "seed {seed}: {verdict:?} after {frames:?}");
        }
        // One that says nothing at all for a minute would be taken for dead, and one that asks at every round for a flood.
        if round % 40 == 39 {
            assert!(bystander.says_pong_first().await, "after round {round}");
        }
    }

    app.anonymous().get("/api/v2/site").await.is(200);
    eventually("nobody else to be here", async || app.hub().count() == 1).await;
}

#[tokio::test]
async fn x17_a_line_that_breaks_off_within_a_frame_leaves_nothing_behind() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let whole = Raw::new(TEXT, *br#"{"frame":"subscribe","topic":"home"}"#).bytes();

    for end in 0..whole.len() {
        let mut socket = RawSocket::open(server.address()).await;
        socket.hello().await;
        socket.send(&whole[..end]).await;
    }

    eventually("nobody to be here", async || app.hub().count() == 0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn x16_however_many_do_not_read_the_others_hear_all_and_the_deaf_are_cut_off() {
    let mut config = config::testing();
    config.channel.queue_frames = 16;
    let app = App::with(config).await;
    let server = Socket::serve(app.router());
    let (ada, ben) = (app.author("ada").await, app.reader("ben").await);
    let id = ada.publish("Talk").await["id"].as_str().unwrap().to_owned();
    let topic = format!("posts/{id}/comments");
    let mut deaf = Vec::new();
    for _ in 0..10 {
        let mut socket = RawSocket::open_narrow(server.address()).await;
        socket.hello().await;
        socket.send(&Raw::new(TEXT, format!(r#"{{"frame":"subscribe","topic":"{topic}"}}"#)).bytes()).await;
        socket.next().await.expect("a subscription");
        deaf.push(socket);
    }
    let mut readers = Vec::new();
    for _ in 0..5 {
        let mut reader = Listener::stranger(&server).await;
        reader.subscribe(&topic, None).await;
        readers.push(reader);
    }
    // Each frame holds the text twice; the machine's own buffers take some hundred.
    let long = "word ".repeat(1_900);

    let (mut said, mut slowest) = (0, Duration::ZERO);
    while app.hub().count() > readers.len() {
        said += 1;
        assert!(said < 2_000, "nobody is ever too slow");
        ben.comment("talk", &long).await;
        let begun = Instant::now();
        for reader in &mut readers {
            assert_eq!(reader.hear_event("comment.created").await.0, said);
        }
        slowest = slowest.max(begun.elapsed());
    }

    assert!(slowest < DELIVERY, "{slowest:?}");
    for reader in &mut readers {
        assert!(reader.says_pong_first().await);
    }
}

#[tokio::test]
async fn g5_pieces_without_end_are_taken_at_a_pace_and_cost_others_nothing() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let mut flood = RawSocket::open(server.address()).await;
    flood.hello().await;
    let mut pieces = Raw::new(TEXT, *b"{").unfinished().bytes();
    for _ in 0..100_000 {
        pieces.extend(Raw::new(CONTINUATION, *b"").unfinished().bytes());
    }
    let flooding = tokio::spawn(async move {
        flood.send(&pieces).await;
        flood.verdict().await
    });

    for _ in 0..20 {
        assert!(Listener::stranger(&server).await.says_pong_first().await);
        app.anonymous().get("/api/v2/site").await.is(200);
    }

    assert!(!flooding.is_finished(), "six hundred thousand bytes take more than five seconds");
    flooding.abort();
    eventually("nobody to be here", async || app.hub().count() == 0).await;
}
